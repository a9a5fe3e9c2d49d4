// The causal signature of one model (method.md section 4): what arrives at every site, how crisply,
// and how much of each part's effect passes there.

import type { Responses } from '../forward/responses.ts';
import { clamp, equalWeights, weightedMean } from '../numeric/statistics.ts';
import { mergingOf } from './merging.ts';
import { inOrder, type PairStatistics, pairStatistics, sizeOf } from './pairStatistics.ts';

/** A site whose strength, or a part whose whole effect, is under this much TV says nothing. */
export const weakest = 0.05;
/** Crispness from which a site's label is written and counts as seen. */
export const crisp = 0.5;
/** Sets of parts within this share of the null from the best explain a site as well. */
const asWell = 0.02;
/** Means of total variation are divided by nothing smaller. */
export const leastChance = 1e-6;

/** Sites are numbered cut * spans + span; sets of parts are bit masks. */
export type Signature = {
  readonly cuts: number;
  readonly spans: number;
  readonly parts: number;
  /** Index of the span's own part, or -1. */
  readonly own: Int32Array; // [spans]
  /** Mean TV between responses of different pairs: what chance agreement costs. */
  readonly chance: Float64Array; // [sites], null in method.md
  /** Mean TV from the clean answer. */
  readonly strength: Float64Array; // [sites]
  /** G: the smallest of the sets that explain the site as well as the best one does. */
  readonly label: Int32Array; // [sites]
  /** Least mismatch with any set's mixture, in units of chance; may exceed 1. */
  readonly unexplained: Float64Array; // [sites]
  /** w of a site; 0 where the strength is under `weakest`. */
  readonly crispness: Float64Array; // [sites]
  /** w of a cut: 1 - 2 times its largest `unexplained`, 0..1. */
  readonly cutCrispness: Float64Array; // [cuts]
  /** Which parts have a whole effect of at least `weakest`. */
  readonly counted: readonly boolean[]; // [parts]
  /** phi: share of each part's effect that passes a site; 0 for parts that do not count. */
  readonly shares: Float64Array; // [parts, sites]
  /** M: are two parts together anywhere at this cut. */
  readonly merging: Float64Array; // [cuts, parts, parts]
  /** Labels of crisp inner sites, smallest first: the intermediate variables seen. */
  readonly inventory: readonly number[];
};

/** The signature under `weights` over the pairs (summing to 1; equal when absent). */
export function signatureOf(
  of: Responses | PairStatistics,
  weights: Float64Array = equalWeights('responses' in of ? of.responses.pairs : of.pairs),
): Signature {
  const stats = 'responses' in of ? of : pairStatistics(of);
  const { cuts, spans, parts, own } = stats.responses;
  const chance = means(stats.chance, weights);
  const strength = means(stats.strength, weights);
  const { label, least } = labels(stats, chance, weights);
  const unexplained = least.map((miss, s) => miss / Math.max(chance[s], leastChance));
  const crispness = unexplained.map((u, s) => (strength[s] < weakest ? 0 : clamp(1 - 2 * u, 0, 1)));
  const counted = countedParts(stats, weights);
  const shares = sharesOf(stats, counted, weights);
  return {
    cuts,
    spans,
    parts,
    own,
    chance,
    strength,
    label,
    unexplained,
    crispness,
    cutCrispness: cutCrispness(unexplained, cuts, spans),
    counted,
    shares,
    merging: mergingOf(shares, cuts, spans, parts),
    inventory: inventoryOf(label, crispness, own, counted),
  };
}

/** w of every cut from its sites' `unexplained`: a cut is as crisp as its least crisp site. */
export function cutCrispness(unexplained: Float64Array, cuts: number, spans: number): Float64Array {
  return Float64Array.from({ length: cuts }, (_, l) => {
    let worst = 0;
    for (let s = l * spans; s < (l + 1) * spans; s++) worst = Math.max(worst, unexplained[s]);
    return clamp(1 - 2 * worst, 0, 1);
  });
}

/** Weighted means of the rows of an [.., n] array. */
function means(rows: Float32Array, weights: Float64Array): Float64Array {
  const count = rows.length / weights.length;
  return Float64Array.from({ length: count }, (_, row) => weightedMean(rows, row, weights));
}

function labels(stats: PairStatistics, chance: Float64Array, weights: Float64Array) {
  const { sites, masks } = stats;
  const miss = means(stats.missed, weights); // [sites, G]
  const label = new Int32Array(sites);
  const least = new Float64Array(sites);
  for (let s = 0; s < sites; s++) {
    const of = miss.subarray(s * masks.length, (s + 1) * masks.length);
    const best = smallestAsGood(of, masks, asWell * chance[s]);
    label[s] = masks[best.at];
    least[s] = best.least;
  }
  return { label, least };
}

/** Of the sets within `slack` of the least miss: the smallest, and of those the closest. */
export function smallestAsGood(
  miss: Float64Array, // [G]
  masks: readonly number[], // smallest first
  slack: number,
): { at: number; least: number } {
  let least = Number.POSITIVE_INFINITY;
  for (let g = 0; g < masks.length; g++) least = Math.min(least, miss[g]);
  let at = -1;
  for (let g = 0; g < masks.length; g++) {
    if (miss[g] > least + slack) continue;
    if (at === -1) at = g;
    else if (sizeOf(masks[g]) > sizeOf(masks[at])) break;
    else if (miss[g] < miss[at]) at = g;
  }
  return { at, least };
}

function countedParts(stats: PairStatistics, weights: Float64Array): boolean[] {
  const { effect, parts } = stats.responses;
  return Array.from({ length: parts }, (_, g) => weightedMean(effect, g, weights) >= weakest);
}

function sharesOf(
  { responses, sites }: PairStatistics,
  counted: readonly boolean[],
  weights: Float64Array,
): Float64Array {
  const shares = new Float64Array(responses.parts * sites);
  counted.forEach((counts, g) => {
    if (!counts) return;
    const whole = weightedMean(responses.whole, g, weights);
    for (let s = 0; s < sites; s++) {
      const passed = weightedMean(responses.passed, g * sites + s, weights);
      shares[g * sites + s] = clamp(passed / whole, 0, 1);
    }
  });
  return shares;
}

/**
 * Labels of crisp inner sites. A label is not inner when it is empty, the span's own part, or holds
 * every part that has an effect: then it is the answer, which every model that solves the task has.
 */
function inventoryOf(
  label: Int32Array,
  crispness: Float64Array,
  own: Int32Array,
  counted: readonly boolean[],
): number[] {
  const everything = counted.reduce((mask, counts, g) => (counts ? mask | (1 << g) : mask), 0);
  const seen = new Set<number>();
  label.forEach((mask, s) => {
    const part = own[s % own.length];
    const isOwn = part >= 0 && mask === 1 << part;
    const isAll = (mask & everything) === everything;
    if (crispness[s] >= crisp && mask !== 0 && !isOwn && !isAll) seen.add(mask);
  });
  return [...seen].sort(inOrder);
}
