// Minimum-cost assignment against every permutation.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigner } from '../../src/engine/numeric/assignment.ts';

const assign = assigner(6);
/** Integers give many ties; the least cost is unique all the same. */
const costs = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: n * n,
    maxLength: n * n,
  }),
);

test('the total cost is the least of all permutations', () => {
  fc.assert(
    fc.property(costs, (cost) => {
      const n = Math.sqrt(cost.length);
      const columns = [...assign.solve(cost, n).subarray(0, n)];
      expect([...columns].sort()).toEqual([...Array(n).keys()]);
      expect(total(cost, n, columns)).toBeCloseTo(leastTotal(cost, n), 12);
    }),
    { seed: 1, numRuns: 400 },
  );
});

test('a constant matrix gives the identity, as in scipy', () => {
  expect([...assigner(4).solve(Array(16).fill(0.5), 4)]).toEqual([0, 1, 2, 3]);
});

function total(cost: readonly number[], n: number, columns: readonly number[]): number {
  return columns.reduce((sum, column, row) => sum + cost[row * n + column], 0);
}

function leastTotal(cost: readonly number[], n: number): number {
  const place = (row: number, free: readonly number[]): number =>
    row === n
      ? 0
      : Math.min(
          ...free.map((column) => {
            const rest = free.filter((other) => other !== column);
            return cost[row * n + column] + place(row + 1, rest);
          }),
        );
  return place(0, [...Array(n).keys()]);
}
