// What one model's responses say without coordinates: chance, how much of each part's effect passes a
// site and which parts are together; for the sample and, as readings, for any draws (method.md 4.4).

import type { Job } from '../core/job.ts';
import type { SitePlan } from '../forward/plan.ts';
import { equalWeights, pausedMeans } from '../numeric/resample.ts';
import { clamp } from '../numeric/statistics.ts';
import { mergingOf } from './merging.ts';
import type { PairStatistics } from './pairStatistics.ts';

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
  /** phi: share of each part's effect that passes a site; 0 for parts that do not count. */
  readonly shares: Float64Array; // [parts, sites, B]
  /** M: are two parts together anywhere at this cut. */
  readonly merging: Float64Array; // [cuts, parts, parts, B]
};

/** Of the sample alone, B = 1. */
export function sampleReadings(job: Job, stats: PairStatistics): Promise<Readings> {
  return readingsOf(job, stats, equalWeights(stats.responses.pairs));
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
  const chance = await means(stats.chance);
  const shares = sharesOf(await means(passed), await means(whole), stats, draws.length);
  const merging = mergingOf(shares, plan, parts, draws.length);
  return { stats, weights, draws, cuts, parts, chance, shares, merging };
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
