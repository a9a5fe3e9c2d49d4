// Compares many checkpoints on one task, every two of them: the pairs fit all tokenizers, each model is
// measured once, and what is left for every two is how far their responses are apart.
import type { FleetRequest } from '../../protocol/engineService.ts';
import type { FleetReport } from '../../protocol/report.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { passes } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { familiesSection } from './familiesSection.ts';
import { finiteReport } from './finiteReport.ts';
import { fleetInLooks } from './fleetLooks.ts';
import { type Both, drawsOfAll, memberOf, pairOf, pairsOf, type Solving } from './fleetPairs.ts';
import { type Fleet, fleetReport } from './fleetReport.ts';
import { whole } from './measure.ts';
import { patchedFamilies, patchSettings } from './patchedFamilies.ts';
import { each, interchange, interchangesOf, type Run } from './run.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

/** 4,950 pairs: more take hours, and nobody reads such a matrix. */
const mostModels = 100;

/** `soFar`: what is known while the run goes on, as a report that says so. */
export async function fleet(
  job: Job,
  ports: Ports,
  request: Budgeted<FleetRequest>,
  soFar: (report: FleetReport) => void = () => undefined,
): Promise<FleetReport> {
  const { against = [], patching } = request;
  const models = [...request.models, ...against];
  checkCount(models.length);
  const patches = patching && patchSettings(patching, [request.models.length, against.length]);
  return withStudy(job, ports, request, models, async (study, run, clock) => {
    const solving = solvingOf(study);
    const couples = pairsOf([...solving.keys()]);
    const part = subJob(job, 0.06, against.length > 0 ? 0.8 : 1);
    const found = await comparedAmong(part, run, study, solving, couples, (so) =>
      soFar(fleetReport(study, so, clock.timings())),
    );
    clock.lap('interchanges, intervals and controls');
    if (against.length === 0) return finiteReport(fleetReport(study, found, clock.timings()));
    const rest = subJob(job, 0.8, 1);
    const families = patches
      ? await patchedFamilies(rest, run, study, found, patches)
      : await familiesSection(rest, run, study, found, request.models.length);
    clock.lap('families');
    const noted = { ...study, notes: [...study.notes, ...families.notes] };
    return finiteReport(fleetReport(noted, found, clock.timings(), families));
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

export function solvingOf({ candidates, gates }: Study): Solving[] {
  return [...candidates.entries()]
    .filter(([place]) => passes(gates[place]))
    .map(([place, candidate]) => ({ place, candidate }));
}

/** `couples`: those of `solving` that are compared, by their numbers in it, the lesser first. */
export function comparedAmong(
  job: Job,
  run: Run,
  study: Study,
  solving: readonly Solving[],
  couples: readonly Both[],
  soFar: (found: Fleet) => void,
): Promise<Fleet> {
  const { limits } = study;
  return limits && solving.length > 0
    ? fleetInLooks(job, run, study, limits, solving, couples, soFar)
    : fleetAtOnce(job, run, study, solving, couples);
}

async function fleetAtOnce(
  job: Job,
  run: Run,
  { settings, seed, differentPairs, task, pairs }: Study,
  solving: readonly Solving[],
  couples: readonly Both[],
): Promise<Fleet> {
  const { ports } = run;
  const candidates = solving.map(({ candidate }) => candidate);
  const swept = await interchange(subJob(job, 0, 0.7), run, candidates);
  const kept: KeptDraws = new WeakMap();
  const options = { ...settings, seed };
  const members = await each(subJob(job, 0.7, 0.75), solving, (part, one, i) => {
    const shown = { ...one, swept: swept[i], extent: whole(pairs) };
    return memberOf(part, ports, shown, options, kept);
  });
  const look = { pairs, level: settings.level };
  const asked = { ...options, task, look, last: look, isPartial: false, differentPairs };
  const draws = drawsOfAll(members, options);
  const found = await each(subJob(job, 0.75, 1), couples, (part, [a, b]) => {
    return pairOf(part, ports, [members[a], members[b]], asked, draws, kept);
  });
  const interchanges = interchangesOf(swept.map(({ sweep }) => sweep));
  const models = members.map((member, m) => {
    return { place: member.place, latest: { swept: swept[m], member } };
  });
  const pairsFound = found.map(({ pair }) => pair);
  return { models, pairs: pairsFound, interchanges, looks: undefined };
}
