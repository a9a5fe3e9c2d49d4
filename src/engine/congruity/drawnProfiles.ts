// Intervals of what the profiles of one model or of two say, over draws of the pairs.
import { type Job, subJob } from '../core/job.ts';
import type { Interval } from '../numeric/statistics.ts';
import { type ProfileDraws, profileDraws, type Read } from '../signature/profileDraws.ts';
import { drawWeights } from './draws.ts';
import type { IntervalOptions } from './interval.ts';
import { distanceInterval, evidenceInterval, profileIntervals } from './profileIntervals.ts';
import type { Profiles, Side } from './profiles.ts';

export type ProfileIntervals = {
  /** Of every entry of the profile. */
  readonly entries: readonly Interval[];
  /** Of the largest entry; undefined: there is none. */
  readonly largest: Interval | undefined;
};

export type DrawnProfiles = {
  readonly models: readonly ProfileIntervals[];
  /** Of the profile distance of two; undefined: of one, or there is no entry. */
  readonly distance: Interval | undefined;
  /** At every site of each model the upper end of the weight of the class that decides; [] where none does. */
  readonly decidingHigh: readonly (readonly number[])[];
};

/** Draws of a model that are made once, for as long as its classes stay the same: in a fleet, for most pairs. */
export type KeptDraws = WeakMap<Side, ProfileDraws>;

export async function drawnProfiles(
  job: Job,
  { classes, sides }: Profiles,
  deciding: number | undefined, // the class
  options: IntervalOptions,
  kept: KeptDraws = new WeakMap(),
): Promise<DrawnProfiles> {
  const { level } = options;
  let weights: Float64Array | undefined; // [B, n], the same for all models
  const drawn: ProfileDraws[] = [];
  for (const [i, side] of sides.entries()) {
    const part = subJob(job, i / sides.length, (i + 1) / sides.length);
    let draws = kept.get(side);
    if (draws === undefined) {
      weights ??= drawWeights(options, side.responses.pairs);
      draws = await profileDraws(part, drawnFrom(side, classes), weights, level);
    }
    kept.set(side, draws);
    drawn.push(draws);
  }
  const [a, b] = drawn;
  return {
    models: drawn.map((of) => ({
      entries: profileIntervals(of, level),
      largest: evidenceInterval(of, level),
    })),
    distance: b === undefined ? undefined : distanceInterval(a, b, level),
    decidingHigh: drawn.map(({ weightHigh, classes: { names } }) => {
      if (deciding === undefined) return [];
      const sites = weightHigh.length / names.length;
      return Array.from({ length: sites }, (_, s) => weightHigh[s * names.length + deciding]);
    }),
  };
}

/** What each model's profile says, on the sample and by how much otherwise under each draw; the same draws for all. */
export async function drawnEntries(
  job: Job,
  { classes, sides }: Profiles,
  options: IntervalOptions,
): Promise<{ readonly values: Float64Array; readonly deviations: Float64Array }[]> {
  const at = entryClasses({ classes });
  const drawn: { readonly values: Float64Array; readonly deviations: Float64Array }[] = [];
  for (const [i, side] of sides.entries()) {
    const part = subJob(job, i / sides.length, (i + 1) / sides.length);
    const weights = drawWeights(options, side.responses.pairs);
    const { values, ofBest, draws } = await profileDraws(
      part,
      drawnFrom(side, classes),
      weights,
      options.level,
    );
    const deviations = new Float64Array(at.length * draws);
    for (const [k, c] of at.entries()) {
      deviations.set(ofBest.subarray(c * draws, (c + 1) * draws), k * draws);
    }
    drawn.push({ values: Float64Array.from(at, (c) => values[c]), deviations });
  }
  return drawn;
}

/** What is drawn of a model by these classes. */
export function drawnFrom(
  { responses, coordinates, firm }: Side,
  classes: Profiles['classes'],
): Read {
  const { own, readings } = responses;
  return { answers: responses, coordinates, classes, sites: { own, firm }, readings };
}

/** The classes that have an entry in a profile, in its order. */
export function entryClasses({ classes }: Pick<Profiles, 'classes'>): number[] {
  const { names, nothing, everything } = classes;
  return [...names.keys()].filter((c) => c !== nothing && c !== everything);
}
