// Ranks with ties, and Spearman's correlation (scipy.stats.spearmanr gives the same).
import { expect, test } from 'vitest';
import { rankCorrelation, ranksOf } from '../../src/engine/numeric/ranks.ts';

test('equal numbers share the mean of their ranks', () => {
  expect([...ranksOf(Float64Array.of(3, 1, 3, 2))]).toEqual([2.5, 0, 2.5, 1]);
});

test.each([
  ['the same order', [1, 2, 30], [0, 5, 6], 1],
  ['the reverse', [1, 2, 30], [6, 5, 0], -1],
  ['one exchange of four', [1, 2, 3, 4], [1, 3, 2, 4], 0.8],
  ['a tie', [1, 2, 2, 4], [1, 2, 3, 4], 0.9486832980505138],
  ['all of one equal', [1, 1, 1], [1, 2, 3], undefined],
  ['one number', [1], [2], undefined],
  ['none', [], [], undefined],
] as const)('%s', (_, a, b, wanted) => {
  const found = rankCorrelation(Float64Array.from(a), Float64Array.from(b));
  if (wanted === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(wanted, 12);
});
