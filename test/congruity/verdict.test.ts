// The verdicts in their order, and the gate.
import { describe, expect, test } from 'vitest';
import { controlsSeparate } from '../../src/engine/congruity/controls.ts';
import { type Findings, passes, readMerging, rule } from '../../src/engine/congruity/verdict.ts';

const between = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
const apart: Findings = {
  differentPairs: 64,
  controlsSeparate: true,
  distance: between(0.6, 0.8),
  full: between(0.6, 0.9),
  evidence: [2, 2],
  innerCut: [true, true],
  margin: 0.3,
  fullMargin: 0.15,
};
const near: Findings = { ...apart, distance: between(0.05, 0.2), full: between(0.1, 0.4) };
const alike: Findings = { ...near, full: between(0.01, 0.1) };

const rows: readonly [string, Findings, string, string][] = [
  ['d above the margin', apart, 'different', 'apart'],
  ['evidence on one side suffices', { ...apart, evidence: [0, 1] }, 'different', 'apart'],
  ['no evidence on either side', { ...apart, evidence: [0, 0] }, 'inconclusive', 'no evidence'],
  ['d below the margin', near, 'same interpretation', 'same variables'],
  ['never same by default', { ...near, evidence: [0, 0] }, 'inconclusive', 'no evidence'],
  ['evidence on one side', { ...near, evidence: [1, 0] }, 'inconclusive', 'one-sided evidence'],
  ['full below its margin', alike, 'indistinguishable', 'no interchange tells'],
  [
    'full needs no evidence',
    { ...alike, evidence: [0, 0] },
    'indistinguishable',
    'no interchange tells',
  ],
  [
    'full needs an inner cut',
    { ...alike, innerCut: [true, false] },
    'same interpretation',
    'same variables',
  ],
  ['different comes first', { ...apart, full: between(0, 0.1) }, 'different', 'apart'],
  [
    'the interval holds the margin',
    { ...apart, distance: between(0.2, 0.4) },
    'inconclusive',
    'straddles',
  ],
  [
    'an end on the margin decides nothing',
    { ...apart, distance: between(0.3, 0.4) },
    'inconclusive',
    'straddles',
  ],
  ['too few pairs to differ', { ...apart, differentPairs: 11 }, 'inconclusive', 'too few pairs'],
  ['too few pairs to be alike', { ...alike, differentPairs: 2 }, 'inconclusive', 'too few pairs'],
  ['just enough pairs', { ...apart, differentPairs: 12 }, 'different', 'apart'],
  [
    'too few pairs come first',
    { ...apart, differentPairs: 3, controlsSeparate: false },
    'inconclusive',
    'too few pairs',
  ],
  ['controls overlap', { ...apart, controlsSeparate: false }, 'inconclusive', 'controls'],
  ['controls overlap on copies', { ...alike, controlsSeparate: false }, 'inconclusive', 'controls'],
];

describe('verdict', () => {
  test.each(rows)('%s', (_, findings, verdict, reason) => {
    expect(rule(findings)).toEqual({ verdict, reason });
  });
});

test.each([
  [undefined, true],
  [0.79, false],
  [0.8, true],
])('accuracy %s passes a floor of .8: %s', (accuracy, passed) => {
  expect(passes({ name: 'm', accuracy, floor: 0.8 })).toBe(passed);
});

test.each([
  [0.1, 0.4, 64, 'alike'],
  [0.4, 0.5, 64, 'unclear'],
  [0.5, 0.7, 64, 'unclear'],
  [0.61, 0.9, 64, 'unlike'],
  [0.61, 0.9, 11, 'unclear'],
  [0.1, 0.4, 11, 'unclear'],
])('merge distance in [%s, %s] over %i different pairs reads %s', (low, high, pairs, reading) => {
  expect(readMerging(between(low, high), pairs)).toBe(reading);
});

test('controls separate when the margin fits between the worst of them', () => {
  expect(controlsSeparate([0.05, 0.2], [0.9, 0.55], 0.3)).toBe(true);
  expect(controlsSeparate([0.05, 0.3], [0.9, 0.55], 0.3)).toBe(false);
});
