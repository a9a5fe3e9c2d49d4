// Task files that would keep a reader, a drawer of pairs or a fitter busy.
import { type Attack, kind } from '../attack.ts';
import { checking, good, type Json, task } from '../inputs.ts';

const many = (n: number, of: (i: number) => string) => Array.from({ length: n }, (_, i) => of(i));
const digits = ['0', '1', '2', '3', '4', '5'];
const named = (n: number) => many(n, (i) => `v${i}`);
const variables = (names: readonly string[], values: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, values]));

const rows: readonly (readonly [name: string, made: () => string | Json])[] = [
  [
    '300,000 unknown keys',
    () => Object.fromEntries(many(300_000, (i) => `k${i}`).map((k) => [k, 1])),
  ],
  ['4 MB of commas', () => `{"name": "x", "template": [${','.repeat(4e6)}]}`],
  ['500,000 double keys', () => `{${many(500_000, () => '"name": "x"').join(',')}}`],
  ['100,000 brackets', () => '['.repeat(100_000)],
  ['one text of 10 MB', () => ({ description: 'x'.repeat(10e6) })],
  ['a template of 10 MB', () => ({ template: `{a} {b} , {c} =${' 1'.repeat(5e6)}` })],
  [
    '64 spans of 9,800 pieces',
    () => ({
      template: named(64)
        .map((v) => `{${v}}`)
        .join(' 1'.repeat(9800)),
      variables: variables(named(64), digits),
      pairs: undefined,
    }),
  ],
  [
    '20 variables with 64 constraints that are rarely met',
    () => ({
      template: `${named(20)
        .map((v) => `{${v}}`)
        .join(' ')} =`,
      variables: variables(named(20), digits),
      constraints: many(64, (i) => `v${i % 20} == v${(i * 7 + 1) % 20}`),
      pairs: undefined,
      answer: 'v0',
    }),
  ],
  [
    'an expression of 100,000 terms',
    () => ({ answer: many(100_000, () => 'a').join(' + '), pairs: undefined }),
  ],
  [
    'an expression 100,000 deep',
    () => ({ answer: `${'('.repeat(1e5)}a${')'.repeat(1e5)}`, pairs: undefined }),
  ],
  [
    'a variable of 1,000,000 values',
    () => ({ variables: { a: many(1e6, String), b: digits, c: digits }, pairs: undefined }),
  ],
  [
    'a million pairs',
    () => ({
      pairs: Array.from({ length: 1e6 }, () => ({
        base: { a: '1', b: '1', c: '1' },
        source: { a: '2', b: '1', c: '1' },
        answer: '3',
      })),
    }),
  ],
  [
    'a variable named __proto__',
    () =>
      `{"name":"x","template":"{__proto__} =","variables":{"__proto__":["1","2"]},"answers":["1","2"]}`,
  ],
  ['no JSON', () => '{"name": '],
  ['an empty file', () => ''],
  ['null', () => 'null'],
  ['words in the place of lists', () => ({ answers: 'yes', variables: 'no' })],
];

export const tasks: readonly Attack[] = kind(
  '2 task files',
  rows.map(([name, made]) => ({
    name,
    end: 'either' as const,
    make: (folder) => ({
      args: checking(good(), task(folder, made())),
      names: ['bad.task.json', 'does not fit'],
    }),
  })),
);
