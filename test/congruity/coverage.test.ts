// Does the 95 % interval of the full distance hold the truth? Models with known algorithms answer on 8192 pairs, which gives
// the true one; many samples of those pairs each give an interval. Wanted: at least 93 %, and at
// most 97 % where the distance is not near 0 or 1. Each case is held to that within two standard errors
// of its own simulation, all cases together strictly.
import { describe, expect, test } from 'vitest';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import { intervalsOf } from '../../src/engine/congruity/interval.ts';
import { variationOf } from '../../src/engine/congruity/mismatch.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { sampleReadings } from '../../src/engine/signature/signature.ts';
import {
  type Carried,
  type IdealModel,
  idealResponses,
  population,
  sampled,
} from '../support/idealModels.ts';
import { isLong } from '../support/share.ts';

const samples = isLong ? 400 : 100;
const resamples = 200;
const [A, B, C, D] = [1, 2, 4, 8];
const none: Carried = { mask: 0 };
const apart: readonly Carried[] = [{ mask: A }, { mask: B }, { mask: C }, { mask: D }];
const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];

/** All parts apart, then this cut, then everything at the last span. */
function model(slope: number, ...middle: Carried[]): IdealModel {
  return { slope, cuts: [apart, middle, end] };
}

const sums = [none, { mask: A | B }, none, { mask: C | D }];
const diffs = [none, none, { mask: A | C }, { mask: B | D }];
const uneven = [3, 2, -4, -1]; // no two sets of parts have the same effect
const even = [1, 1, -1, -1]; // many sets have the same effect: largest of equal least mismatches

type Case = {
  readonly name: string;
  readonly weights: readonly number[];
  readonly pairs: number;
  readonly a: readonly Carried[]; // the middle cut
  readonly b: readonly Carried[];
  /** How surely B answers beside A, which has 2. */
  readonly slope: number;
  /** The true full distance, to say what the case is about. */
  readonly truth: number;
};

const partly: Carried = { mask: A | B, instead: A, share: 0.4 };
const partlyToo: Carried = { mask: A | B, instead: B, share: 0.3 };
const rarely: Carried = { mask: A | B, instead: A, share: 0.03 };
const others = { weights: uneven, pairs: 64, slope: 2 };

const middling: readonly Case[] = [
  { ...others, name: 'other variables', a: sums, b: diffs, truth: 0.35 },
  { ...others, name: 'a variable against none', a: sums, b: apart, truth: 0.33 },
  { ...others, name: 'many equal mismatches', weights: even, a: sums, b: diffs, truth: 0.46 },
  {
    ...others,
    name: 'an impure variable',
    a: sums,
    b: [none, partly, none, { mask: C | D }],
    truth: 0.12,
  },
  {
    ...others,
    name: 'two impure variables',
    a: [none, partlyToo, none, { mask: C | D }],
    b: [none, partly, none, { mask: C | D }],
    truth: 0.25,
  },
];
const extreme: readonly Case[] = [
  { ...others, name: 'the same, less sure', a: sums, b: sums, slope: 1, truth: 0.07 },
  {
    ...others,
    name: 'the same but for rare pairs',
    a: sums,
    b: [none, rarely, none, { mask: C | D }],
    truth: 0.01,
  },
  { ...others, name: 'opposite answers', a: sums, b: sums, slope: -2, truth: 1 },
];

/** Two standard errors of a share near .95 from so many samples. */
const noise = 2 * Math.sqrt((0.95 * 0.05) / samples);
const middlingHeld: number[] = [];

describe('coverage of the 95 % interval', () => {
  test.each(middling)('$name: distance near $truth', async (row) => {
    const held = await checkCoverage(row);
    middlingHeld.push(held);
    expect(held).toBeLessThanOrEqual(0.97 + noise);
  });

  test.each(extreme)('$name: distance near $truth', async (row) => {
    await checkCoverage(row);
  });

  test('all cases in the middle together', () => {
    expect(middlingHeld).toHaveLength(middling.length);
    const mean = middlingHeld.reduce((sum, share) => sum + share, 0) / middlingHeld.length;
    expect(mean).toBeGreaterThanOrEqual(0.93);
    expect(mean).toBeLessThanOrEqual(0.97);
  });
});

/** The share of samples whose interval holds the true full distance. */
async function checkCoverage(row: Case): Promise<number> {
  const everyone = population(row.weights, 8192, row.name);
  const a = idealResponses(model(2, ...row.a), everyone, 'a');
  const b = idealResponses(model(row.slope, ...row.b), everyone, 'b');
  const [, , { full: truth }] = await found(a, b);
  expect(truth.value).toBeCloseTo(row.truth, 1);
  const rng = random(row.name);
  let held = 0;
  for (let k = 0; k < samples; k++) {
    const drawn = Array.from({ length: row.pairs }, () => rng.below(8192));
    const of = await found(sampled(a, drawn), sampled(b, drawn));
    const { full } = await intervalsOf(quietJob, ...of, { level: 0.95, resamples, seed: k });
    if (full.low <= truth.value && truth.value <= full.high) held += 1 / samples;
  }
  expect(held).toBeGreaterThanOrEqual(0.93 - noise);
  return held;
}

async function found(a: Responses, b: Responses) {
  const sA = await sampleReadings(quietJob, await pairStatistics(quietJob, a));
  const sB = await sampleReadings(quietJob, await pairStatistics(quietJob, b));
  const variation = variationOf(sA.stats, sB.stats);
  return [sA, sB, await distancesOf(quietJob, sA, sB, variation), variation] as const;
}
