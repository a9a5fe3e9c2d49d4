// The mathematics against shared/ground-truth/reference.py, on responses dumped from six ground-truth
// models (test/fixture/make/responses.py), so that no model has to be run.
import { describe, expect, test } from 'vitest';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import { mergeDistances } from '../../src/engine/congruity/mergeDistance.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { partsOf } from '../../src/engine/signature/pairStatistics.ts';
import { type Signature, signatureOf } from '../../src/engine/signature/signature.ts';
import { readDumped } from '../support/responses.ts';

const tolerance = 2e-5; // the reference computes means in float32 and is written with 6 decimals
const { expected, responses } = readDumped(new URL('../fixture/responses/', import.meta.url));
const signatures = new Map<string, Signature>();
for (const [name, r] of responses) signatures.set(name, await signatureOf(quietJob, r));
const word = (mask: number) =>
  partsOf(mask)
    .map((part) => expected.parts[part])
    .join('');

function checkClose(found: Float64Array, wanted: readonly number[]) {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `[${i}] ${value} for ${wanted[i]}`).toBeLessThan(tolerance);
  });
}

describe.each(Object.entries(expected.models))('signature of %s', (name, wanted) => {
  const signature = signatures.get(name)!;
  test('labels', () => {
    expect([...signature.label].map(word)).toEqual(wanted.label.flat());
  });
  test('inventory', () => {
    expect(signature.inventory.map(word).sort()).toEqual(wanted.inventory);
  });
  test('crispness of cuts', () => checkClose(signature.cutCrispness, wanted.crispness));
  test('crispness of sites', () => checkClose(signature.crispness, wanted.siteCrispness.flat()));
  test('merging', () => checkClose(signature.merging, wanted.merge.flat(2)));
});

describe.each(Object.entries(expected.distance))('distance of %s', (names, wanted) => {
  const [a, b] = names.split(' ');
  const [sA, sB] = [signatures.get(a)!, signatures.get(b)!];
  test('causal and full', async () => {
    const { value, cut, site, full } = await distancesOf(quietJob, sA, sB);
    const found = [value, cut.value, site.value, full.value];
    checkClose(Float64Array.from(found), [wanted.value, wanted.cut, wanted.site, wanted.full]);
  });
  test('merge', async () => checkClose(await mergeDistances(quietJob, sA, sB), [wanted.merge]));
});
