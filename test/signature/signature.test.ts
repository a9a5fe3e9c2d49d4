// What is read beside coordinates against shared/ground-truth/reference.py, on responses dumped from six ground-truth
// models (test/fixture/make/responses.py), so that no model has to be run.
import { describe, expect, test } from 'vitest';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import { mergeDistances } from '../../src/engine/congruity/mergeDistance.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { type Readings, sampleReadings } from '../../src/engine/signature/signature.ts';
import { readDumped } from '../support/responses.ts';

const tolerance = 2e-5; // the reference computes means in float32 and is written with 6 decimals
const { expected, responses } = readDumped(new URL('../fixture/responses/', import.meta.url));
const readings = new Map<string, Readings>();
for (const [name, r] of responses) {
  readings.set(name, await sampleReadings(quietJob, await pairStatistics(quietJob, r)));
}

function checkClose(found: Float64Array, wanted: readonly number[]) {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `[${i}] ${value} for ${wanted[i]}`).toBeLessThan(tolerance);
  });
}

test.each(Object.entries(expected.models))('merging of %s', (name, wanted) => {
  checkClose(readings.get(name)!.merging, wanted.merge.flat(2));
});

describe.each(Object.entries(expected.distance))('distance of %s', (names, wanted) => {
  const [a, b] = names.split(' ').map((name) => readings.get(name)!);
  test('full', async () => {
    const { full } = await distancesOf(quietJob, a, b);
    checkClose(Float64Array.of(full.value), [wanted.full]);
  });
  test('merge', async () => checkClose(await mergeDistances(quietJob, a, b), [wanted.merge]));
});
