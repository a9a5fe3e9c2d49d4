// Whether a model solves its task: by class of answers, whose probabilities add up; and whether it says them at all.
import { expect, test } from 'vitest';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { passes } from '../../src/engine/congruity/verdict.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const pairs = tokenTask({ seed: 'gate', vocabulary: 9, pairs: 2, spans: [0, undefined] });
const gate = (
  classes: number[] | undefined,
  right: readonly (readonly number[])[],
  logits: readonly number[],
) => {
  const answers = Int32Array.from({ length: logits.length / 2 }, (_, k) => k);
  const task = { ...answering(pairs, answers, classes), right };
  const said = { logits: Float32Array.from(logits), mass: new Float32Array(2).fill(1) };
  const { accuracy, logitDifference } = gateOf('m', task, said);
  return [accuracy, logitDifference && Number(logitDifference.toFixed(4))];
};
const ln2 = Math.log(2);

/** Classes of the answers, right answers of two prompts, their logits -> accuracy, logit difference. */
test.each<
  readonly [
    string,
    number[] | undefined,
    readonly (readonly number[])[],
    readonly number[],
    readonly (number | undefined)[],
  ]
>([
  [
    'two answers that are less likely each, and more together',
    [0, 0, 1],
    [[0, 1], [2]],
    [0, 0, 0.5, 0, 0, 0.5],
    [0.5, Number(((ln2 - 0.5 + 0.5 - ln2) / 2).toFixed(4))],
  ],
  [
    'each its own class: the likeliest decides',
    undefined,
    [[0], [2]],
    [1, 2, 0, 1, 2, 3],
    [0.5, 0.75],
  ],
  ['several right ones: the best of them', undefined, [[0, 1], [2]], [1, 2, 0, 1, 2, 3], [1, 1.75]],
  ['a tie is no solution', undefined, [[0], [0]], [1, 1, 1, 0], [0.5, 0.5]],
  [
    'logits beyond what exp can hold',
    [0, 0, 1],
    [[0, 1], [2]],
    [900, 900, 800, 0, 0, 900],
    [1, 500],
  ],
  [
    'without right answers nothing is known',
    [0, 0, 1],
    [[], []],
    [1, 2, 3, 4, 5, 6],
    [undefined, undefined],
  ],
])('%s', (_, classes, right, logits, wanted) => {
  expect(gate(classes, right, logits)).toEqual(wanted);
});

/** Mass of the answers by prompt -> the gate's; and whether that lets a model that is always right pass. */
test.each<readonly [string, readonly number[], number, boolean]>([
  // Right on every prompt, as far as the answers go, and next to never one of them.
  ['all right, and hardly ever said', [0.03, 0.001], 0.0155, false],
  ['on the mean, not on the least', [0.1, 0], 0.05, true],
  ['always', [1, 1], 1, true],
  [
    'of the first 16 alone: of the others it is not seen',
    [...Array(16).fill(0.04), 0, 0],
    0.04,
    true,
  ],
])('mass: %s', (_, mass, wanted, passed) => {
  const task = { ...answering(pairs, Int32Array.of(0, 1)), right: [[0], [0]] };
  const said = { logits: Float32Array.of(5, 0, 5, 0), mass: Float32Array.from(mass) };
  const found = gateOf('m', task, said);
  expect(found.accuracy).toBe(1);
  expect(found.mass).toBeCloseTo(wanted, 6);
  expect(passes(found)).toBe(passed);
});
