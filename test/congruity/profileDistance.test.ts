// What decides same or different: the entry in which two profiles differ most.
import { expect, test } from 'vitest';
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import type { Profile } from '../../src/engine/signature/profile.ts';

const profile = (...values: readonly number[]): Profile =>
  values.map((value, k) => ({ set: -2 - k, value, site: value > 0 ? k : undefined }));

const cases: readonly [what: string, a: Profile, b: Profile, value: number, set?: number][] = [
  // The mean of the differences, or that of the largest entries, would be small in the first.
  ['one set of many', profile(0.9, 0.9, 0.1, 0), profile(0.9, 0.1, 0.1, 0), 0.8, -3],
  ['held by the other model', profile(0, 0.2), profile(0.9, 0.1), 0.9, -2],
  ['the first of equals', profile(0.5, 0.75), profile(0.25, 0.5), 0.25, -2],
  ['nothing differs', profile(0.5, 0.5), profile(0.5, 0.5), 0, -2],
  ['no entries', [], [], 0],
];

test.each(cases)('%s', (_, a, b, value, set) => {
  const found = profileDistance(a, b);
  expect(found.value).toBeCloseTo(value, 12);
  expect(found.deciding?.map((entry) => entry.set)).toEqual(set === undefined ? set : [set, set]);
  expect(profileDistance(b, a).value).toBe(found.value);
});

test('profiles by different classes are not compared', () => {
  expect(() => profileDistance(profile(1), profile(1, 0))).toThrow(RangeError);
  expect(() => profileDistance(profile(1, 0), profile(1))).toThrow(RangeError);
  expect(() => profileDistance(profile(1), [{ set: 5, value: 1, site: 0 }])).toThrow(RangeError);
});
