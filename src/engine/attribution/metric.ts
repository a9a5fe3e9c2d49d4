// What is asked of a run, as a function of its answers' logits, with its slope.
import { outcomeCount, outcomeLogits } from '../forward/outcomes.ts';

/** Prompt b of a batch: its answers' logits [A] to a number, and how that changes with each of them. */
export type Metric = {
  readonly answers: Int32Array; // [A], token ids
  value(logits: Float32Array, b: number): number;
  slope(logits: Float32Array, b: number): Float32Array; // [A]
};

/** What is right of one prompt of a pair and wrong of the other, by outcome. */
export type Contrast = { readonly right: readonly number[]; readonly wrong: readonly number[] };

export type Answers = { readonly answers: Int32Array; readonly outcomes: Int32Array };

/** The mean logit of the right outcomes less that of the wrong ones, a contrast a prompt. */
export function logitDifference(
  { answers, outcomes }: Answers,
  contrasts: readonly Contrast[],
): Metric {
  const K = outcomeCount(outcomes);
  const weights = contrasts.map(({ right, wrong }) => {
    const each = new Float64Array(K);
    for (const k of right) each[k] += 1 / right.length;
    for (const k of wrong) each[k] -= 1 / wrong.length;
    return each;
  });
  return {
    answers,
    value: (logits, b) => {
      const own = outcomeLogits(logits, outcomes, K);
      return weights[b].reduce((sum, weight, k) => (weight === 0 ? sum : sum + weight * own[k]), 0);
    },
    // An outcome's logit is that of the sum of its answers' probabilities: each moves it by its share.
    slope: (logits, b) => {
      const own = outcomeLogits(logits, outcomes, K);
      return logits.map((logit, a) => {
        return weights[b][outcomes[a]] * Math.exp(logit - own[outcomes[a]]);
      });
    },
  };
}
