// What every run on models begins with: they are opened, the task is made for all of them, and each is asked
// whether it solves it. models.ts and prepare.ts say what is refused, and how.
import type { RunOptions } from '../../protocol/engineService.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import type { Gate } from './gate.ts';
import { noteMemory } from './measure.ts';
import { withSubjects } from './models.ts';
import { type Prepared, prepareTask } from './prepare.ts';
import { type Run, solve } from './run.ts';
import { type Budgeted, type Settings, settingsOf } from './settings.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';

export type Study = Prepared & {
  readonly gates: readonly Gate[];
  readonly settings: Settings;
  readonly runtime: Runtime;
};

type Request = Budgeted<RunOptions & { readonly task: string }>;

/** Of `job` the first 6 % are used. */
export async function withStudy<T>(
  job: Job,
  ports: Ports,
  request: Request,
  models: readonly string[],
  use: (study: Study, run: Run, clock: Stopwatch) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(request);
  return withSubjects(subJob(job, 0, 0.03), ports, models, async (subjects) => {
    const clock = stopwatch(ports.now);
    const prepared = await prepareTask(job, ports, request.task, subjects, settings);
    noteMemory(ports, prepared.candidates, request.memory);
    const run = { ports, memory: request.memory, seed: prepared.seed };
    const gates = await solve(subJob(job, 0.03, 0.06), run, prepared.candidates);
    clock.lap('gate');
    return use({ ...prepared, gates, settings, runtime: await ports.runtime() }, run, clock);
  });
}
