// What profiles say, with intervals: against the profiles themselves, and where the answer is known.
import { expect, test } from 'vitest';
import { drawWeights } from '../../src/engine/congruity/draws.ts';
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import {
  distanceInterval,
  evidenceInterval,
  profileIntervals,
} from '../../src/engine/congruity/profileIntervals.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { profileOf } from '../../src/engine/signature/profile.ts';
import { profileDraws, type Read } from '../../src/engine/signature/profileDraws.ts';
import { idealMixtures, type Mixed, readOf } from '../support/idealMixtures.ts';
import { checkCancelled, watchedJob } from '../support/jobs.ts';

const level = 0.95;
const [a, ab, bc, abc] = [1, 3, 6, 7];

/** A site that acts as each set on a share of the pairs. */
function site(noise: number, ...shares: readonly (readonly [number, number])[]): Mixed {
  return { shares: new Map(shares), noise };
}

function drawsOf(read: Read, resamples = 200) {
  const weights = drawWeights({ resamples, seed: 1 }, read.answers.pairs);
  return profileDraws(quietJob, read, weights, level);
}

const models = [
  idealMixtures(64, [site(0.1, [ab, 1]), site(0.1, [abc, 0.5], [0, 0.5])], 'A', 0.95),
  idealMixtures(64, [site(0.2, [bc, 0.9], [a, 0.1]), site(0.6, [ab, 0.5], [bc, 0.5])], 'B', 0.9),
];

test('values are those of the profiles and of their distance, and lie in their intervals', async () => {
  const reads = await readOf(models);
  const profiles = reads.map(({ coordinates, classes, sites, readings }) => {
    return profileOf(coordinates, classes, sites, readings);
  });
  const draws = await Promise.all(reads.map((read) => drawsOf(read)));
  for (const [m, profile] of profiles.entries()) {
    const intervals = profileIntervals(draws[m], level);
    expect(intervals.map(({ value }) => value)).toEqual(profile.map(({ value }) => value));
    const evidence = evidenceInterval(draws[m], level)!;
    expect(evidence.value).toBe(Math.max(...profile.map(({ value }) => value)));
    for (const { value, low, high } of [...intervals, evidence]) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high).toBeLessThanOrEqual(1);
    }
  }
  const between = distanceInterval(draws[0], draws[1], level)!;
  expect(between.value).toBe(profileDistance(profiles[0], profiles[1]).value);
  expect(between.low).toBeGreaterThan(0.3);
  expect(distanceInterval(draws[1], draws[0], level)).toEqual(between);
});

test('a model is at no distance from itself, however it wavers', async () => {
  const [read] = await readOf([models[1]]);
  const draws = await drawsOf(read);
  const { value, low, high } = distanceInterval(draws, draws, level)!;
  expect([value, low]).toEqual([0, 0]);
  expect(high).toBeLessThan(0.3);
});

/** Pairs -> is {a,b} shown to be held, and are two models that hold it shown to be alike? */
test.each([
  [8, false, false],
  [20, true, false],
  [48, true, true],
  [256, true, true],
])('%i pairs that all act alike', async (pairs, isHeld, isAlike) => {
  const alike = ['A', 'B'].map((name) => idealMixtures(pairs, [site(0.02, [ab, 1])], name, 0.98));
  const [first, second] = await Promise.all((await readOf(alike)).map((read) => drawsOf(read)));
  expect(evidenceInterval(first, level)!.low >= 0.5).toBe(isHeld);
  expect(distanceInterval(first, second, level)!.high < 0.3).toBe(isAlike);
});

test('profiles by other classes or under other draws have no distance', async () => {
  const [read] = await readOf([models[0]]);
  const draws = await drawsOf(read);
  const fewer = await drawsOf(read, 100);
  expect(() => distanceInterval(draws, fewer, level)).toThrow(RangeError);
});

test('draws pause at every site and can be cancelled at any of them', async () => {
  const [read] = await readOf([models[0]]);
  const weights = drawWeights({ resamples: 40, seed: 1 }, 64);
  await checkCancelled((job) => profileDraws(job, read, weights, level), 4);
  const job = watchedJob();
  await profileDraws(job, read, weights, level);
  expect(job.pauses).toBeGreaterThanOrEqual(read.coordinates.strength.length);
});
