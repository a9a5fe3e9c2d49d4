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
  profiles: Profiles,
  deciding: number | undefined, // the class
  options: IntervalOptions,
  kept: KeptDraws = new WeakMap(),
): Promise<DrawnProfiles> {
  const { level } = options;
  const drawn = await drawsOfSides(job, profiles, options, kept);
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

/** A model's profile: on the sample, and how it deviates under the draws. */
export type Entries = {
  readonly values: Float64Array; // [C]
  readonly deviations: Float64Array; // [C, B]
};

/** Of each model, under the same draws. */
export async function drawnEntries(
  job: Job,
  profiles: Pick<Profiles, 'classes' | 'sides'>,
  options: IntervalOptions,
  kept: KeptDraws = new WeakMap(),
): Promise<Entries[]> {
  const at = entryClasses(profiles);
  return (await drawsOfSides(job, profiles, options, kept)).map(({ values, ofBest, draws }) => {
    const deviations = new Float64Array(at.length * draws);
    for (const [k, c] of at.entries()) {
      deviations.set(ofBest.subarray(c * draws, (c + 1) * draws), k * draws);
    }
    return { values: Float64Array.from(at, (c) => values[c]), deviations };
  });
}

/** The profile under draw `b`. */
export function entriesUnder({ values, deviations }: Entries, b: number): Float64Array {
  const draws = deviations.length / values.length;
  return values.map((value, c) => value + deviations[c * draws + b]);
}

async function drawsOfSides(
  job: Job,
  { classes, sides }: Pick<Profiles, 'classes' | 'sides'>,
  options: IntervalOptions,
  kept: KeptDraws,
): Promise<ProfileDraws[]> {
  const weightsOf = new Map<number, Float64Array>(); // by n, [B, n]: the same for all models of as many pairs
  const drawn: ProfileDraws[] = [];
  for (const [i, side] of sides.entries()) {
    const part = subJob(job, i / sides.length, (i + 1) / sides.length);
    let draws = kept.get(side);
    if (draws === undefined) {
      const { pairs } = side.responses;
      const weights = weightsOf.get(pairs) ?? drawWeights(options, pairs);
      weightsOf.set(pairs, weights);
      draws = await profileDraws(part, drawnFrom(side, classes), weights, options.level);
    }
    kept.set(side, draws);
    drawn.push(draws);
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
