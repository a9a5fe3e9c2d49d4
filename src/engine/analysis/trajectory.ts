// Follows the interpretation through training: the checkpoints of a run, or of several, are measured once each, as the models
// of a fleet are, and each is compared with the last one of its run and with the one before it alone.
import type { TrajectoryReport } from '../../protocol/report.ts';
import type { TrajectoryRequest } from '../../protocol/trajectory.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { type RunStep, type TrainingRun, trainingRuns } from '../checkpoint/trainingRun.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { finiteReport } from './finiteReport.ts';
import { comparedAmong, solvingOf } from './fleet.ts';
import { type Both, pairsOf, type Solving } from './fleetPairs.ts';
import type { Fleet } from './fleetReport.ts';
import { each } from './run.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';
import { changeOf } from './trajectoryChange.ts';
import { type Course, trajectoryReport } from './trajectoryReport.ts';

/** Each is open as long as the run goes on, and nobody reads a longer strip. */
const mostSteps = 200;

/** `soFar`: what is known while the run goes on, as a report that says so. */
export async function trajectory(
  job: Job,
  ports: Ports,
  request: Budgeted<TrajectoryRequest>,
  soFar: (report: TrajectoryReport) => void = () => undefined,
): Promise<TrajectoryReport> {
  const found = await trainingRuns(ports.files, request.runs);
  checkMost(found);
  const runs = await readable(job, ports, found);
  checkLeast(runs);
  const paths = runs.flatMap(({ steps }) => steps.map(({ path }) => path));
  return withStudy(job, ports, request, paths, async (study, run, clock) => {
    const solving = solvingOf(study);
    const courses = coursesOf(runs, solving);
    const couples = couplesOf(courses, solving);
    const report = (found: Fleet, known: readonly Course[]) =>
      trajectoryReport(study, found, known, clock.timings());
    const compared = await comparedAmong(
      subJob(job, 0.06, 0.9),
      run,
      study,
      solving,
      couples,
      (so) => soFar(report(so, courses)),
    );
    clock.lap('interchanges, intervals and controls');
    const known = await changesOf(subJob(job, 0.9, 1), study, compared, courses);
    clock.lap('change points');
    return finiteReport(report(compared, known));
  });
}

/** Of a run's folder a checkpoint that cannot be opened is left out, which is said: it may still be being written. */
async function readable(
  job: Job,
  ports: Ports,
  runs: readonly TrainingRun[],
): Promise<TrainingRun[]> {
  const all: TrainingRun[] = [];
  for (const run of runs) {
    const steps: RunStep[] = [];
    const notes = [...run.notes];
    for (const step of run.steps) {
      await job.pause();
      try {
        await (await openCheckpoint(ports.files, ports.sha256, step.path)).close();
        steps.push(step);
      } catch (error) {
        if (!isEngineError(error) || !run.isFolder) throw error;
        notes.push(
          `${run.name}: ${step.name} is left out, for it cannot be read: ${error.message}.`,
        );
      }
    }
    all.push({ ...run, steps, notes });
  }
  return all;
}

/** Before any is opened. */
function checkMost(runs: readonly TrainingRun[]): void {
  const count = runs.reduce((sum, { steps }) => sum + steps.length, 0);
  if (count <= mostSteps) return;
  throw new EngineError(
    'task-invalid',
    `the runs have ${count} checkpoints, allowed are ${mostSteps}`,
    { hint: 'Give some of them as a list, in the order of training.' },
  );
}

function checkLeast(runs: readonly TrainingRun[]): void {
  const short = runs.find(({ steps }) => steps.length < 2);
  if (short === undefined) return;
  const has = short.steps.length === 1 ? 'one checkpoint' : 'no checkpoint';
  const found = `${short.name} has ${has} that can be read, a trajectory takes two`;
  throw new EngineError('task-invalid', [found, ...short.notes].join('. '), {
    hint: 'Wait for the next one, or give a list of checkpoints.',
  });
}

/** The places of each run's checkpoints, and which of them solve the task. */
function coursesOf(runs: readonly TrainingRun[], solving: readonly Solving[]): Course[] {
  const places = new Set(solving.map(({ place }) => place));
  let place = 0;
  return runs.map(({ name, steps, notes }) => {
    const own = steps.map((step) => ({ ...step, place, solves: places.has(place++) }));
    return { name, notes, steps: own, change: undefined };
  });
}

/** By their numbers among those that solve the task; a linear number of them, and every two of the last ones. */
function couplesOf(courses: readonly Course[], solving: readonly Solving[]): Both[] {
  const numberOf = new Map(solving.map(({ place }, m) => [place, m]));
  const each = courses.map(({ steps }) => steps.flatMap(({ place }) => numberOf.get(place) ?? []));
  const within = each.flatMap((own) =>
    own.slice(0, -1).flatMap((m, s): Both[] => {
      const [next, last] = [own[s + 1], own[own.length - 1]];
      return next === last
        ? [[m, last]]
        : [
            [m, next],
            [m, last],
          ];
    }),
  );
  const lasts = each.flatMap((own) => own.at(-1) ?? []);
  return [...within, ...pairsOf(lasts)];
}

/** With the change point of every run. */
function changesOf(
  job: Job,
  study: Study,
  found: Fleet,
  courses: readonly Course[],
): Promise<Course[]> {
  return each(job, courses, async (part, course) => {
    return { ...course, change: await changeOf(part, study, found, course) };
  });
}
