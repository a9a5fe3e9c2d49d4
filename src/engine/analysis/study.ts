// What every run on models begins with: they are opened, the task is made for all of them, and each is asked
// whether it solves it. models.ts and prepare.ts say what is refused, and how.
import type { RunOptions } from '../../protocol/engineService.ts';
import type { Level } from '../../protocol/granularity.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import { type Placed, placed } from './device.ts';
import type { Gate } from './gate.ts';
import { takesLittle } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { readsTokens, type Subject, withSubjects } from './models.ts';
import { type Prepared, prepareTask } from './prepare.ts';
import { holding } from './remember.ts';
import { type Run, solve } from './run.ts';
import { noteMemory } from './runMemory.ts';
import { type Budgeted, type Limits, type Settings, settingsOf, usualLimits } from './settings.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';

export type Study = Prepared & {
  readonly gates: readonly Gate[];
  /** What a run in looks may take; undefined: everything is measured at once. */
  readonly limits: Limits | undefined;
  readonly settings: Settings;
  readonly runtime: Runtime;
  /** Why it is not the device that was asked for, or not any more. */
  readonly placeNote?: Placed['note'];
};

type Request = Budgeted<
  RunOptions & { readonly task: string; readonly granularity?: readonly Level[] }
>;

export type PairsOf = (
  subjects: readonly Subject[],
  asked: number | undefined,
) => number | undefined;

/**
 * Of `job` the first 6 % are used. `pairsOf`: how many pairs to draw, for so many asked for. `noted`: tells what memory
 * will be taken, where that is known so early.
 */
export async function withStudy<T>(
  job: Job,
  ports: Ports,
  request: Request,
  models: readonly string[],
  use: (study: Study, run: Run, clock: Stopwatch) => Promise<T>,
  pairsOf: PairsOf = (_, asked) => asked,
  noted: typeof noteMemory = noteMemory,
): Promise<T> {
  const given = settingsOf(request);
  const study = async (subjects: readonly Subject[]) => {
    refuseFiner(request.granularity, subjects);
    const clock = stopwatch(ports.now);
    const settings = { ...given, pairs: pairsOf(subjects, given.pairs) };
    const prepared = await prepareTask(job, ports, request.task, subjects, settings);
    noted(ports, prepared.candidates, request.memory);
    const limits = limitsFor(settings, prepared.candidates);
    const place = await placed(subJob(job, 0.03, 0.04), ports, prepared.candidates, request.memory);
    const kept = limits ? holding(place.ports) : place.ports; // a look has what the one before it ran
    const run = { ports: kept, memory: request.memory, seed: prepared.seed };
    const gates = await solve(subJob(job, 0.04, 0.06), run, prepared.candidates);
    clock.lap('gate');
    const notes = place.notes; // those of the device may come later
    notes.unshift(...prepared.notes);
    const runtime = await kept.runtime();
    const whole = { ...prepared, notes, gates, limits, settings, runtime, placeNote: place.note };
    return use(whole, run, clock);
  };
  return withSubjects(subJob(job, 0, 0.03), ports, models, study, request.task);
}

/** Networks of rows have no heads, and their places no parts to turn to. */
function refuseFiner(granularity: readonly Level[] = [], subjects: readonly Subject[]): void {
  const finer = granularity.filter((level) => level !== 'cut');
  const one = subjects.find((subject) => !readsTokens(subject));
  if (finer.length === 0 || one === undefined) return;
  const found = `granularity ${finer.join(', ')} asks for transformers that read tokens`;
  throw new EngineError('task-model', `${one.name} reads rows of numbers, and ${found}`, {
    hint: 'Models of rows are looked into at the granularity cut alone: leave it out.',
  });
}

/** Exactly so many pairs are measured at once, and what takes little is; all else goes in looks. */
function limitsFor(
  { limits, pairs }: Settings,
  candidates: readonly Candidate[],
): Limits | undefined {
  return limits ?? (pairs === undefined && !takesLittle(candidates) ? usualLimits : undefined);
}
