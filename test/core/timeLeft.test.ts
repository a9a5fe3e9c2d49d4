// When the time that is left can be told, and what it is then.
import { expect, test } from 'vitest';
import { timeLeftEstimator } from '../../src/protocol/timeLeft.ts';

/** Seconds and fractions as a run reports them -> what is said of the last one, in seconds. */
test.each<readonly [string, readonly (readonly [number, number])[], number | undefined]>([
  ['at the start', [[0, 0]], undefined],
  [
    'while the models are opened, however long',
    [
      [0, 0],
      [100, 0.03],
      [200, 0.05],
    ],
    undefined,
  ],
  [
    'too early, however fast',
    [
      [0, 0.1],
      [1, 0.3],
      [2, 0.6],
    ],
    undefined,
  ],
  [
    'too little done',
    [
      [0, 0.06],
      [10, 0.07],
      [20, 0.09],
    ],
    undefined,
  ],
  [
    'steady',
    [
      [0, 0.1],
      [2, 0.2],
      [4, 0.3],
      [6, 0.4],
      [8, 0.5],
    ],
    10,
  ],
  [
    'steady after a slow start',
    [
      [0, 0],
      [60, 0.1],
      [62, 0.2],
      [64, 0.3],
      [66, 0.4],
    ],
    12,
  ],
  ['the first look', [[10, 0.5]], undefined],
  [
    'slow, then fast',
    [
      [0, 0.1],
      [5, 0.12],
      [9, 0.13],
      [10, 0.5],
    ],
    undefined,
  ],
  [
    'fast from the cache, then slow',
    [
      [0, 0.1],
      [1, 0.5],
      [5, 0.51],
      [10, 0.52],
    ],
    undefined,
  ],
  [
    'the later pace counts',
    [
      [0, 0.1],
      [5, 0.3],
      [10, 0.6],
    ],
    (5 * 0.4) / 0.3,
  ],
  [
    'it stands still',
    [
      [0, 0.1],
      [4, 0.5],
      [8, 0.5],
      [16, 0.5],
    ],
    undefined,
  ],
  [
    'done',
    [
      [0, 0.1],
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
