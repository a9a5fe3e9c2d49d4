// Small statistics against plain ways and published tables.
import { expect, test } from 'vitest';
import { random } from '../../src/engine/core/random.ts';
import {
  normalQuantile,
  normalShare,
  pairedDifference,
  quantile,
  quantileIn,
  raise,
  spreadBetween,
  studentQuantile,
  wilson,
} from '../../src/engine/numeric/statistics.ts';

/** Numbers -> what they are like. */
const lists: readonly [string, number, (next: () => number) => number][] = [
  ['all different', 501, (next) => next()],
  ['mostly equal', 200, (next) => Math.floor(3 * next()) / 3],
  ['all equal', 64, () => 0.25],
  ['one alone', 1, (next) => next()],
];

test.each(lists)('a quantile of numbers in any order, %s, is that of sorted ones', (_, n, make) => {
  const rng = random(n);
  for (const q of [0, 0.025, 0.5, 0.7301, 0.975, 1]) {
    const numbers = Float64Array.from({ length: n }, () => make(rng.next));
    expect(quantileIn(numbers.slice(), q)).toBe(quantile(numbers.slice().sort(), q));
  }
});

/** p, degrees of freedom -> the printed tables. */
test.each([
  [0.975, 7, 2.3646],
  [0.975, 11, 2.201],
  [0.975, 23, 2.0687],
  [0.975, 63, 1.9983],
  [0.95, 11, 1.7959],
])("Student's quantile of %d with %i degrees of freedom", (p, freedom, printed) => {
  expect(Math.abs(studentQuantile(p, freedom) - printed)).toBeLessThan(0.01);
});

test('the normal distribution takes back its quantile', () => {
  for (const p of [0.001, 0.025, 0.3, 0.5, 0.9, 0.975, 0.999]) {
    expect(normalShare(normalQuantile(p))).toBeCloseTo(p, 3);
  }
  expect(normalShare(1.959964)).toBeCloseTo(0.975, 6);
});

/** Proportion, n -> Wilson's interval at 95 %, as statsmodels has it. */
test.each([
  [0, 64, 0, 0.05663],
  [0.5, 10, 0.23659, 0.76341],
  [1, 20, 0.83887, 1],
])('an interval for %d of %i', (share, n, low, high) => {
  const found = wilson(share, n, 0.95);
  expect(found[0]).toBeCloseTo(low, 3);
  expect(found[1]).toBeCloseTo(high, 3);
});

/** Cells of two judgements: both right, the first alone, the second alone; n -> how often the interval holds the truth. */
test.each([
  [0.9, 0.05, 0.02, 30],
  [0.97, 0.01, 0.01, 30],
  [0.7, 0.2, 0.05, 30],
  [0.5, 0.1, 0.1, 24],
  [0.2, 0.3, 0.3, 24],
])(
  'the interval of a paired difference holds the truth: %d, %d, %d of %i',
  (both, first, second, n) => {
    const cells = [both, first, second, 1 - both - first - second];
    const logFactorial = Array.from({ length: n + 1 }, () => 0);
    for (let k = 1; k <= n; k++) logFactorial[k] = logFactorial[k - 1] + Math.log(k);
    let covered = 0;
    for (let i = 0; i <= n; i++) {
      for (let j = 0; i + j <= n; j++) {
        for (let k = 0; i + j + k <= n; k++) {
          const counts = [i, j, k, n - i - j - k];
          const rows = counts.flatMap((count, cell) => Array.from({ length: count }, () => cell));
          const found = pairedDifference(
            rows.map((cell) => cell === 0 || cell === 1),
            rows.map((cell) => cell === 0 || cell === 2),
            0.95,
          );
          const isIn = found.low <= first - second && first - second <= found.high;
          const log = counts.reduce(
            (sum, count, cell) => sum + count * Math.log(cells[cell]) - logFactorial[count],
            logFactorial[n],
          );
          if (isIn) covered += Math.exp(log);
        }
      }
    }
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(first + second < 0.1 ? 1 : 0.99); // few that differ: it is wider
  },
);

test('two that judge alike differ by nothing, as surely as there are many of them', () => {
  const alike = (n: number) => {
    const rows = Array.from({ length: n }, (_, i) => i % 20 > 0);
    return pairedDifference(rows, rows, 0.95);
  };
  expect(alike(100).value).toBe(0);
  expect(alike(100).high).toBeGreaterThan(alike(400).high);
  expect(alike(400).high).toBeLessThan(0.02);
});

test('the error of a difference is 0 where two move alike, and raising takes the larger', () => {
  const a = Float64Array.of(1, 4, 2);
  expect(spreadBetween(a, Float64Array.of(2, 5, 3))).toBe(0);
  expect(spreadBetween(a, Float64Array.of(1, 4, 5))).toBeCloseTo(Math.SQRT2, 12);
  raise(a, Float64Array.of(3, 3, 3));
  expect([...a]).toEqual([3, 4, 3]);
});
