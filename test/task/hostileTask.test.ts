// Task files that would take long or much memory to read: each is refused by what is too much of it.
// None may be read in other than linear time: a hang would be the test's time-out.
import { expect, test } from 'vitest';
import { readTask } from '../../src/engine/task/readTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { share } from '../support/share.ts';

const list = <T>(n: number, item: (i: number) => T) => Array.from({ length: n }, (_, i) => item(i));
const SUM = { template: '{a} + {b} =', variables: { a: ['1', '2'], b: ['1', '2'] }, answer: '{a}' };
const sum = (changes: object) => JSON.stringify({ ...SUM, ...changes });
const keys = (n: number, value: unknown) => Object.fromEntries(list(n, (i) => [`k${i}`, value]));
const words = (n: number) => `{a} {b} ${'x '.repeat(n)}`;

/** 20 variables of 1,000 values, and conditions of 500 letters that nearly always hold. */
const twenty = list(20, (i) => `v${i}`);
const long = (name: string) => `${name} >= 0${` and ${name} >= 0`.repeat(26)}`;
const rare = (last: string) => ({
  template: twenty.map((name) => `{${name}}`).join(' '),
  variables: Object.fromEntries(twenty.map((name) => [name, { range: [0, 999] }])),
  constraints: [...list(63, (i) => long(twenty[i % 20])), last],
  answer: '{v0}',
});

const tooMany = 'has more than 250,000 values';
const tooLong = '"spans" have too many words to be looked for here';
test.each<[string, () => string, string]>(
  share(
    [
      ['300,000 unknown keys', () => JSON.stringify(keys(300_000, 1)), tooMany],
      [
        'unknown keys deeper inside',
        () => sum({ source: keys(200_000, 1) }),
        'found 200,000 members',
      ],
      [
        'as many variables',
        () => sum({ variables: keys(100_000, ['1']) }),
        'found 100,000 members',
      ],
      ['4 MB of commas', () => ','.repeat(4e6), tooMany],
      ['commas in a list', () => `{"pairs": [${','.repeat(4e6)}]}`, tooMany],
      ['colons', () => ':'.repeat(4e6), 'value expected'],
      ['500,000 double keys', () => `{${'"k":1,'.repeat(500_000)}"k":1}`, tooMany],
      ['double keys', () => `{${'"k":1,'.repeat(9000)}"k":1}`, 'the key "k" is there twice'],
      ['400,000 wrong constraints', () => sum({ constraints: list(400_000, () => '') }), tooMany],
      [
        '9,000 wrong answers',
        () => sum({ answers: list(9000, () => ' ') }),
        'a word without white space',
      ],
      ['2,000,000 brackets', () => '['.repeat(2e6), 'nests deeper than 32 levels'],
      ['backslashes', () => `{"a": "${'\\'.repeat(4e6)}`, 'unexpected end of string'],
      ['one string of 4 MB', () => sum({ name: 'x'.repeat(4e6) }), 'more than 100 characters'],
      ['one string of 10 MB', () => sum({ name: 'x'.repeat(1e7) }), '4,194,304 are allowed'],
      ['a key of 3 MB', () => `{"${'\\u0061'.repeat(500_000)}": 1}`, 'is not known; allowed'],
      ['3,900,000 lines', () => `${'\n'.repeat(3.9e6)}{"nam": 1}`, ':3900001:2: the key "nam"'],
      ['unclosed comments', () => '/*'.repeat(2e6), 'invalid symbol'],
      [
        '100,000 terms',
        () => sum({ constraints: [`a${' + a'.repeat(1e5)} > 0`] }),
        'at most 500 characters',
      ],
      ['400 brackets', () => sum({ constraints: ['('.repeat(400)] }), 'is missing before the end'],
      ['9,800 words', () => sum({ template: words(9800) }), 'found 9802 spans, 64 are allowed'],
      [
        '64 spans to find in 9,800 words',
        () => sum({ template: words(9800), spans: list(64, () => `${'x '.repeat(100)}y`) }),
        tooLong,
      ],
      [
        'the same in 64 templates',
        () => {
          const templates = list(32, () => words(9800));
          const spans = list(64, (i) => `x${' x'.repeat(i + 1)}`);
          return sum({ template: undefined, templates, otherwise: templates, spans });
        },
        tooLong,
      ],
      [
        '3,000 variables without values',
        () =>
          JSON.stringify({
            templates: list(32, () => list(3000, (i) => `{${i}}`).join(' ')),
            pairs: list(2, () => ({ base: {}, source: {} })),
          }),
        'found 3,000 variables, 20 are allowed',
      ],
      [
        'long constraints that are hardly ever met',
        () => JSON.stringify(rare('v0 == v1 and v1 == v2')),
        'constraints are met too rarely: ',
      ],
      [
        'long constraints and no other answer',
        () =>
          JSON.stringify({
            ...rare('v0 >= 0'),
            source: { draw: { v0: 'same' }, answer: 'other' },
          }),
        'constraints are met too rarely: ',
      ],
      [
        'a long condition on every one of 1,000 answers',
        () =>
          sum({
            variables: { a: { range: [0, 999] }, b: ['1', '2'] },
            answer: { where: `answer > a${' and answer > a'.repeat(28)}` },
            answers: { range: [0, 999] },
            source: { draw: { a: 'same' }, answer: 'other' },
          }),
        'constraints are met too rarely: ',
      ],
    ],
    8,
  ),
)('%s', (_, text, message) => {
  expect(() => readTask(text(), 't.json', sha256)).toThrow(message);
});

