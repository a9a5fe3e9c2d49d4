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

/** Seconds that a stretch takes, and the fraction that it comes to: a survey, then looks at 16 to 256 pairs, each of which
 * measures, runs its twin as long as that is not known, and judges. */
const inLooks: readonly (readonly [number, number])[] = [
  ...([
    [12, 0.06],
    [20, 0.107],
    [16, 0.131],
    [4, 0.154],
  ] as const),
  ...([
    [12, 0.192],
    [6, 0.202],
    [6, 0.207],
  ] as const),
  ...([
    [12, 0.245],
    [6, 0.255],
    [6, 0.26],
  ] as const),
  ...([
    [24, 0.346],
    [6, 0.366],
  ] as const),
  ...([
    [48, 0.538],
    [6, 0.577],
  ] as const),
  ...([
    [96, 0.92],
    [6, 1],
  ] as const),
];

test('a run in looks: what is said is never too little by much, and does not jump', () => {
  const estimate = timeLeftEstimator();
  const total = inLooks.reduce((sum, [seconds]) => sum + seconds, 0);
  let left = total;
  let from = 0.03;
  const said: number[] = [];
  for (const [seconds, to] of inLooks) {
    for (let s = 0; s < seconds; s++) {
      const now = estimate(from + ((to - from) * s) / seconds, 1000 * (total - left));
      if (now !== undefined) {
        expect(now / 1000).toBeGreaterThan(0.9 * left);
        expect(now / 1000).toBeLessThan(2.5 * left + 30);
        said.push(now / 1000);
      }
      left--;
    }
    from = to;
  }
  const jumps = said.slice(5).map((now, i) => now / said[i]); // within five seconds
  expect(said.length).toBeGreaterThan(200);
  expect(Math.max(...jumps)).toBeLessThan(1.5);
});
