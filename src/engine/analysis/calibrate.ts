// Judges methods on models of which it is known how they compute (method.md 7): each task of a truth is measured once, and
// every method says what it has to say of every two of its models.
import type { CalibrateRequest } from '../../protocol/calibration.ts';
import type { CalibrateReport } from '../../protocol/report.ts';
import type { MethodScores } from '../calibration/judge.ts';
import { checkNames, type GivenScores, readScores } from '../calibration/scores.ts';
import { readTruth, type TruthTask } from '../calibration/truth.ts';
import { quoted } from '../checkpoint/words.ts';
import { passes } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { componentScores } from './calibrateComponents.ts';
import { layerScores } from './calibrateLayers.ts';
import { methodNames, pairMethods, usualMethods } from './calibrateMethods.ts';
import { pairScores } from './calibratePairs.ts';
import {
  type CalibrateSettings,
  clockOf,
  everyTwo,
  type Solver,
  type TaskRun,
  type TaskScores,
} from './calibrateRun.ts';
import { calibrationReport } from './calibrationReport.ts';
import { placed } from './device.ts';
import { finiteReport } from './finiteReport.ts';
import { type Subject, withSubjects } from './models.ts';
import { prepareTask } from './prepare.ts';
import { solve, titled } from './run.ts';
import { type Budgeted, settingsOf } from './settings.ts';

/** Few draws make intervals narrower, if anything, and there are hundreds of pairs of models. */
const usualResamples = 200;

export async function calibrate(
  job: Job,
  ports: Ports,
  request: Budgeted<CalibrateRequest>,
): Promise<CalibrateReport> {
  const settings = settingsFor(request);
  const truth = await readTruth(ports.files, request.truth);
  const given: GivenScores[] = [];
  for (const path of request.scores ?? []) given.push(await readScores(ports.files, path, truth));
  checkNames(given, methodNames);
  const clock = clockOf(ports.now);
  const done: TaskScores[] = [];
  const begun = ports.now();
  for (const [t, task] of truth.tasks.entries()) {
    const part = subJob(job, t / truth.tasks.length, (t + 1) / truth.tasks.length);
    const run = { ports, memory: request.memory, settings, clock };
    done.push(await taskScores(part, run, task, given));
  }
  const seconds = (ports.now() - begun) / 1000;
  return finiteReport(
    await calibrationReport(ports, { truth, given, settings, done, clock, seconds }),
  );
}

/** Throws EngineError 'task-invalid' for a value out of its range. */
function settingsFor(request: CalibrateRequest): CalibrateSettings {
  const { methods = usualMethods, drawings = 1, resamples = usualResamples } = request;
  const { pairs, seed, level, margin, fullMargin } = request;
  const unknown = methods.find((name) => !methodNames.includes(name));
  if (unknown !== undefined) {
    throw new EngineError('task-invalid', `there is no method ${quoted(unknown)}`, {
      hint: `Choose of ${methodNames.join(', ')}.`,
    });
  }
  if (!(Number.isInteger(drawings) && drawings >= 0 && drawings <= 100)) {
    throw new EngineError(
      'task-invalid',
      `the number of drawings is ${drawings}, allowed is a whole number from 0 to 100`,
    );
  }
  const settings = settingsOf({ pairs, seed, resamples, level, margin, fullMargin });
  return { ...settings, methods: new Set(methods), drawings };
}

type Task = Pick<TaskRun, 'ports' | 'memory' | 'settings' | 'clock'>;

/** Opens the models of a task, and says what every method has to say of them. */
export function taskScores(
  job: Job,
  task: Task,
  truth: TruthTask,
  given: readonly GivenScores[],
): Promise<TaskScores> {
  const { ports, memory, settings, clock } = task;
  const part = titled(job, truth.name);
  const paths = truth.models.map(({ path }) => path);
  const score = async (opened: readonly Subject[]) => {
    const subjects = opened.map((subject, i) => ({ ...subject, name: truth.models[i].name }));
    const drawn = await prepareTask(part, ports, truth.task, subjects, settings);
    const place = await placed(part, ports, drawn.candidates, memory);
    const notes = place.notes; // more may come
    notes.unshift(...drawn.notes);
    const prepared = { ...drawn, notes };
    const run = { ports: place.ports, memory, seed: prepared.seed };
    const runtime = await run.ports.runtime();
    const gates = await clock.time('gate', () =>
      solve(subJob(part, 0.05, 0.1), run, prepared.candidates),
    );
    const solvers = truth.models.flatMap(({ name, label }, i): Solver[] =>
      passes(gates[i]) ? [{ name, label, candidate: prepared.candidates[i] }] : [],
    );
    const whole: TaskRun = {
      ...task,
      ports: run.ports,
      truth,
      prepared,
      gates,
      solvers,
      pairs: everyTwo(solvers),
    };
    return {
      truth,
      runtime,
      placeNote: place.note,
      prepared,
      gates,
      solvers,
      pairs: whole.pairs,
      ...(await scoresOf(part, whole, given)),
    };
  };
  return withSubjects(subJob(part, 0, 0.05), ports, paths, score, truth.task);
}

async function scoresOf(job: Job, run: TaskRun, given: readonly GivenScores[]) {
  const { settings, truth, solvers, pairs } = run;
  if (pairs.length === 0) return { scores: new Map(), components: new Map(), interchanges: 0 };
  const asked = pairMethods.filter(({ name }) => settings.methods.has(name));
  const found = asked.length > 0 ? await pairScores(subJob(job, 0.1, 0.7), run) : undefined;
  const scores = new Map<string, MethodScores>(
    asked.map(({ name }) => [name, found!.scores[name]]),
  );
  for (const [name, each] of await layerScores(subJob(job, 0.7, 0.9), run)) scores.set(name, each);
  for (const one of given) {
    if (one.pairs === undefined) continue;
    const sign = one.direction === 'similarity' ? -1 : 1;
    const distance = pairs.map(({ a, b }) => {
      const score = one.pairs!(truth.name, ...[solvers[a].name, solvers[b].name].sort());
      return score === undefined ? undefined : sign * score;
    });
    const threshold = one.threshold === undefined ? undefined : sign * one.threshold;
    scores.set(one.name, { distance, threshold, says: undefined, held: undefined });
  }
  const components = await componentScores(subJob(job, 0.9, 1), run, given);
  return { scores, components, interchanges: found?.interchanges ?? 0 };
}
