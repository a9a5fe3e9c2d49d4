// The task of a run, in the tokens of every model: the same pairs for all of them.
import { grouped } from '../checkpoint/words.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type PatchModel, withPatches } from '../forward/patches.ts';
import { withSight } from '../forward/sight.ts';
import { dataFit } from '../task/data/dataFit.ts';
import { isDataTask } from '../task/data/dataTask.ts';
import { drawPairs, pairsText } from '../task/drawPairs.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { type TaskFit, taskFit } from '../task/taskFit.ts';
import type { TokenTask } from '../task/tokenised.ts';
import type { Candidate } from './modelRun.ts';
import { ofRows, type RowSubject, readsTokens, type Subject, unfit } from './models.ts';
import { readerOf } from './reader.ts';
import { digestOf } from './remember.ts';
import { sameBytes } from './sameBytes.ts';
import type { Settings } from './settings.ts';

export type Prepared = {
  readonly task: Task;
  readonly candidates: readonly Candidate[]; // in the order of the subjects
  readonly pairs: number;
  readonly differentPairs: number;
  readonly mostPairs: number | undefined;
  readonly seed: number;
  /** What the reader should know about the pairs, a sentence each. */
  readonly notes: readonly string[];
};

/** Throws EngineError 'task-invalid', or 'task-model' when the task does not fit a tokenizer, 'task-kind' for what reads none. */
export async function prepareTask(
  job: Job,
  ports: Ports,
  nameOrPath: string,
  opened: readonly Subject[],
  { pairs: wanted, seed: asked }: Settings,
): Promise<Prepared> {
  const task = await resolveTask(job, ports.files, ports.sha256, nameOrPath);
  const subjects = await meeting(job, ports, task, opened);
  const fits = fitsOf(task, subjects);
  const n = wanted ?? task.defaultPairs;
  const seed = asked ?? task.seed;
  const { pairs, leftOut, most } = await drawPairs(job, task, n, seed, (pair) => {
    for (const [i, fit] of fits.entries()) {
      const reason = fit.misfit(pair);
      if (reason !== undefined) return `${subjects[i].name}: ${reason}`;
    }
    return undefined;
  });
  const differentPairs = new Set(pairs.map((pair) => JSON.stringify(pair))).size;
  const tokens = new Map<Fit, TokenTask>();
  for (const fit of new Set(fits)) tokens.set(fit, await fit.tokenise(job, pairs));
  return {
    task,
    pairs: pairs.length,
    differentPairs,
    mostPairs: most,
    seed,
    candidates: subjects.map((subject, i) => ({ subject, tokens: tokens.get(fits[i])! })),
    notes: [
      ...task.notes,
      ...sameBytes(subjects),
      ...subjects.flatMap(({ name, model }) => model.notes.map((note) => `${name}: ${note}`)),
      ...[...leftOut].map(([reason, count]) => `${pairsText(count)} left out. ${reason}.`),
      ...supply(n, pairs.length, differentPairs, most),
    ],
  };
}

/** The subjects as they are on this task. Throws EngineError('task-kind') where it is not for them. */
export function meeting(
  job: Job,
  ports: Ports,
  task: Task,
  subjects: readonly Subject[],
): Promise<readonly Subject[]> {
  return Promise.all(
    subjects.map(async (subject) => {
      if (readsTokens(subject)) {
        if (!isDataTask(task)) return subject;
        throw ofRows(subject.name, task);
      }
      if (!isDataTask(task)) {
        const hint = 'Write a task of data: docs/data-tasks.md has examples.';
        throw unfit(subject.name, task, 'rows of numbers', 'prompts', hint);
      }
      if (subject.model.kind === 'patches') {
        const model = withPatches(subject.model, task);
        const { order, places, sizes } = model.sight!;
        const tokenizer = digestOf(ports, [[...order], places, sizes]);
        return { ...subject, model, digests: { ...subject.digests, tokenizer } };
      }
      const model = await withSight(job, subject.model, task);
      const { cuts, order, saying } = model.sight!;
      const where = cuts.map(({ dims, layout: { at } }) => [dims, [...at]]);
      const reads = [subject.digests.tokenizer, where, [...order], saying];
      const digests = { ...subject.digests, tokenizer: digestOf(ports, reads) };
      return { ...subject, model, digests };
    }),
  );
}

type Fit = Pick<TaskFit, 'misfit' | 'tokenise'>;

function isOfPatches(subject: Subject): subject is RowSubject & { readonly model: PatchModel } {
  return 'kind' in subject.model && subject.model.kind === 'patches';
}

/** By subject. Models that read prompts alike have one: a fleet's prompts are tokenised once. */
function fitsOf(task: Task, subjects: readonly Subject[]): Fit[] {
  const known = new Map<string, Fit>();
  const ofData = isDataTask(task) ? dataFit(task) : undefined;
  return subjects.map((subject) => {
    if (isDataTask(task) && isOfPatches(subject)) return dataFit(task, subject.model.sight!.sizes);
    if (ofData || !readsTokens(subject)) return ofData!;
    const { tokenizer: _, ...reads } = readerOf(subject);
    const key = JSON.stringify([subject.digests.tokenizer, reads]);
    const fit = known.get(key) ?? taskFit(task, readerOf(subject));
    known.set(key, fit);
    return fit;
  });
}

/** What the task could not give: fewer pairs than were wanted, or the same ones again. */
function supply(wanted: number, found: number, different: number, most: number | undefined) {
  if (found < wanted) {
    const why = most === undefined ? 'those that fit are rare' : 'the task has no more that fit';
    return [`${grouped(found)} pairs of the ${grouped(wanted)} wanted: ${why}.`];
  }
  if (most === undefined || different === found) return [];
  return [
    `Different pairs: only ${grouped(different)} of ${grouped(found)}; the task hardly has more.`,
  ];
}
