// What a fleet asks of its models and of every two of them, on the same pairs of prompts.
import type { FleetPair } from '../../protocol/sections.ts';
import { drawnOf, mergeOf, pairingOf, rulingOf } from '../congruity/compare.ts';
import { distancesOf } from '../congruity/distance.ts';
import { type DrawnProfiles, drawnProfiles, type KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Draws, drawsOf } from '../congruity/draws.ts';
import {
  type DistanceIntervals,
  type IntervalOptions,
  intervalsOf,
} from '../congruity/interval.ts';
import { type Known, type KnownOptions, knownOf } from '../congruity/known.ts';
import { variationOf } from '../congruity/mismatch.ts';
import { type Profiles, profilesOf } from '../congruity/profiles.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Task } from '../task/task.ts';
import { distanceReport } from './compareReport.ts';
import type { Look } from './looks.ts';
import type { Extent } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { type Swept, titled } from './run.ts';
import { type Standing, standingOfPair } from './standing.ts';

/** Bytes of readings under the draws that stay for the next pairs: those of some 30 small models. */
const keptReadings = 256 * 2 ** 20;

/** A model that solves the task. */
export type Solving = {
  readonly place: number; // in the order of the request
  readonly candidate: Candidate;
};

/** The same, as it was measured. */
export type Shown = Solving & {
  readonly swept: Swept;
  readonly extent: Extent;
};

/** Two of a list, by their numbers in it. */
export type Both = readonly [number, number];

/** What is known of a model by itself. */
export type Member = {
  readonly place: number; // in the order of the request
  readonly fingerprint: string;
  readonly extent: Extent;
  readonly known: Known;
  readonly profiles: Profiles;
  readonly drawn: DrawnProfiles;
};

/** A model as it was measured last; `level`: of its intervals, in looks. */
export type Latest = { readonly swept: Swept; readonly member: Member; readonly level?: number };

export async function memberOf(
  job: Job,
  ports: Ports,
  { place, candidate, swept: { sweep, twin }, extent }: Shown,
  options: KnownOptions & IntervalOptions,
  kept: KeptDraws,
): Promise<Member> {
  const { name } = candidate.subject;
  job.progress(0, `${name}: controls`);
  const contestant = { name, responses: sweep.responses, twin: twin.responses };
  const known = await knownOf(job, contestant, options);
  const own = fingerprint(ports, candidate, extent);
  const profiles = await profilesOf(job, [known.sides]);
  const drawn = await rememberedIntervals(ports, [own], options, () =>
    drawnProfiles(job, profiles, undefined, options, kept),
  );
  return { place, fingerprint: own, extent, known, profiles, drawn };
}

/** Draws that are common to all pairs of the members; made when they are first asked for. */
export function drawsOfAll(members: readonly Member[], options: IntervalOptions): () => Draws {
  let draws: Draws | undefined;
  return () => {
    const all = members.map(({ known }) => known.readings.stats);
    const largest = all.reduce((most, one) => (one.sites > most.sites ? one : most));
    draws ??= drawsOf(largest, { ...options, keep: keptReadings });
    return draws;
  };
}

export type PairOptions = IntervalOptions & {
  readonly margin: number;
  readonly fullMargin: number;
  readonly differentPairs: number;
  readonly task: Task;
  readonly look: Look;
  readonly last: Look;
  readonly isPartial: boolean;
};

export type PairFound = { readonly pair: FleetPair; readonly standing: Standing };

export async function pairOf(
  job: Job,
  ports: Ports,
  [a, b]: readonly [Member, Member],
  options: PairOptions,
  draws: () => Draws,
  kept: KeptDraws,
): Promise<PairFound> {
  const named = titled(job, `${a.known.name} and ${b.known.name}`);
  const pairing = await pairingOf(job, a.known, b.known);
  const between = async () => ({
    ...(await drawnOf(subJob(named, 0, 0.4), pairing, options, kept)),
    ...(await intervalsBetween(subJob(named, 0.4, 1), a.known, b.known, options, draws())),
  });
  const both = [a.fingerprint, b.fingerprint] as const;
  const found = await rememberedIntervals(ports, both, options, between);
  const ruling = rulingOf(a.known, b.known, pairing, found, options);
  const { verdict, reason } = ruling;
  const merge = mergeOf(a.known.readings, b.known.readings, found, options) ?? null;
  const distance = withoutSites(distanceReport(pairing, found, options.task));
  const full = options.isPartial ? null : found.full;
  const { pairs, level } = options.look;
  const measured = { distance, full, merge, pairs, level };
  const sides = [a.known, b.known] as const;
  return {
    pair: { a: a.place, b: b.place, verdict, reason, ...measured },
    standing: standingOfPair({ ...pairing, ...ruling, sides, intervals: found }, options, options),
  };
}

async function intervalsBetween(
  job: Job,
  { readings: a }: Known,
  { readings: b }: Known,
  options: IntervalOptions,
  draws: Draws,
): Promise<DistanceIntervals> {
  const variation = variationOf(a.stats, b.stats);
  const distances = await distancesOf(job, a, b, variation);
  return intervalsOf(job, a, b, distances, variation, options, draws);
}

function withoutSites(distance: ReturnType<typeof distanceReport>): FleetPair['distance'] {
  if (distance === null) return null;
  const { value, low, high, set } = distance;
  return { value, low, high, set };
}

/** Every two of a list, in its order. */
export function pairsOf<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b] as const));
}
