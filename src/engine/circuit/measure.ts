// What is measured of a run: the logit difference of its answers, or how far the vocabulary has moved.
import type { Contrast } from '../attribution/metric.ts';
import { outcomeCount, outcomeLogits } from '../forward/outcomes.ts';
import type { Read } from '../forward/vocabulary.ts';
import { nothing, type PartSet } from '../task/partSet.ts';
import type { TokenTask } from '../task/tokenised.ts';

/** What a model says to a prompt of a pair: the most likely outcome. */
export type Says = (pair: number, set: PartSet) => number;

/**
 * undefined: the two prompts have no different right answers. Where the task does not know the right answer of one, it is
 * what the model says.
 */
export function contrastOf(
  task: TokenTask,
  pair: number,
  source: PartSet,
  says: Says,
): Contrast | undefined {
  const outcomes = (set: PartSet) => {
    const known = set === nothing ? task.right[pair] : task.rightOf(pair, set);
    return new Set(known.length > 0 ? known.map((a) => task.outcomes[a]) : [says(pair, set)]);
  };
  const [own, other] = [outcomes(nothing), outcomes(source)];
  const right = [...own].filter((outcome) => !other.has(outcome));
  const wrong = [...other].filter((outcome) => !own.has(outcome));
  return right.length > 0 && wrong.length > 0 ? { right, wrong } : undefined;
}

/**
 * The logit difference of row k of the answers' logits: what is right of the base prompt alone less what is right of the
 * source alone, means where these are several.
 */
export function differenceOf(
  logits: Float32Array, // [R, A]
  row: number,
  { right, wrong }: Contrast,
  { answers, outcomes }: Pick<TokenTask, 'answers' | 'outcomes'>,
): number {
  const A = answers.length;
  const own = outcomeLogits(
    logits.subarray(row * A, (row + 1) * A),
    outcomes,
    outcomeCount(outcomes),
  );
  const of = (all: readonly number[]) => all.reduce((sum, k) => sum + own[k], 0) / all.length;
  return of(right) - of(wrong);
}

/** By patch, of every pair: [patches][n]. The difference is undefined where not every pair has one. */
export type Measures = {
  readonly difference: readonly Float64Array[] | undefined;
  readonly kl: readonly Float64Array[];
};

export function measuresOf(
  task: TokenTask,
  contrasts: readonly (Contrast | undefined)[], // [n]
  { logits, kl }: Read,
): Measures {
  const n = contrasts.length;
  const patches = [...Array(kl.length / n).keys()];
  const each = (value: (row: number, pair: number) => number) =>
    patches.map((p) => Float64Array.from({ length: n }, (_, i) => value(p * n + i, i)));
  const isWhole = contrasts.every((contrast) => contrast !== undefined);
  return {
    difference: isWhole
      ? each((row, i) => differenceOf(logits, row, contrasts[i]!, task))
      : undefined,
    kl: each((row) => kl[row]),
  };
}
