// Compares many checkpoints on one task, every two of them: the pairs fit all tokenizers, each model is
// measured once, and what is left for every two is how far their responses are apart.
import type { FleetRequest } from '../../protocol/engineService.ts';
import type { FleetReport } from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import { drawnOf, mergeOf, pairingOf, rulingOf } from '../congruity/compare.ts';
import { distancesOf } from '../congruity/distance.ts';
import { drawnProfiles, type KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Draws, drawsOf } from '../congruity/draws.ts';
import {
  type DistanceIntervals,
  type IntervalOptions,
  intervalsOf,
} from '../congruity/interval.ts';
import { type Known, type KnownOptions, knownOf } from '../congruity/known.ts';
import { variationOf } from '../congruity/mismatch.ts';
import { profilesOf } from '../congruity/profiles.ts';
import { passes } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { distanceReport } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { fleetReport, type Member } from './fleetReport.ts';
import type { Candidate } from './measure.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { each, interchange, type Swept, titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

/** 4,950 pairs: more take hours, and nobody reads such a matrix. */
const mostModels = 100;
/** Bytes of readings under the draws that stay for the next pairs: those of some 30 small models. */
const keptReadings = 256 * 2 ** 20;

export async function fleet(
  job: Job,
  ports: Ports,
  request: Budgeted<FleetRequest>,
): Promise<FleetReport> {
  checkCount(request.models.length);
  return withStudy(job, ports, request, request.models, async (study, run, clock) => {
    const { gates, settings, seed } = study;
    const solving = [...study.candidates.entries()].filter(([place]) => passes(gates[place]));
    const candidates = solving.map(([, candidate]) => candidate);
    const swept = await interchange(subJob(job, 0.06, 0.7), run, candidates);
    clock.lap('interchanges');
    const runs = solving.map(([place, candidate], i) => ({ place, candidate, ...swept[i] }));
    const kept: KeptDraws = new WeakMap();
    const members = await each(subJob(job, 0.7, 0.75), runs, (part, one) => {
      return memberOf(part, ports, one, { ...settings, seed }, kept);
    });
    clock.lap('controls');
    const pairs = await everyPair(subJob(job, 0.75, 1), ports, study, members, kept);
    clock.lap('distances and intervals');
    return finiteReport(fleetReport(study, { swept, members, pairs }, clock.timings()));
  });
}

function checkCount(models: number): void {
  if (models >= 2 && models <= mostModels) return;
  throw new EngineError(
    'task-invalid',
    `${models} ${models === 1 ? 'model is' : 'models are'} to be compared, allowed are 2 to ${mostModels}`,
    { hint: 'Choose fewer of them, or compare them in several runs.' },
  );
}

async function memberOf(
  job: Job,
  ports: Ports,
  { place, candidate, sweep, twin }: Swept & { place: number; candidate: Candidate },
  options: KnownOptions & IntervalOptions,
  kept: KeptDraws,
): Promise<Member> {
  const { name } = candidate.subject;
  job.progress(0, `${name}: controls`);
  const contestant = { name, responses: sweep.responses, twin: twin.responses };
  const known = await knownOf(job, contestant, options);
  const own = fingerprint(ports, candidate);
  const profiles = await profilesOf(job, [known.sides]);
  const drawn = await rememberedIntervals(ports, [own], options, () =>
    drawnProfiles(job, profiles, undefined, options, kept),
  );
  return { place, fingerprint: own, known, profiles, drawn };
}

async function everyPair(
  job: Job,
  ports: Ports,
  { settings, seed, gates, differentPairs, task }: Study,
  members: readonly Member[],
  kept: KeptDraws,
): Promise<FleetPair[]> {
  const options = { ...settings, seed, differentPairs };
  const draws = drawsOfAll(members, options);
  const measured = await each(job, pairsOf(members), async (part, [a, b]) => {
    const named = titled(part, `${a.known.name} and ${b.known.name}`);
    const pairing = await pairingOf(part, a.known, b.known);
    const between = async () => ({
      ...(await drawnOf(subJob(named, 0, 0.4), pairing, options, kept)),
      ...(await intervalsBetween(subJob(named, 0.4, 1), a.known, b.known, options, draws())),
    });
    const both = [a.fingerprint, b.fingerprint] as const;
    const found = await rememberedIntervals(ports, both, options, between);
    const { verdict, reason } = rulingOf(a.known, b.known, pairing, found, options);
    const merge = mergeOf(a.known.readings, b.known.readings, found, options) ?? null;
    const distance = withoutSites(distanceReport(pairing, found, task));
    return { a: a.place, b: b.place, verdict, reason, distance, full: found.full, merge };
  });
  const known = new Map(measured.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  return pairsOf([...gates.keys()]).map(
    ([a, b]): FleetPair => known.get(`${a} ${b}`) ?? { a, b, ...unsolvedPair },
  );
}

const unsolvedPair = {
  verdict: 'not comparable',
  reason: 'unsolved',
  distance: null,
  full: null,
  merge: null,
} as const;

/** Every two of a list, in its order. */
function pairsOf<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b] as const));
}

/** Made when they are first asked for: where all pairs are remembered nobody asks. */
function drawsOfAll(members: readonly Member[], options: IntervalOptions): () => Draws {
  let draws: Draws | undefined;
  return () => {
    const all = members.map(({ known }) => known.readings.stats);
    const largest = all.reduce((most, one) => (one.sites > most.sites ? one : most));
    draws ??= drawsOf(largest, { ...options, keep: keptReadings });
    return draws;
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
