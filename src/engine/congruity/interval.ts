// Intervals of the three distances by resampling the pairs; the models are never run again.
//
// Why two bootstrap intervals: a distance is a largest of least mismatches. Where several are about
// as large, the estimate lies too high and the percentile interval with it; where a least mismatch
// jumps between assignments, the estimate lies too low and the basic interval with it. Each covers
// where the other does not, and where neither happens they agree.
import type { Job } from '../core/job.ts';
import { type Interval, quantile, wilson } from '../numeric/statistics.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import type { Readings, Signature } from '../signature/signature.ts';
import { type Distances, distancesUnder } from './distance.ts';
import { type Draws, drawsOf } from './draws.ts';
import { countedInBoth, mergeDistances } from './mergeDistance.ts';
import type { Variation } from './mismatch.ts';

/** For the report's provenance. */
export const intervalMethod =
  'Bootstrap over pairs: from the lower of the percentile and basic lower ends to the higher of ' +
  'their upper ends; where fewer than 5 pairs (or all but 5) account for a distance, at least as ' +
  "wide as Wilson's interval for a proportion of the pairs.";

export type IntervalOptions = {
  readonly level: number; // .95
  readonly resamples: number; // 2000
  readonly seed: number;
};

export type Intervals = {
  /** d, the larger of dCut and dSite. */
  readonly distance: Interval;
  readonly cut: number;
  readonly site: number;
  readonly full: Interval;
  readonly merge: Interval;
};

/** Intervals of the distances `found` for two models with the same spans. */
export async function intervalsOf(
  job: Job,
  a: Signature,
  b: Signature,
  found: Distances,
  variation: Variation,
  { level, ...options }: IntervalOptions,
  draws: Draws = drawsOf(larger(a, b), options),
): Promise<Intervals> {
  const n = a.stats.responses.pairs;
  const drawn = { distance: [] as number[], full: [] as number[], merge: [] as number[] };
  for (let block = 0; block < draws.blocks; block++) {
    job.progress(block / draws.blocks, 'Resampling the pairs');
    const rA = await draws.readings(job, a.stats, block);
    const rB = await draws.readings(job, b.stats, block);
    const { cut, site, full } = await distancesUnder(job, rA, rB, found, variation);
    drawn.distance.push(...cut.map(({ value }, k) => Math.max(value, site[k].value)));
    drawn.full.push(...full.map(({ value }) => value));
    drawn.merge.push(...(await mergeDistances(job, rA, rB)));
  }
  const [merge] = await mergeDistances(job, a, b);
  const parts = countedInBoth(a, b);
  const telling = parts.flatMap((part) => [tellingPairs(a, part), tellingPairs(b, part)]);
  const { value, cut, site, full } = found;
  return {
    distance: intervalFrom(value, drawn.distance, n, level),
    cut: cut.value,
    site: site.value,
    full: intervalFrom(full.value, drawn.full, n, level),
    merge: intervalFrom(merge, drawn.merge, Math.min(n, ...telling), level),
  };
}

function larger({ stats: a }: Signature, { stats: b }: Signature): PairStatistics {
  return a.sites > b.sites ? a : b;
}

/** Kish's effective number of pairs behind a part's shares: those on which the part has an effect. */
function tellingPairs({ stats }: Readings, part: number): number {
  const { pairs: n, whole } = stats.responses;
  const effects = whole.subarray(part * n, (part + 1) * n);
  const sum = effects.reduce((total, effect) => total + effect, 0);
  return sum ** 2 / effects.reduce((total, effect) => total + effect ** 2, 0);
}

/** Pairs that must account for a distance, and be left over, for the bootstrap to be trusted alone. */
const few = 5;

/** The interval of a distance in 0..1 from its bootstrap draws over n pairs. */
export function intervalFrom(
  value: number,
  draws: readonly number[],
  n: number,
  level: number,
): Interval {
  const sorted = Float64Array.from(draws).sort();
  const tail = (1 - level) / 2;
  const [from, to] = [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  let low = Math.min(from, 2 * value - to);
  let high = Math.max(to, 2 * value - from);
  // A resample cannot hold a pair that the sample lacks: near 0 and 1 it sees no uncertainty.
  const [wilsonLow, wilsonHigh] = wilson(value, n, level);
  if (n * value < few) high = Math.max(high, wilsonHigh);
  if (n * (1 - value) < few) low = Math.min(low, wilsonLow);
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}
