// Intervals of the full and the merge distance by resampling the pairs; the models are never run again.
//
// Why two bootstrap intervals: a distance is a largest of least mismatches. Where several are about
// as large, the estimate lies too high and the percentile interval with it; where a least mismatch
// jumps between assignments, the estimate lies too low and the basic interval with it. Each covers
// where the other does not, and where neither happens they agree.
import type { Job } from '../core/job.ts';
import { type Interval, quantile, withUnseen } from '../numeric/statistics.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import type { Readings } from '../signature/signature.ts';
import { type Distances, fullUnder } from './distance.ts';
import { type Draws, drawsOf } from './draws.ts';
import { apartAtInput, hasFixedPlaces, movesAt } from './fixedPlaces.ts';
import { countedInBoth, mergeDistances } from './mergeDistance.ts';
import type { Variation } from './mismatch.ts';

export type IntervalOptions = {
  readonly level: number; // .95
  readonly resamples: number; // 2000
  readonly seed: number;
};

export type DistanceIntervals = {
  readonly full: Interval;
  readonly merge: Interval;
  /** Of rows: how unlike the two answer to the region of the input that they answer to least alike. */
  readonly input?: Interval & AtPlace;
};

/** Where that is, and how much the answers of each move there. */
export type AtPlace = { readonly place: number; readonly moves: readonly [number, number] };

/** Intervals of the distances `found` for two models with the same spans. */
export async function intervalsOf(
  job: Job,
  a: Readings,
  b: Readings,
  found: Distances,
  variation: Variation,
  { level, ...options }: IntervalOptions,
  draws: Draws = drawsOf(larger(a, b), options),
): Promise<DistanceIntervals> {
  const n = a.stats.responses.pairs;
  const areFixed = hasFixedPlaces(a);
  const drawn = { full: [] as number[], merge: [] as number[], input: [] as number[] };
  for (let block = 0; block < draws.blocks; block++) {
    job.progress(block / draws.blocks, 'Resampling the pairs');
    const rA = await draws.readings(job, a.stats, block);
    const rB = await draws.readings(job, b.stats, block);
    const full = await fullUnder(job, rA, rB, found, variation);
    drawn.full.push(...full.map(({ value }) => value));
    if (areFixed) drawn.input.push(...apartAtInput(rA, rB, variation).values);
    drawn.merge.push(...(await mergeDistances(job, rA, rB)));
  }
  const [merge] = await mergeDistances(job, a, b);
  const parts = countedInBoth(a, b);
  const telling = parts.flatMap((part) => [tellingPairs(a, part), tellingPairs(b, part)]);
  const atInput = areFixed ? apartAtInput(a, b, variation) : undefined;
  return {
    ...(atInput && {
      input: {
        ...intervalFrom(atInput.values[0], drawn.input, n, level),
        place: atInput.place,
        moves: movesAt(a, b, atInput.place),
      },
    }),
    full: intervalFrom(found.full.value, drawn.full, n, level),
    merge: intervalFrom(merge, drawn.merge, Math.min(n, ...telling), level),
  };
}

function larger({ stats: a }: Readings, { stats: b }: Readings): PairStatistics {
  return a.sites > b.sites ? a : b;
}

/** Kish's effective number of pairs behind a part's shares: those on which the part has an effect. */
function tellingPairs({ stats }: Readings, part: number): number {
  const { pairs: n, whole } = stats.responses;
  const effects = whole.subarray(part * n, (part + 1) * n);
  const sum = effects.reduce((total, effect) => total + effect, 0);
  return sum ** 2 / effects.reduce((total, effect) => total + effect ** 2, 0);
}

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
  const low = Math.min(from, 2 * value - to);
  const high = Math.max(to, 2 * value - from);
  return withUnseen({ value, low, high }, n, level);
}
