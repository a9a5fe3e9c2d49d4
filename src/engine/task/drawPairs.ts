// Draws the pairs of a run: those that every model's tokenizer takes, the same for all models.
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { effortFor } from './effort.ts';
import type { Pair, Task } from './task.ts';

export type DrawnPairs = {
  readonly pairs: readonly Pair[];
  /** How many pairs were left out, by the reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** More different pairs there are not, or hardly; undefined: as many as one asks for. */
  readonly most: number | undefined;
};

/** Draws per pair wanted: rarer than one in 20 is reported rather than waited for. */
const TRIES_PER_PAIR = 20;
/** Draws that show that a way of writing the prompts does not fit at all. */
const FIRST_TRIES = 200;
/** Chance agreement is measured between pairs, so one is none. */
const FEWEST = 2;

/**
 * At most `n` pairs for which `misfit` knows no reason against; fewer when the task lists fewer or
 * fitting ones are rare. Throws EngineError('task-model') when fewer than two fit.
 */
export async function drawPairs(
  job: Job,
  task: Task,
  n: number,
  seed: number,
  misfit: (pair: Pair) => string | undefined,
): Promise<DrawnPairs> {
  const reasons = new Map<string, number>();
  const attempt = async (pairs: Iterable<Pair>, patience: number) => {
    const leftOut = new Map<string, number>();
    const found: Pair[] = [];
    let tried = 0;
    for (const pair of pairs) {
      await job.pause();
      const reason = misfit(pair);
      if (reason === undefined) found.push(pair);
      else leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
      if (found.length >= n || (++tried === patience && found.length === 0)) break;
    }
    for (const [reason, count] of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    return { pairs: found, leftOut };
  };
  const attempts = task.listed
    ? [() => attempt(task.listed!, Number.POSITIVE_INFINITY)]
    : task.forms.map((_, form) => () => attempt(drawn(task, n, seed, form), FIRST_TRIES));
  for (const next of attempts) {
    const found = await next();
    if (found.pairs.length >= FEWEST) return { ...found, most: mostOf(task, found) };
  }
  throw noPairs(task, reasons);
}

/** Draws that bring half of themselves again have brought nearly all that there is. */
function mostOf(task: Task, { pairs, leftOut }: Omit<DrawnPairs, 'most'>): number | undefined {
  if (task.listed) return task.listed.length - sum(leftOut.values());
  const different = new Set(pairs.map((pair) => JSON.stringify(pair))).size;
  return 2 * different <= pairs.length ? different : undefined;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

function* drawn(task: Task, n: number, seed: number, form: number): Iterable<Pair> {
  const rng = random(`pairs ${seed}`);
  const wanted = Math.max(n, task.defaultPairs); // fewer wanted are a part of the more
  const effort = effortFor(wanted);
  for (let i = 0; i < FIRST_TRIES + wanted * TRIES_PER_PAIR; i++) {
    yield task.draw(rng, form, effort);
  }
}

function noPairs(task: Task, reasons: ReadonlyMap<string, number>): EngineError {
  const most = [...reasons].sort(([, a], [, b]) => b - a).slice(0, 3);
  const why = most.map(([reason, count]) => `${reason} (${count} times)`).join('; ');
  return new EngineError('task-model', `no pairs of the task ${quoted(task.name)} fit: ${why}`, {
    hint: 'Change in the task what does not fit, or choose another task.',
  });
}
