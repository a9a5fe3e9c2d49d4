// Intervals of what the profiles of one model or of two say, over draws of the pairs.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import { random } from '../core/random.ts';
import { resampleWeights } from '../numeric/resample.ts';
import type { Interval } from '../numeric/statistics.ts';
import { ownClasses } from '../signature/ownSets.ts';
import { type Fitted, type ProfileDraws, profileDraws } from '../signature/profileDraws.ts';
import type { IntervalOptions } from './interval.ts';
import { distanceInterval, entryInterval, evidenceInterval } from './profileIntervals.ts';
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
  /** Of two, at every site of each the upper end of the weight of the class that decides. */
  readonly decidingHigh: readonly (readonly number[])[];
};

/** Draws of a model that are made once, for as long as its classes stay the same: in a fleet, for most pairs. */
export type KeptDraws = WeakMap<Side, ProfileDraws>;

export async function drawnProfiles(
  job: Job,
  { classes, sets, sides }: Profiles,
  deciding: number | undefined, // the class
  { level, resamples, seed }: IntervalOptions,
  kept: KeptDraws = new WeakMap(),
): Promise<DrawnProfiles> {
  const n = sides[0].responses.pairs;
  let weights: Float64Array | undefined; // [B, n], the same for all models
  const drawn: ProfileDraws[] = [];
  for (const [i, side] of sides.entries()) {
    const part = subJob(job, i / sides.length, (i + 1) / sides.length);
    const known = kept.get(side);
    if (known === undefined) weights ??= resampleWeights(resamples, n, random(`interval ${seed}`));
    const made =
      known ?? (await profileDraws(part, fitted(side, { classes, sets }), weights!, level));
    kept.set(side, made);
    drawn.push(made);
  }
  const counted = entryClasses({ classes });
  const [a, b] = drawn;
  const any = counted.length > 0;
  return {
    models: drawn.map((of) => ({
      entries: counted.map((c) => entryInterval(of, c, level)),
      largest: any ? evidenceInterval(of, level) : undefined,
    })),
    distance: any && b !== undefined ? distanceInterval(a, b, level) : undefined,
    decidingHigh: drawn.map(({ weightHigh, classes: C }) => {
      const sites = weightHigh.length / C;
      return deciding === undefined
        ? []
        : Array.from({ length: sites }, (_, s) => weightHigh[s * C + deciding]);
    }),
  };
}

/** The classes that have an entry in a profile, in its order. */
export function entryClasses({ classes }: Pick<Profiles, 'classes'>): number[] {
  const { names, nothing, everything } = classes;
  return [...names.keys()].filter((c) => c !== nothing && c !== everything);
}

function fitted(
  { responses, coordinates, firm }: Side,
  { classes, sets }: Pick<Profiles, 'classes' | 'sets'>,
): Fitted {
  const C = classes.names.length;
  const counts = new Uint8Array(responses.own.length * C);
  for (const [s, own] of responses.own.entries()) {
    const isOwn = ownClasses(classes, sets, own, responses.readings);
    for (const c of entryClasses({ classes })) {
      counts[s * C + c] = firm[s * C + c] === 1 && isOwn[c] === 0 ? 1 : 0;
    }
  }
  return { responses, ...coordinates, classOf: classes.of, classes: C, counts };
}
