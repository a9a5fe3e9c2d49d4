// Task files that would keep a reader, a drawer of pairs or a fitter busy.
import { type Attack, kind } from '../attack.ts';
import { checking, good, type Json, task } from '../inputs.ts';

const many = (n: number, of: (i: number) => string) => Array.from({ length: n }, (_, i) => of(i));
const digits = ['0', '1', '2', '3', '4', '5'];
const named = (n: number) => many(n, (i) => `v${i}`);
const variables = (names: readonly string[], values: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, values]));

/** Draws its pairs; 20 variables of six digits. */
const drawing = (spoil: Json): string =>
  JSON.stringify({
    ...{ name: 'drawn', variables: variables(named(20), digits), answer: '{v0}', answers: digits },
    template: `${named(20)
      .map((v) => `{${v}}`)
      .join(' ')} =`,
    pairs: 64,
    ...spoil,
  });
/** True of one draw in 97. */
const rare = (i: number) =>
  `(${named(20)
    .map((v, j) => `${v} * ${(i * 31 + j * 17) % 89}`)
    .join(' + ')}) % 97 == ${i}`;
const doubled = (n: number, key: string) => many(n, () => key).join(',');
const inFirst = (text: string) => text.replace(/^\{/, '');

const rows: readonly (readonly [name: string, made: () => string | Json])[] = [
  [
    '300,000 unknown keys',
    () => Object.fromEntries(many(300_000, (i) => `k${i}`).map((key) => [key, 1])),
  ],
  ['4 MB of commas', () => `{"name": "x", "template": [${','.repeat(4e6)}]}`],
  ['4 MB of brackets', () => `{"name": ${'[]'.repeat(2e6)}}`],
  ['500,000 double keys', () => `{${doubled(500_000, '"name": "x"')}, ${inFirst(drawing({}))}`],
  [
    '500,000 double keys in a part',
    () => `{"variables": {${doubled(500_000, '"v0": ["1"]')}}, ${inFirst(drawing({}))}`,
  ],
  ['100,000 brackets', () => '['.repeat(100_000)],
  ['one text of 10 MB', () => ({ description: 'x'.repeat(10e6) })],
  ['a template of 10 MB', () => ({ template: `{a} {b} , {c} =${' 1'.repeat(5e6)}` })],
  [
    '64 spans in 9,800 pieces',
    () =>
      drawing({
        template: `{v0}${' 1 2'.repeat(4900)}`,
        spans: many(64, (i) => `${i % 2 ? '1 2' : '2 1'}${' 1 2'.repeat(i)}`),
      }),
  ],
  ['64 constraints that are rarely met', () => drawing({ constraints: many(64, rare) })],
  ['one constraint that is never met', () => drawing({ constraints: ['v0 < v0'] })],
  ['an answer that no draw has', () => drawing({ answer: { value: `v0 + ${'9'.repeat(300)}` } })],
  [
    'an expression of 100,000 terms',
    () => drawing({ answer: { value: many(1e5, () => 'v0').join(' + ') } }),
  ],
  [
    'an expression 100,000 deep',
    () => drawing({ answer: { value: `${'('.repeat(1e5)}v0${')'.repeat(1e5)}` } }),
  ],
  [
    'a variable of 1,000,000 values',
    () => drawing({ variables: { ...variables(named(20), digits), v0: many(1e6, String) } }),
  ],
  [
    'a range of 10^15',
    () => drawing({ variables: { ...variables(named(20), digits), v0: { range: [0, 1e15] } } }),
  ],
  [
    'variables like each other',
    () => drawing({ variables: { v0: { like: 'v1' }, v1: { like: 'v0' } } }),
  ],
  [
    'a million pairs',
    () => ({
      pairs: many(1e6, () => '').map(() => ({
        ...{ base: { a: '1', b: '1', c: '1' }, source: { a: '2', b: '1', c: '1' } },
        answer: '3',
      })),
    }),
  ],
  ['10^9 pairs', () => drawing({ pairs: 1e9 })],
  [
    'a variable named __proto__',
    () =>
      `{"name":"x","template":"{__proto__} =","answer":"{__proto__}","variables":{"__proto__":["1","2"]}}`,
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
