// What is said of prompts and tokens is said of rows and regions where models read those, and of no other model.
import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import { placeWords } from '../../src/words/findings.ts';
import { namesItsCuts, ofInputs, readsRows } from '../../src/words/rows.ts';

const of = (...families: readonly string[]) => {
  const models = families.map((family) => ({ family }));
  return { models, task: { variables: ['a'] } } as unknown as Pick<Report, 'models' | 'task'>;
};

const cases: readonly [string, string][] = [
  ['the token `a` does not matter', 'the region `a` does not matter'],
  ['the tokens `a` and `b` do not matter', 'the regions `a` and `b` do not matter'],
  ['m solves 40.0 % of the base prompts', 'm solves 40.0 % of the base rows'],
  [
    'holds no set by itself between the prompt and the answer',
    'holds no set by itself between the input and the answer',
  ],
  ['A finer granularity (head, subspace), or another task.', 'Smaller regions, or another task.'],
  ['where it is taken from another prompt', 'where it is taken from another row'],
];
test.each(cases)('%s', (prompts, rows) => {
  expect(ofInputs(of('rows', 'rows'), prompts)).toBe(rows);
  expect(ofInputs(of('gpt2', 'llama'), prompts)).toBe(prompts);
});

test('sets are of regions where a task names no variables', () => {
  const words = 'm holds no set of variables by itself';
  const { models } = of('rows');
  const task = (...variables: string[]) => ({ models, task: { variables } }) as unknown as Report;
  expect(ofInputs(task(), words)).toBe('m holds no set of regions by itself');
  expect(ofInputs(task('first'), words)).toBe(words);
});

const kinds: readonly (readonly [families: readonly string[], rows: boolean, named: boolean])[] = [
  [[], false, false],
  [['rows', 'rows'], true, true],
  [['vit', 'rows'], true, false],
  [['timm_vit'], true, false],
  [['rows', 'gpt2'], false, false],
];
test.each(kinds)('%j: reads rows %s, with cuts that have names %s', (families, rows, named) => {
  expect([readsRows(of(...families)), namesItsCuts(of(...families))]).toEqual([rows, named]);
});

test.each([
  [{ cut: 0, span: 'a', onward: false, at: 'pixels' }, 'at `a` in the input'],
  [{ cut: 2, span: 'a', onward: false, at: 'conv2' }, 'at `a` in `conv2`'],
  [{ cut: 0, span: 'a', onward: false }, 'at `a` in the embedding'],
])('a place: %j', (place, words) => {
  expect(placeWords(place)).toBe(words);
});
