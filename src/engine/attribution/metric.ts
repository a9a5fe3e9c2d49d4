// What is asked of a run, with its slope: of some pairs that go together.
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import { outcomeCount, outcomeLogits } from '../forward/outcomes.ts';
import { rowOf } from '../forward/readOut.ts';
import type { Pairs } from './ascent.ts';
import { type Metric, rowsRead } from './top.ts';

/** Of pairs whose two ends are known. */
export type MetricOf = (pairs: Pairs) => Metric | Promise<Metric>;

/** What is right of one prompt of a pair and wrong of the other, by outcome. */
export type Contrast = { readonly right: readonly number[]; readonly wrong: readonly number[] };

export type Answers = { readonly answers: Int32Array; readonly outcomes: Int32Array };

/** The mean logit of the right outcomes less that of the wrong ones, a contrast a pair. */
export function logitDifference(
  { answers, outcomes }: Answers,
  contrasts: readonly Contrast[],
): MetricOf {
  const K = outcomeCount(outcomes);
  const weights = contrasts.map(({ right, wrong }) => {
    const each = new Float64Array(K);
    for (const k of right) each[k] += 1 / right.length;
    for (const k of wrong) each[k] -= 1 / wrong.length;
    return each;
  });
  return ({ first }) => ({
    ...({ reading: 'answerLogits', answers } as const),
    value: (logits, b) => {
      const own = outcomeLogits(logits, outcomes, K);
      const add = (sum: number, weight: number, k: number) =>
        weight === 0 ? sum : sum + weight * own[k];
      return weights[first + b].reduce(add, 0);
    },
    // An outcome's logit is that of the sum of its answers' probabilities: each moves it by its share.
    slope: (logits, b) => {
      const own = outcomeLogits(logits, outcomes, K);
      return logits.map((logit, a) => {
        return weights[first + b][outcomes[a]] * Math.exp(logit - own[outcomes[a]]);
      });
    },
  });
}

/**
 * KL(end || run) in nats, of the whole vocabulary. At that end itself it is 0 and so is its slope: there only the integrated
 * form says something.
 */
export function divergenceFrom(job: Job, forward: Forward, end: 'into' | 'from'): MetricOf {
  return async (pairs) => {
    const rows = rowsRead(forward, pairs.batch, pairs[end].at(-1)!.x);
    const { data } = await forward.read(job, rows, 'logits');
    const V = data.length / pairs.batch.inputs.length;
    const said = pairs.batch.inputs.map((_, b) => logProbabilities(rowOf(data, b, V)));
    return {
      ...({ reading: 'logits', answers: new Int32Array(0) } as const),
      value: (logits, b) => {
        const own = logProbabilities(logits);
        return said[b].reduce((sum, log, v) => sum + Math.exp(log) * (log - own[v]), 0);
      },
      slope: (logits, b) => {
        const own = logProbabilities(logits);
        return logits.map((_, v) => Math.exp(own[v]) - Math.exp(said[b][v]));
      },
    };
  };
}

function logProbabilities(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
  return Float64Array.from(logits, (logit) => logit - most - Math.log(total));
}
