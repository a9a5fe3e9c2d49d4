// The distances of a pair of models as functions of the weights over the pairs, so that an interval
// needs the responses only and never another run of a model.
import { clamp } from '../numeric/statistics.ts';
import { mergingOf } from '../signature/merging.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { cutCrispness, leastChance, weakest } from '../signature/signature.ts';
import { allCutMismatches, hausdorff } from './distance.ts';
import { frechet, largestDifference } from './mergeDistance.ts';
import { normalise, pairMismatch } from './mismatch.ts';

export type Estimates = {
  readonly distance: number;
  readonly full: number;
  readonly merge: number; // 0 when no part counts in both
};

export type Functional = {
  /** Everything whose means over pairs the distances depend on. */
  readonly rows: Float32Array; // [R, n]
  /** The distances from the R means; uses `means` as scratch. */
  estimate(means: Float64Array): Estimates;
};

/** Where one model's rows begin, after the mismatches of the pair. */
type Section = {
  readonly stats: PairStatistics;
  readonly chance: number; // [sites]
  readonly strength: number; // [sites]
  readonly missed: number; // [sites, G]
  readonly passed: number; // [parts, sites]
  readonly whole: number; // [parts]
  readonly end: number;
};

function section(stats: PairStatistics, from: number): Section {
  const { sites, masks } = stats;
  const { parts } = stats.responses;
  const strength = from + sites;
  const missed = strength + sites;
  const passed = missed + sites * masks.length;
  const whole = passed + parts * sites;
  return { stats, chance: from, strength, missed, passed, whole, end: whole + parts };
}

/** Both models with the same spans. `parts`: those that count in both. */
export function functional(
  a: PairStatistics,
  b: PairStatistics,
  parts: readonly number[],
): Functional {
  const n = a.responses.pairs;
  const entries = a.sites * b.sites;
  const sectionA = section(a, entries);
  const sectionB = section(b, sectionA.end);
  const rows = new Float32Array(sectionB.end * n);
  for (let s = 0, at = 0; s < a.sites; s++) {
    for (let t = 0; t < b.sites; t++, at += n) {
      pairMismatch(a.responses, s, b.responses, t, rows, at);
    }
  }
  for (const of of [sectionA, sectionB]) {
    const { stats } = of;
    rows.set(stats.chance, of.chance * n);
    rows.set(stats.strength, of.strength * n);
    rows.set(stats.missed, of.missed * n);
    rows.set(stats.responses.passed, of.passed * n);
    rows.set(stats.responses.whole, of.whole * n);
  }
  return { rows, estimate: (means) => estimate(means, sectionA, sectionB, parts) };
}

function estimate(
  means: Float64Array,
  a: Section,
  b: Section,
  parts: readonly number[],
): Estimates {
  const [readA, readB] = [reading(means, a, parts), reading(means, b, parts)];
  const [rA, rB] = [a.stats.responses, b.stats.responses];
  const mismatch = means.subarray(0, a.stats.sites * b.stats.sites);
  normalise(mismatch, readA.chance, readB.chance);
  const cuts = allCutMismatches(mismatch, rA.cuts, rB.cuts, rA.spans);
  const cut = hausdorff(cuts, readA.cutCrispness, readB.cutCrispness).value;
  const site = hausdorff(mismatch, readA.crispness, readB.crispness).value;
  const ones = (length: number) => new Float64Array(length).fill(1);
  const full = hausdorff(cuts, ones(rA.cuts), ones(rB.cuts)).value;
  const merge = frechet(rA.cuts, rB.cuts, (l, m) => largestDifference(readA, l, readB, m, parts));
  return { distance: Math.max(cut, site), full, merge };
}
function reading(means: Float64Array, of: Section, parts: readonly number[]) {
  const { sites, masks, responses } = of.stats;
  const { cuts, spans } = responses;
  const chance = means.subarray(of.chance, of.chance + sites);
  const unexplained = new Float64Array(sites);
  const crispness = new Float64Array(sites);
  for (let s = 0; s < sites; s++) {
    let least = Number.POSITIVE_INFINITY;
    const from = of.missed + s * masks.length;
    for (let g = from; g < from + masks.length; g++) least = Math.min(least, means[g]);
    unexplained[s] = least / Math.max(chance[s], leastChance);
    if (means[of.strength + s] >= weakest) crispness[s] = clamp(1 - 2 * unexplained[s], 0, 1);
  }
  const shares = new Float64Array(responses.parts * sites);
  for (const g of parts) {
    for (let s = 0; s < sites; s++) {
      shares[g * sites + s] = clamp(means[of.passed + g * sites + s] / means[of.whole + g], 0, 1);
    }
  }
  const merging = mergingOf(shares, cuts, spans, responses.parts);
  return {
    parts: responses.parts,
    chance,
    crispness,
    cutCrispness: cutCrispness(unexplained, cuts, spans),
    merging,
  };
}
