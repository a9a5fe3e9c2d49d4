// Which components attribution is checked on.
import { expect, test } from 'vitest';
import { borderOf } from '../../src/engine/analysis/attributionCheck.ts';

test.each([
  ['all of a small model', 15, 13, 0, 15],
  ['around the border', 100, 40, 24, 56],
  ['no fewer at the top', 100, 3, 0, 32],
  ['no fewer at the bottom', 100, 99, 68, 100],
  ['of exactly as many', 32, 20, 0, 32],
])('%s', (_, components, ranked, from, to) => {
  const order = Array.from({ length: components }, (__, c) => components - c);
  expect(borderOf(order, ranked)).toEqual(order.slice(from, to));
});
