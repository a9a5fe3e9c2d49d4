// Draws the pairs of a run: those that every model's tokenizer takes, the same for all models.
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { type Effort, effortFor, TERMS_A_CHOICE } from './effort.ts';
import { type PairDesign, pairDesign } from './pairDesign.ts';
import type { Pair, Task } from './task.ts';

export type DrawnPairs = {
  readonly pairs: readonly Pair[];
  /** How many pairs were left out, by the reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** More different pairs there are not, or hardly; undefined: as many as one asks for. */
  readonly most: number | undefined;
};

/** Draws per pair wanted: pairs that fit more rarely are reported rather than waited for. */
const DRAWS_PER_PAIR = 24;
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
  const attempt = async (pairs: Iterable<Pair>, patience: number, take?: PairDesign['take']) => {
    const leftOut = new Map<string, number>();
    const found: Pair[] = [];
    let tried = 0;
    for (const pair of pairs) {
      await job.pause();
      const reason = misfit(pair);
      if (reason === undefined) {
        found.push(pair);
        take?.(pair);
      } else leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
      if (found.length >= n || (++tried === patience && found.length === 0)) break;
    }
    for (const [reason, count] of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    return { pairs: found, leftOut };
  };
  const attempts = task.listed
    ? [() => attempt(task.listed!, Number.POSITIVE_INFINITY)]
    : task.forms.map((_, form) => () => {
        const design = pairDesign(task);
        return attempt(drawn(task, n, seed, form, design), FIRST_TRIES, design.take);
      });
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

/** Choice after choice, however many pairs are wanted: fewer are a part of the more. */
function* drawn(
  task: Task,
  n: number,
  seed: number,
  form: number,
  design: PairDesign,
): Iterable<Pair> {
  const rng = random(`pairs ${seed}`);
  const wanted = Math.max(n, task.defaultPairs);
  const effort = effortFor(wanted);
  for (let left = FIRST_TRIES + wanted * DRAWS_PER_PAIR; left > 0; ) {
    const candidates = candidatesFrom(() => task.draw(rng, form, effort), design, effort);
    left -= candidates.length;
    for (const pair of design.ranked(candidates)) {
      yield pair;
      if (design.took(pair)) break; // the most telling that fits; a choice gives one
    }
  }
}

/** As many as may cost what a choice may; at least one. */
function candidatesFrom(draw: () => Pair, design: PairDesign, effort: Effort): readonly Pair[] {
  const least = effort.terms - TERMS_A_CHOICE;
  const candidates: Pair[] = [];
  do candidates.push(draw());
  while (candidates.length < design.candidates(TERMS_A_CHOICE) && effort.terms > least);
  return candidates;
}

/** "1 pair", "2,000 pairs". */
export const pairsText = (count: number) => `${grouped(count)} ${count === 1 ? 'pair' : 'pairs'}`;

function noPairs(task: Task, reasons: ReadonlyMap<string, number>): EngineError {
  const most = [...reasons].sort(([, a], [, b]) => b - a).slice(0, 3);
  const why = most.map(([reason, count]) => `${reason} (${pairsText(count)})`).join('; ');
  return new EngineError('task-model', `no pairs of the task ${quoted(task.name)} fit: ${why}`, {
    hint: 'Change in the task what does not fit, or choose another task.',
  });
}
