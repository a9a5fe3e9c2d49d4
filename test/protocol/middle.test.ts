// Long names lose their middle: the end of a name is what tells the checkpoints of a run apart.
import { expect, test } from 'vitest';
import { middle } from '../../src/protocol/reportWords.ts';

/** Name, letters there are -> what is shown. */
const cases: readonly (readonly [string, number, string])[] = [
  ['checkpoint-12000', 16, 'checkpoint-12000'],
  ['llama-3-8b-distilled-checkpoint-12000', 21, 'llama-3-8b…oint-12000'],
  ['llama-3-8b-distilled-checkpoint-12000', 12, 'llama…-12000'],
  ['abcdef', 5, 'ab…ef'],
  ['abcdef', 4, 'a…ef'],
  ['abcdef', 3, 'a…f'],
  ['abcdef', 2, '…f'],
  ['😀😀😀😀😀😀', 5, '😀😀…😀😀'],
  ['', 3, ''],
];

test.each(cases)('%j in %d', (name, most, wanted) => {
  expect(middle(name, most)).toBe(wanted);
});

test('a name of a megabyte is cut at once, and never inside a letter', () => {
  const name = `a${'😀'.repeat(500_000)}`;
  const cut = middle(name, 41);
  expect([...cut]).toHaveLength(41);
  expect(cut).toMatch(/^a(?:😀|…)+$/u);
});
