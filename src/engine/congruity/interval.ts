// Intervals of the three distances by resampling the pairs; the models are never run again.
import type { Interval } from '../../protocol/report.ts';
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { resampleWeights, weightedMeans } from '../numeric/resample.ts';
import { quantile } from '../numeric/statistics.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { type Estimates, functional } from './functional.ts';

export const intervalMethod = 'Percentile bootstrap over pairs.';

export type IntervalOptions = {
  readonly level: number; // .95
  readonly resamples: number; // 2000
  readonly seed: number;
};

export type Intervals = {
  readonly distance: Interval;
  readonly full: Interval;
  readonly merge: Interval;
};

/** Resamples in one block: the job can be heard between blocks. */
const block = 40;

export async function intervalsOf(
  job: Job,
  a: PairStatistics,
  b: PairStatistics,
  parts: readonly number[],
  values: Estimates,
  options: IntervalOptions,
): Promise<Intervals> {
  const n = a.responses.pairs;
  const { rows, estimate } = functional(a, b, parts);
  const R = rows.length / n;
  const rng = random(`interval ${options.seed}`);
  const means = new Float64Array(block * R);
  const draws: Estimates[] = [];
  while (draws.length < options.resamples) {
    await job.pause();
    job.progress(draws.length / options.resamples, 'Resampling the pairs');
    weightedMeans(rows, resampleWeights(block, n, rng), n, means);
    for (let k = 0; k < block; k++) draws.push(estimate(means.subarray(k * R, (k + 1) * R)));
  }
  const interval = (of: keyof Estimates): Interval => {
    const sorted = Float64Array.from(draws, (draw) => draw[of]).sort();
    const tail = (1 - options.level) / 2;
    return { value: values[of], low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
  };
  return { distance: interval('distance'), full: interval('full'), merge: interval('merge') };
}
