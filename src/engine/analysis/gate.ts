// The gate: does the model solve the task at all? Below the task's floor nothing is compared.

import { firstNonFinite } from '../checkpoint/finite.ts';
import type { Gate as Solving } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import type { TokenTask } from '../task/tokenised.ts';

/** Accuracy is undefined where no right answers are known. */
export type Gate = Solving & {
  /** Mean over prompts of the logit of the best right class minus the mean of the wrong ones'. */
  readonly logitDifference: number | undefined;
};

/**
 * From the logits of the answers on the base prompts, [n, A]. Throws EngineError 'model-values' when
 * one is no number: such a model does not fail the task, it does not compute.
 */
export function gateOf(name: string, task: TokenTask, logits: Float32Array): Gate {
  const A = task.answers.length;
  const broken = firstNonFinite(logits);
  if (broken >= 0) {
    const prompt = JSON.stringify(task.text(Math.floor(broken / A)).base);
    throw new EngineError('model-values', `${name} answers ${prompt} with ${logits[broken]}`, {
      hint: 'Its numbers leave what 32 bits can hold: the weights or the config are damaged.',
    });
  }
  return { name, ...judge(task, (i) => logits.subarray(i * A, (i + 1) * A)) };
}

function judge(task: TokenTask, logitsOf: (pair: number) => Float32Array): Omit<Gate, 'name'> {
  const { floor } = task.task;
  const known = task.right.flatMap((right, i) => (right.length > 0 ? [{ right, i }] : []));
  if (known.length === 0) {
    return { accuracy: undefined, logitDifference: undefined, floor };
  }
  let solved = 0;
  let difference = 0;
  for (const { right, i } of known) {
    const scores = classLogits(logitsOf(i), task.outcomes);
    const rightClasses = new Set(right.map((answer) => task.outcomes[answer]));
    const best = Math.max(...[...rightClasses].map((k) => scores[k]));
    const wrong = scores.filter((_, k) => !rightClasses.has(k));
    if (wrong.every((logit) => logit < best)) solved++;
    if (wrong.length > 0) difference += best - wrong.reduce((a, b) => a + b, 0) / wrong.length;
  }
  const accuracy = solved / known.length;
  const logitDifference = difference / known.length;
  return { accuracy, logitDifference, floor };
}

/** The logit of each class: of the sum of its answers' probabilities. One answer has its own. */
function classLogits(logits: Float32Array, outcomes: Int32Array): readonly number[] {
  const classes: number[][] = [];
  for (const [answer, k] of outcomes.entries()) {
    classes[k] ??= [];
    classes[k].push(logits[answer]);
  }
  return classes.map((members) => {
    const most = Math.max(...members);
    const sum = members.reduce((total, logit) => total + Math.exp(logit - most), 0);
    return most + Math.log(sum);
  });
}
