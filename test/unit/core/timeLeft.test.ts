// When the time that is left can be told, and what it is then.
import { expect, test } from 'vitest';
import { timeLeftEstimator } from '../../../src/protocol/timeLeft.ts';

/** Seconds and fractions as a run reports them -> what is said of the last one, in seconds. */
test.each<readonly [string, readonly (readonly [number, number])[], number | undefined]>([
  ['at the start', [[0, 0]], undefined],
  [
    'too early, however fast',
    [
      [0, 0],
      [1, 0.3],
      [2, 0.6],
    ],
    undefined,
  ],
  [
    'too little done',
    [
      [0, 0],
      [10, 0.02],
      [20, 0.04],
    ],
    undefined,
  ],
  [
    'steady',
    [
      [0, 0],
      [2, 0.1],
      [4, 0.2],
      [6, 0.3],
      [8, 0.4],
    ],
    12,
  ],
  ['the first look', [[10, 0.5]], undefined],
  [
    'a slow start, then fast',
    [
      [0, 0],
      [5, 0.01],
      [9, 0.02],
      [10, 0.3],
    ],
    undefined,
  ],
  [
    'a fast start from the cache, then slow',
    [
      [0, 0],
      [1, 0.4],
      [5, 0.41],
      [10, 0.42],
    ],
    undefined,
  ],
  [
    'the later pace counts',
    [
      [0, 0],
      [5, 0.2],
      [10, 0.5],
    ],
    (5 * 0.5) / 0.3,
  ],
  [
    'it stands still',
    [
      [0, 0],
      [4, 0.5],
      [8, 0.5],
      [16, 0.5],
    ],
    undefined,
  ],
  [
    'done',
    [
      [0, 0],
      [5, 0.5],
      [10, 1],
    ],
    undefined,
  ],
])('%s', (_, reports, left) => {
  const estimate = timeLeftEstimator();
  const said = reports.map(([seconds, fraction]) => estimate(fraction, 1000 * seconds)).at(-1);
  if (left === undefined) expect(said).toBeUndefined();
  else expect(said).toBeCloseTo(1000 * left, 6);
});
