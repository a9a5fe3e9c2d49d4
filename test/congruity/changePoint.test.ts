// Where a run changes, on profiles that are written out.
import { describe, expect, test } from 'vitest';
import { changePoint, passage } from '../../src/engine/congruity/changePoint.ts';
import type { Entries } from '../../src/engine/congruity/drawnProfiles.ts';
import { breaksOf, type Step, settledAt } from '../../src/engine/congruity/settling.ts';
import type { Verdict } from '../../src/engine/congruity/verdict.ts';
import { random } from '../../src/engine/core/random.ts';

const profiles = (...rows: readonly (readonly number[])[]) =>
  rows.map((row) => Float64Array.from(row));
const [a, b] = [
  [1, 0],
  [0, 1],
];

describe('the split of a run', () => {
  test.each<[string, readonly (readonly number[])[], number | undefined]>([
    ['at once', [a, a, a, b, b], 3],
    ['at the second', [a, b, b, b], 1],
    ['at the last', [a, a, a, b], 3],
    ['of two', [a, b], 1],
    ['step by step', [a, [0.7, 0.1], [0.4, 0.3], [0.3, 0.4], [0.1, 0.8], b], 3],
    [
      'through neither of both, that is nearer to the last',
      [a, [0.2, 0], [0, 0.2], [0, 0.3], b],
      2,
    ],
    ['there and back and there', [a, b, a, a, b, b], 4],
    [
      'noise in both halves',
      [
        [0.9, 0.05],
        [1, 0],
        [0.95, 0.1],
        [0.1, 0.9],
        [0, 1],
        [0.05, 0.95],
      ],
      3,
    ],
    ['none', [a, a, a], undefined],
    ['there and back', [a, b, a], undefined],
    ['of one', [a], undefined],
    ['without an entry', [[], []], undefined],
  ])('%s', (_, rows, at) => {
    expect(passage(profiles(...rows), 0.3)?.at).toBe(at);
  });

  test('is the one of all that leaves least, as a plain sum says', () => {
    const rng = random('splits');
    for (let k = 0; k < 200; k++) {
      const rows = Array.from({ length: 2 + Math.floor(7 * rng.next()) }, () =>
        Float64Array.from({ length: 3 }, () => rng.next()),
      );
      const far = (x: Float64Array, y: Float64Array) =>
        Math.max(...x.map((v, c) => Math.abs(v - y[c])));
      const cost = (at: number) =>
        rows.reduce((sum, row, t) => sum + far(row, t < at ? rows[0] : rows[rows.length - 1]), 0);
      const costs = rows.slice(1).map((_, t) => cost(t + 1));
      expect(cost(passage(rows, 0.3)!.at)).toBeCloseTo(Math.min(...costs), 12);
    }
  });
});

describe('its interval', () => {
  const options = { level: 0.95, margin: 0.3 };

  test('reaches from the first that is not as the first to the first that is as the last', () => {
    const rows = [a, a, [0.6, 0], [0.2, 0.1], [0, 0.2], [0, 0.6], b];
    expect(passage(profiles(...rows), 0.3)).toEqual({ from: 2, at: 4, to: 6 });
    expect(passage(profiles(a, [0.8, 0], [0, 0.9], b), 0.3)).toEqual({ from: 2, at: 2, to: 2 });
  });

  const rng = random('deviations');
  const noisy = (row: readonly number[], size: number): Entries => ({
    values: Float64Array.from(row),
    deviations: Float64Array.from({ length: row.length * 400 }, () => size * (rng.next() - 0.5)),
  });

  test('is one step where the change is clear', () => {
    const found = changePoint(
      [a, a, a, b, b].map((row) => noisy(row, 0.2)),
      options,
    );
    expect(found).toEqual({ at: 3, low: 3, high: 3, share: 1 });
  });

  test('holds the neighbours where a checkpoint lies between', () => {
    const found = changePoint(
      [a, a, [0.52, 0.48], b, b].map((row) => noisy(row, 0.2)),
      options,
    )!;
    expect([found.low, found.at, found.high]).toEqual([2, 3, 3]);
    expect(found.share).toBeGreaterThan(0.5);
    expect(found.share).toBeLessThan(0.9);
  });
});

const step = (
  toLast: Verdict | undefined,
  toPrevious: Verdict | undefined = undefined,
  solves = true,
): Step => {
  return { solves, toLast, toPrevious };
};
const [same, alike, far, open] = [
  'same interpretation',
  'indistinguishable',
  'different',
  'inconclusive',
] as const;
const unsolved = step(undefined, undefined, false);
const last = step(undefined);

describe('a run settles', () => {
  test.each<[string, readonly Step[], number | undefined]>([
    [
      'from where all are surely as the last',
      [step(far), step(open), step(same), step(alike), last],
      2,
    ],
    ['from the first', [step(same), step(same), last], 0],
    ['not before the last', [step(same), step(far), last], undefined],
    ['not where it is open', [step(same), step(open), last], undefined],
    ['after the last step that is not', [step(same), step(far), step(same), last], 2],
    ['not across one that fails the task', [step(same), unsolved, step(same), last], 2],
    ['not before one that fails the task', [step(same), unsolved, last], undefined],
    ['not where it ends with such', [step(same), step(same), last, unsolved], undefined],
    ['not where none solves the task', [unsolved, unsolved], undefined],
  ])('%s', (_, steps, at) => {
    expect(settledAt(steps)).toBe(at);
  });

  test('and breaks where a step is surely not as the one before', () => {
    expect(
      breaksOf([last, step(far, far), step(far, open), step(far, same), step(far, far)]),
    ).toEqual([1, 4]);
  });
});
