// Sites under draws against exact fits of every draw: few sets are weighed, and `unexplained` is followed
// linearly, which must not be seen in what intervals are made of, the spread and the middle of the draws.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { type Random, random } from '../../src/engine/core/random.ts';
import { resampleWeights } from '../../src/engine/numeric/resample.ts';
import { type Answers, tablesOf } from '../../src/engine/signature/answers.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { setOrder } from '../../src/engine/signature/setOrder.ts';
import { siteDrawer } from '../../src/engine/signature/siteDraws.ts';
import { occurrenceSet, type PartSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { grid } from '../support/plans.ts';

type Case = {
  readonly name: string;
  readonly parts: number;
  readonly pairs: number;
  /** Each pair acts as one of three sets, or every pair in part as each. */
  readonly kind: 'by pair' | 'blend';
  /** Weight of an answer at random. */
  readonly noise: number;
};

const [K, sites, B] = [6, 8, 60];

const cases: readonly Case[] = [
  // The naive way, weights as they are on the sample, has no spread at all.
  { name: 'pairs that act otherwise', parts: 3, pairs: 64, kind: 'by pair', noise: 0.1 },
  { name: 'a blend', parts: 3, pairs: 64, kind: 'blend', noise: 0.1 },
  { name: 'few pairs', parts: 3, pairs: 16, kind: 'by pair', noise: 0.1 },
  { name: 'more sets than are weighed', parts: 5, pairs: 64, kind: 'blend', noise: 0.1 },
  { name: 'mostly noise, over many sets', parts: 5, pairs: 64, kind: 'by pair', noise: 0.6 },
];

test.each(cases)('$name: draws have the spread and the middle of exact fits', async (row) => {
  const { answers, sets } = made(row);
  const S = sets.length;
  const weights = resampleWeights(B, row.pairs, random(3));
  const sample = await coordinatesOf(quietJob, answers, sets);
  const told = [...sets.keys()];
  const { drawsOf } = siteDrawer(answers, tablesOf(answers, sets), told, weights);
  const exact: (typeof sample)[] = [];
  for (let k = 0; k < B; k++) {
    const own = weights.subarray(k * row.pairs, (k + 1) * row.pairs);
    exact.push(await coordinatesOf(quietJob, answers, sets, own));
  }
  for (let s = 0; s < sites; s++) {
    const ofSample = sample.weights.subarray(s * S, (s + 1) * S);
    const found = await drawsOf(quietJob, s, ofSample);
    const largest = ofSample.indexOf(Math.max(...ofSample));
    const at = found.sets.indexOf(largest);
    const pure = (p: number, unexplained: number) => p * (1 - Math.min(1, unexplained));
    const wanted = exact.map((fit) => pure(fit.weights[s * S + largest], fit.unexplained[s]));
    const drawn = wanted.map((_, k) => pure(found.weights[at * B + k], found.unexplained[k]));
    const [of, by] = [moments(drawn), moments(wanted)];
    expect(of.spread / by.spread, `spread at ${s}`).toBeGreaterThan(0.85);
    expect(of.spread / by.spread, `spread at ${s}`).toBeLessThan(1.15);
    expect(Math.abs(of.mean - by.mean), `middle at ${s}`).toBeLessThan(0.25 * by.spread + 0.002);
    for (let k = 0; k < B; k++) expect(Math.abs(drawn[k] - wanted[k])).toBeLessThan(0.1);
    const whole = found.sets.map((_, c) => found.weights[c * B]).reduce((sum, p) => sum + p, 0);
    expect(whole).toBeCloseTo(1, 9);
  }
});

function moments(numbers: readonly number[]) {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const square = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return { mean, spread: Math.sqrt(square) };
}

function made({ parts, pairs: n, kind, noise }: Case): { answers: Answers; sets: PartSet[] } {
  const rng = random(`${parts} ${n} ${kind} ${noise}`);
  const readings = plainReadings(parts);
  const masks = [...Array(2 ** parts).keys()];
  const sets = masks.map((mask) => occurrenceSet(mask, readings)).sort(setOrder(readings));
  const mixed = new Map(sets.map((set) => [set, sharpAnswers(n, rng)] as const));
  const site = new Float32Array(sites * n * K);
  for (let s = 0; s < sites; s++) {
    const three = [0, 1, 2].map(() => mixed.get(sets[rng.below(sets.length)])!);
    for (let i = 0; i < n; i++) {
      const chosen = rng.next();
      const shares =
        kind === 'blend'
          ? [0.6, 0.3, 0.1]
          : chosen < 0.6
            ? [1, 0, 0]
            : chosen < 0.9
              ? [0, 1, 0]
              : [0, 0, 1];
      const other = rng.below(K);
      for (let k = 0; k < K; k++) {
        const fit = shares.reduce((sum, share, j) => sum + share * three[j][i * K + k], 0);
        site[(s * n + i) * K + k] = (1 - noise) * fit + (k === other ? noise : 0);
      }
    }
  }
  const clean = mixed.get(sets[0])!;
  return { answers: { plan: grid(1, sites), pairs: n, outcomes: K, clean, site, mixed }, sets };
}

/** One answer a pair, more or less surely: [n, K]. */
function sharpAnswers(n: number, rng: Random): Float32Array {
  const out = new Float32Array(n * K);
  for (let i = 0; i < n; i++) {
    const sure = 0.7 + 0.28 * rng.next();
    out.fill((1 - sure) / (K - 1), i * K, (i + 1) * K);
    out[i * K + rng.below(K)] = sure;
  }
  return out;
}
