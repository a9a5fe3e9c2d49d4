// Intervals of the three distances by resampling the pairs; the models are never run again.
//
// Why two bootstrap intervals: a distance is a largest of least mismatches. Where several are about
// as large, the estimate lies too high and the percentile interval with it; where a least mismatch
// jumps between assignments, the estimate lies too low and the basic interval with it. Each covers
// where the other does not, and where neither happens they agree.
import type { Interval } from '../../protocol/report.ts';
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { resampleWeights } from '../numeric/resample.ts';
import { normalQuantile, quantile } from '../numeric/statistics.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { resampledDistances } from './resampledDistances.ts';

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

/** The distances on the whole sample, as computed without resampling. */
export type Estimates = {
  readonly distance: number;
  readonly full: number;
  readonly merge: number;
  readonly cutMismatch: Float64Array; // D, [cutsA, cutsB]
};

export type Intervals = {
  readonly distance: Interval;
  readonly full: Interval;
  readonly merge: Interval;
};

/** Intervals for two models with the same spans; `parts` are those that count in both. */
export async function intervalsOf(
  job: Job,
  a: PairStatistics,
  b: PairStatistics,
  parts: readonly number[],
  found: Estimates,
  { level, resamples, seed }: IntervalOptions,
): Promise<Intervals> {
  const n = a.responses.pairs;
  const weights = resampleWeights(resamples, n, random(`interval ${seed}`));
  const draws = await resampledDistances(job, a, b, parts, found.cutMismatch, weights);
  const telling = Math.min(
    n,
    ...parts.flatMap((part) => [tellingPairs(a, part), tellingPairs(b, part)]),
  );
  return {
    distance: intervalFrom(found.distance, draws.distance, n, level),
    full: intervalFrom(found.full, draws.full, n, level),
    merge: intervalFrom(found.merge, draws.merge, telling, level),
  };
}

/** Kish's effective number of pairs behind a part's shares: those on which the part has an effect. */
function tellingPairs({ responses }: PairStatistics, part: number): number {
  const { pairs: n, whole } = responses;
  const effects = whole.subarray(part * n, (part + 1) * n);
  const sum = effects.reduce((total, effect) => total + effect, 0);
  return sum ** 2 / effects.reduce((total, effect) => total + effect ** 2, 0);
}

/** Pairs that must account for a distance, and be left over, for the bootstrap to be trusted alone. */
const few = 5;

/** The interval of a distance in 0..1 from its bootstrap draws over n pairs. */
export function intervalFrom(
  value: number,
  draws: Float64Array,
  n: number,
  level: number,
): Interval {
  const sorted = draws.toSorted();
  const tail = (1 - level) / 2;
  const [from, to] = [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  let low = Math.min(from, 2 * value - to);
  let high = Math.max(to, 2 * value - from);
  // A resample cannot hold a pair that the sample lacks: near 0 and 1 it sees no uncertainty.
  const [wilsonLow, wilsonHigh] = wilson(value, n, normalQuantile(1 - tail));
  if (n * value < few) high = Math.max(high, wilsonHigh);
  if (n * (1 - value) < few) low = Math.min(low, wilsonLow);
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}

/** The score interval of a proportion (E. B. Wilson, 1927). */
function wilson(proportion: number, n: number, z: number): [number, number] {
  const shrink = 1 + z ** 2 / n;
  const centre = (proportion + z ** 2 / (2 * n)) / shrink;
  const half = Math.sqrt((proportion * (1 - proportion)) / n + z ** 2 / (4 * n ** 2));
  return [centre - (z * half) / shrink, centre + (z * half) / shrink];
}
