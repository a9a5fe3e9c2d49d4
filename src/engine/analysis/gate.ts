// The gate: does the model solve the task at all? Below the task's floor nothing is compared.

import { firstNonFinite } from '../checkpoint/finite.ts';
import type { Gate as Solving } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import { meanMass } from '../forward/measured.ts';
import { outcomeCount, outcomeLogits } from '../forward/outcomes.ts';
import { isDataTask } from '../task/data/dataTask.ts';
import type { TokenTask } from '../task/tokenised.ts';
import { bestOrder } from './classOrder.ts';

/** Accuracy is undefined where no right answers are known. */
export type Gate = Solving & {
  /** Mean over prompts of the logit of the best right answer minus the mean of the wrong ones'. */
  readonly logitDifference: number | undefined;
  /** Of each pair whose right answers are known. */
  readonly solved: readonly boolean[];
};

/** What a model says to the base prompts. */
export type BaseAnswers = {
  readonly logits: Float32Array; // of the answers, [n, A]
  readonly mass: Float32Array; // probability that one of them is said, [n]; of the first alone
};

/**
 * Throws EngineError 'model-values' when a logit is no number: such a model does not fail the task, it does
 * not compute.
 */
export function gateOf(name: string, task: TokenTask, { logits, mass }: BaseAnswers): Gate {
  const A = task.answers.length;
  const broken = firstNonFinite(logits);
  if (broken >= 0) {
    const prompt = JSON.stringify(task.text(Math.floor(broken / A)).base);
    throw new EngineError('model-values', `${name} answers ${prompt} with ${logits[broken]}`, {
      hint: 'Its numbers leave what 32 bits can hold: the weights or the config are damaged.',
    });
  }
  const judged = judge(task, (i) => logits.subarray(i * A, (i + 1) * A));
  return { name, ...judged, mass: meanMass({ mass }) };
}

type Judged = Omit<Gate, 'name' | 'mass'>;

/** By outcome: answers of one class count as one, whichever of them is said. */
function judge(task: TokenTask, logitsOf: (pair: number) => Float32Array): Judged {
  const { floor } = task.task;
  const known = task.right.flatMap((right, i) => (right.length > 0 ? [{ right, i }] : []));
  if (known.length === 0) {
    return { accuracy: undefined, logitDifference: undefined, solved: [], floor };
  }
  const K = outcomeCount(task.outcomes);
  const solved: boolean[] = [];
  const said: number[] = [];
  let difference = 0;
  for (const { right, i } of known) {
    const logits = outcomeLogits(logitsOf(i), task.outcomes, K);
    const isRight = new Set(right.map((answer) => task.outcomes[answer]));
    said.push(logits.indexOf(Math.max(...logits)));
    const best = Math.max(...[...isRight].map((k) => logits[k]));
    const wrong = logits.filter((_, k) => !isRight.has(k));
    solved.push(wrong.every((logit) => logit < best));
    if (wrong.length > 0) difference += best - wrong.reduce((a, b) => a + b, 0) / wrong.length;
  }
  const accuracy = solved.filter((is) => is).length / known.length;
  const logitDifference = difference / known.length;
  const judged = { accuracy, logitDifference, solved, floor };
  if (accuracy >= floor || !isDataTask(task.task)) return judged;
  const labels = known.map(({ right: [answer] }) => task.outcomes[answer]);
  const other = bestOrder(labels, said, task.task.classes);
  return other && other.accuracy >= floor ? { ...judged, otherOrder: other } : judged;
}
