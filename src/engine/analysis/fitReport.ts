// What `congruity task check` shows: whether a task fits a model, and an example pair in tokens.
import type { TaskCheckView } from '../../protocol/taskViews.ts';
import { isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { drawPairs } from '../task/drawPairs.ts';
import type { Pair } from '../task/task.ts';
import type { TaskFit } from '../task/taskFit.ts';
import { taskSetsView } from './taskSetsView.ts';

/** Never throws for a task that does not fit: that is what it reports. */
export async function fitReport(job: Job, fit: TaskFit, seed: number): Promise<TaskCheckView> {
  const { task } = fit;
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
    name: task.name,
    description: task.description,
    fits,
    problems,
    answers: tokens ? task.answers.map((word, i) => ({ word, id: tokens.answers[i] })) : [],
    example: drawn ? example(fit, drawn.pairs[0]) : null,
    sets: drawn ? (await taskSetsView(job, task, drawn.pairs)).sets : null,
  };
}

function example(fit: TaskFit, pair: Pair): TaskCheckView['example'] {
  const { task } = fit;
  const { base, source } = fit.tokens(pair);
  return {
    base: task.prompt(pair, pair.base).text,
    source: task.prompt(pair, pair.source).text,
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
