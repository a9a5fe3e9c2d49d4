// The task of a run, in the tokens of every model: the same pairs for all of them.
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { drawPairs } from '../task/drawPairs.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { taskFit } from '../task/taskFit.ts';
import type { Candidate } from './measure.ts';
import type { Subject } from './models.ts';
import { readerOf } from './reader.ts';
import { digestOf } from './remember.ts';
import type { Settings } from './settings.ts';

export type Prepared = {
  readonly task: Task;
  readonly candidates: readonly Candidate[]; // in the order of the subjects
  readonly pairs: number;
  readonly mostPairs: number | undefined;
  readonly seed: number;
  /** What the reader should know about the pairs, a sentence each. */
  readonly notes: readonly string[];
};

/** Throws EngineError 'task-invalid', or 'task-model' when the task does not fit a tokenizer. */
export async function prepareTask(
  job: Job,
  ports: Ports,
  nameOrPath: string,
  subjects: readonly Subject[],
  { pairs: wanted, seed: asked }: Settings,
): Promise<Prepared> {
  const task = await resolveTask(ports.files, ports.sha256, nameOrPath);
  const fits = subjects.map((subject) => taskFit(task, readerOf(subject)));
  const n = wanted ?? task.defaultPairs;
  const seed = asked ?? task.seed;
  const { pairs, leftOut, most } = await drawPairs(job, task, n, seed, (pair) => {
    for (const [i, fit] of fits.entries()) {
      const reason = fit.misfit(pair);
      if (reason !== undefined) return `${subjects[i].name}: ${reason}`;
    }
    return undefined;
  });
  const digest = digestOf(ports, pairs);
  const candidates: Candidate[] = [];
  for (const [i, fit] of fits.entries()) {
    const tokens = await fit.tokenise(job, pairs);
    candidates.push({ subject: subjects[i], tokens, pairs: digest });
  }
  return {
    task,
    pairs: pairs.length,
    mostPairs: most,
    seed,
    candidates,
    notes: [
      ...subjects.flatMap(({ name, model }) => model.notes.map((note) => `${name}: ${note}`)),
      ...[...leftOut].map(([reason, count]) => `${count} pairs left out. ${reason}.`),
      ...(pairs.length < n ? [`${pairs.length} pairs of the ${n} wanted.`] : []),
    ],
  };
}
