// Distances within and between two families of models by their profiles. All are read by one division into classes,
// so the distances are those of a metric: the largest difference of entries.
import type { Job } from '../core/job.ts';
import type { ProfileDraws } from '../signature/profileDraws.ts';
import { drawnEntries, type Entries, entriesUnder, type KeptDraws } from './drawnProfiles.ts';
import type { IntervalOptions } from './interval.ts';
import { distanceInterval } from './profileIntervals.ts';
import { profilesOf, type Sides } from './profiles.ts';
import type { Families } from './score.ts';

export type ProfileFamilies = {
  readonly sample: Families;
  /** The lower and the upper end of every distance, over the pairs; undefined: profiles have no entry. */
  readonly ends: FamilyEnds | undefined;
  /** Under each of the draws of the pairs. */
  drawn(): Iterable<Families>;
};

export type FamilyEnds = { readonly low: Families; readonly high: Families };

/** Models that were measured on the same pairs. */
export async function profileFamilies(
  job: Job,
  families: readonly [readonly Sides[], readonly Sides[]],
  options: IntervalOptions,
  kept: KeptDraws,
): Promise<ProfileFamilies> {
  const profiles = await profilesOf(job, families.flat());
  const entries = await drawnEntries(job, profiles, options, kept);
  const [n1, n2] = families.map(({ length }) => length);
  const by = (entriesOf: (of: Entries) => Float64Array) =>
    familiesBy(entries.map(entriesOf), [n1, n2], largestDifference);
  const draws = profiles.sides.map((side) => kept.get(side)!);
  return {
    sample: by(({ values }) => values),
    ends: await endsOfDistances(job, draws, [n1, n2], options.level),
    *drawn() {
      for (let b = 0; b < options.resamples; b++) yield by((of) => entriesUnder(of, b));
    },
  };
}

/** Of every two as they are told of a pair. */
async function endsOfDistances(
  job: Job,
  draws: readonly ProfileDraws[],
  sizes: Families['sizes'],
  level: number,
): Promise<FamilyEnds | undefined> {
  const M = draws.length;
  const [low, high] = [new Float64Array(M * M), new Float64Array(M * M)];
  for (let a = 0; a < M; a++) {
    for (let b = a + 1; b < M; b++) {
      await job.pause();
      const found = distanceInterval(draws[a], draws[b], level);
      if (found === undefined) return undefined;
      low[a * M + b] = found.low;
      high[a * M + b] = found.high;
    }
  }
  const by = (ends: Float64Array) =>
    familiesBy([...draws.keys()], sizes, (a, b) => ends[a * M + b]);
  return { low: by(low), high: by(high) };
}

/** 0 where there is no entry. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, c) => Math.max(most, Math.abs(value - b[c])), 0);
}

/** Of members in order, those of the first family first; `apart` is symmetric and is asked once of every two. */
export function familiesBy<T>(
  members: readonly T[],
  [n1, n2]: Families['sizes'],
  apart: (a: T, b: T) => number,
): Families {
  const one = members.slice(0, n1);
  const other = members.slice(n1);
  const between = Float64Array.from({ length: n1 * n2 }, (_, k) => {
    return apart(one[Math.floor(k / n2)], other[k % n2]);
  });
  return { within: [withinOf(one, apart), withinOf(other, apart)], between, sizes: [n1, n2] };
}

function withinOf<T>(members: readonly T[], apart: (a: T, b: T) => number): Float64Array {
  const n = members.length;
  const all = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      all[a * n + b] = apart(members[a], members[b]);
      all[b * n + a] = all[a * n + b];
    }
  }
  return all;
}
