// The causal signature of one model (method.md section 4): what arrives at every site, how crisply,
// and how much of each part's effect passes there; for the sample and, as readings, for any draws.

import type { Job } from '../core/job.ts';
import type { SitePlan } from '../forward/plan.ts';
import type { Responses } from '../forward/responses.ts';
import { equalWeights, pausedMeans } from '../numeric/resample.ts';
import { clamp } from '../numeric/statistics.ts';
import { mergingOf } from './merging.ts';
import {
  asWell,
  inOrder,
  type PairStatistics,
  pairStatistics,
  sizeOf,
  weakest,
} from './pairStatistics.ts';

/** Crispness from which a site's label is written and counts as seen. */
export const crisp = 0.5;
/** Means of total variation are divided by nothing smaller. */
export const leastChance = 1e-6;

/** Under B draws, of which the last dimension counts; sites are those of the responses' plan. */
export type Readings = {
  readonly stats: PairStatistics;
  readonly weights: Float64Array; // [B, n]
  readonly draws: readonly number[]; // 0 .. B - 1
  readonly cuts: SitePlan['cuts'];
  readonly parts: number;
  /** Mean TV between responses of different pairs: what chance agreement costs. */
  readonly chance: Float64Array; // [sites, B], null in method.md
  /** Mean TV from the clean answer. */
  readonly strength: Float64Array; // [sites, B]
  /** G: the smallest of the sets that explain the site as well as the best one does; bit masks. */
  readonly label: Int32Array; // [sites, B]
  /** Least mismatch with any set's mixture, in units of chance; may exceed 1. */
  readonly unexplained: Float64Array; // [sites, B]
  /** w of a site; 0 where the strength is under `weakest`. */
  readonly crispness: Float64Array; // [sites, B]
  /** w of a cut: 1 - 2 times its largest `unexplained`, 0..1. */
  readonly cutCrispness: Float64Array; // [cuts, B]
  /** phi: share of each part's effect that passes a site; 0 for parts that do not count. */
  readonly shares: Float64Array; // [parts, sites, B]
  /** M: are two parts together anywhere at this cut. */
  readonly merging: Float64Array; // [cuts, parts, parts, B]
};

/** Readings of the sample alone, B = 1. */
export type Signature = Readings & {
  /** The parts at a site's own positions, as a bit mask. */
  readonly own: Int32Array; // [sites]
  /** Which parts have an effect. */
  readonly counted: readonly boolean[]; // [parts]
  /** Labels of crisp inner sites, smallest first: the intermediate variables seen. */
  readonly inventory: readonly number[];
};

export async function signatureOf(job: Job, of: Responses | PairStatistics): Promise<Signature> {
  const stats = 'responses' in of ? of : await pairStatistics(job, of);
  const { pairs, own } = stats.responses;
  const readings = await readingsOf(job, stats, equalWeights(pairs));
  const { counted } = stats;
  const inventory = inventoryOf(readings.label, readings.crispness, own, counted);
  return { ...readings, own, counted, inventory };
}

export async function readingsOf(
  job: Job,
  stats: PairStatistics,
  weights: Float64Array, // [B, n], each row summing to 1
): Promise<Readings> {
  const { plan, parts, pairs: n, whole, passed } = stats.responses;
  const { cuts } = plan;
  const draws = [...Array(weights.length / n).keys()];
  const means = (rows: Float32Array) => pausedMeans(job, rows, weights, n, draws);
  const [chance, strength] = [await means(stats.chance), await means(stats.strength)];
  const { label, least } = await labels(job, stats, chance, weights, draws);
  const unexplained = least.map((miss, at) => miss / Math.max(chance[at], leastChance));
  const crispness = unexplained.map((u, at) => {
    return strength[at] < weakest ? 0 : clamp(1 - 2 * u, 0, 1);
  });
  const cutCrispness = cutCrispnessOf(unexplained, cuts, draws.length);
  const shares = sharesOf(await means(passed), await means(whole), stats, draws.length);
  const merging = mergingOf(shares, plan, parts, draws.length);
  return {
    ...{ stats, weights, draws, cuts, parts },
    ...{ chance, strength, label, unexplained, crispness, cutCrispness, shares, merging },
  };
}

/** A cut is as crisp as its least crisp site: [cuts, B]. */
function cutCrispnessOf(
  unexplained: Float64Array,
  cuts: SitePlan['cuts'],
  B: number,
): Float64Array {
  return Float64Array.from({ length: cuts.length * B }, (_, at) => {
    const [l, b] = [Math.floor(at / B), at % B];
    let worst = 0;
    for (const s of cuts[l]) {
      worst = Math.max(worst, unexplained[s * B + b]);
    }
    return clamp(1 - 2 * worst, 0, 1);
  });
}

/** Label and least mean miss of every site under every draw: [sites, B]. */
async function labels(
  job: Job,
  { sites, contenders, responses }: PairStatistics,
  chance: Float64Array, // [sites, B]
  weights: Float64Array,
  draws: readonly number[],
) {
  const B = draws.length;
  const label = new Int32Array(sites * B);
  const least = new Float64Array(sites * B);
  for (const [s, { masks, missed }] of contenders.entries()) {
    const misses = await pausedMeans(job, missed, weights, responses.pairs, draws); // [G, B]
    for (let b = 0, at = s * B; b < B; b++, at++) {
      const best = smallestAsGood(misses, b, B, masks, asWell * chance[at]);
      label[at] = masks[best.at];
      least[at] = best.least;
    }
  }
  return { label, least };
}

/** Of the sets within `slack` of the least miss: the smallest, and of those the closest. */
function smallestAsGood(
  misses: Float64Array, // [G, B]
  b: number,
  B: number,
  masks: readonly number[], // smallest first
  slack: number,
): { at: number; least: number } {
  const miss = (g: number) => misses[g * B + b];
  let least = Number.POSITIVE_INFINITY;
  for (let g = 0; g < masks.length; g++) least = Math.min(least, miss(g));
  let at = -1;
  for (let g = 0; g < masks.length; g++) {
    if (miss(g) > least + slack) continue;
    if (at === -1) at = g;
    else if (sizeOf(masks[g]) > sizeOf(masks[at])) break;
    else if (miss(g) < miss(at)) at = g;
  }
  return { at, least };
}

/** Shares of the parts that count: [parts, sites, B]. */
function sharesOf(
  passed: Float64Array, // means, [parts, sites, B]
  whole: Float64Array, // means, [parts, B]
  { sites, counted }: PairStatistics,
  B: number,
): Float64Array {
  return passed.map((mean, at) => {
    const g = Math.floor(at / (sites * B));
    const all = whole[g * B + (at % B)]; // 0 where a resample holds no pair on which g has an effect
    return counted[g] && all > 0 ? clamp(mean / all, 0, 1) : 0;
  });
}

/**
 * Labels of crisp inner sites. A label is not inner when it is empty, the site's own parts alone, or holds
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
    const isOwn = (mask & ~own[s]) === 0;
    const isAll = (mask & everything) === everything;
    if (crispness[s] >= crisp && mask !== 0 && !isOwn && !isAll) seen.add(mask);
  });
  return [...seen].sort(inOrder);
}