const many = list(20, (i) => `w${i}`);
test.each<[string, () => string]>(
  share(
    [
      [
        'long words that derive from long words',
        () =>
          sum({
            template: `{a} {b} {w19}`,
            variables: { a: { range: [0, 9999] }, b: { like: 'a' } },
            answer: { value: 'a % 7' },
            answers: { range: [0, 6] },
            derive: Object.fromEntries(
              many.map((name, i) => {
                const last = i === 0 ? 'a' : many[i - 1];
                return [name, `if(${'b > a or '.repeat(40)}a == b, ${last}, ${last} % 7)`];
              }),
            ),
          }),
      ],
      [
        'words of 20 that are calculated from 10,000 values',
        () =>
          sum({
            template: `{a} {b} ${many
              .map((name) => `{${name}}`)
              .slice(0, 18)
              .join(' ')}`,
            variables: { a: { range: [0, 9999] }, b: { like: 'a' } },
            answer: { value: 'a % 7' },
            answers: { range: [0, 6] },
            derive: Object.fromEntries(many.map((name) => [name, `(a${' + a'.repeat(120)}) % 9`])),
          }),
      ],
      [
        'a table of tables',
        () =>
          sum({
            template: '{a} {b} {w}',
            variables: { a: { range: [0, 299] }, b: { like: 'a' } },
            answers: { range: [0, 299] },
            derive: {
              w: {
                of: ['a', 'b'],
                table: Object.fromEntries(
                  list(300, (i) => [i, Object.fromEntries(list(300, (k) => [k, 'x']))]),
                ),
              },
            },
          }),
      ],
      ['comments', () => `${'/**/'.repeat(1e6)}${sum({})}`],
      ['a long vocabulary, which nobody reads', () => sum({ vocab: keys(200_000, 1) })],
      ['white space before a word', () => sum({ template: `${' '.repeat(19_000)}{a}{b}` })],
      [
        '4,096 prompts of white space and a word',
        () =>
          JSON.stringify({
            prompts: list(200, (i) => ({ text: `${' '.repeat(19_000)}${i}`, answer: 'a' })),
          }),
      ],
    ],
    4,
  ),
)('%s are read', (_, text) => {
  expect(readTask(text(), 't.json', sha256).answers.length).toBeGreaterThan(0);
});
