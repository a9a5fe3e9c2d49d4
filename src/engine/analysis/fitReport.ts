// What `congruity task check` shows: whether a task fits a model, and an example pair in tokens.
import type { TaskCheckView } from '../../protocol/taskViews.ts';
import { isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { dataFit } from '../task/data/dataFit.ts';
import type { DataTask } from '../task/data/dataTask.ts';
import { drawPairs } from '../task/drawPairs.ts';
import type { Pair, Task } from '../task/task.ts';
import type { TaskFit } from '../task/taskFit.ts';
import { taskSetsView } from './taskSetsView.ts';

/** Never throws for a task that does not fit: that is what it reports. */
export function fitReport(job: Job, fit: TaskFit, seed: number): Promise<TaskCheckView> {
  return reported(job, 'tokens', fit.task, fit, seed, (pair) => example(fit, pair));
}

/** The same of a task of data, whose rows the model is known to read. */
export function dataFitReport(job: Job, task: DataTask, seed: number): Promise<TaskCheckView> {
  return reported(job, 'rows', task, dataFit(task), seed, (pair) => ({
    ...texts(task, pair),
    ...{ baseTokens: [], sourceTokens: [], readAt: task.parts.length },
    spans: task.parts.map(({ id }, r) => ({ id, part: id, start: r, end: r + 1 })),
  }));
}

async function reported(
  job: Job,
  reads: TaskCheckView['reads'],
  task: Task,
  fit: Pick<TaskFit, 'misfit' | 'tokenise'>,
  seed: number,
  shown: (pair: Pair) => TaskCheckView['example'],
): Promise<TaskCheckView> {
  const problems: string[] = [];
  const attempt = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!isEngineError(error, 'task-model') && !isEngineError(error, 'task-invalid')) throw error;
      problems.push(error.hint ? `${error.message}. ${error.hint}` : error.message);
      return undefined;
    }
  };
  const drawn = await attempt(() => drawPairs(job, task, task.defaultPairs, seed, fit.misfit));
  const tokens = drawn && (await attempt(() => fit.tokenise(job, drawn.pairs)));
  const fits = tokens !== undefined;
  for (const [reason, count] of drawn?.leftOut ?? []) {
    problems.push(`${count} pairs are left out: ${reason}`);
  }
  if (drawn && drawn.pairs.length < task.defaultPairs) {
    problems.push(`${drawn.pairs.length} of ${task.defaultPairs} pairs fit`);
  }
  return {
    reads,
    name: task.name,
    description: task.description,
    fits,
    problems,
    notes: [],
    answers: tokens ? task.answers.map((word, i) => ({ word, id: tokens.answers[i] })) : [],
    example: drawn ? shown(drawn.pairs[0]) : null,
    sets: drawn ? (await taskSetsView(job, task, drawn.pairs)).sets : null,
  };
}

function example(fit: TaskFit, pair: Pair): TaskCheckView['example'] {
  const { task } = fit;
  const { base, source } = fit.tokens(pair);
  return {
    ...texts(task, pair),
    baseTokens: base.tokens,
    sourceTokens: source.tokens,
    spans: task.spans.map(({ id, part }, s) => ({
      id,
      part: part === undefined ? null : task.parts[part].id,
      start: base.spans[s][0],
      end: base.spans[s][1],
    })),
    readAt: base.readAt,
  };
}

function texts(task: Task, pair: Pair) {
  const [base, source] = [pair.base, pair.source].map((side) => task.prompt(pair, side).text);
  return { base, source };
}
