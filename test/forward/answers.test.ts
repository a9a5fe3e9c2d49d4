// Answers of a model on prompts: equal to its logits, whatever goes together.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { outcomeCount, outcomesOf } from '../../src/engine/forward/outcomes.ts';
import { Runs } from '../../src/engine/forward/runs.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Input, Trial } from '../../src/engine/task/trial.ts';
import { edited, forwardOf, furthest, somePrompts } from '../support/models.ts';

const inputs: readonly Input[] = [
  { values: somePrompts[0], readAt: 5 },
  { values: somePrompts[1], readAt: 2 },
  { values: somePrompts[0], readAt: 3 },
  { values: somePrompts[0].slice(), readAt: 5 }, // the first again
];
const answers = Int32Array.of(3, 17, 251);
const outcomes = Int32Array.of(0, 1, 0); // the first and the last count as one

/** Each input a pair whose source is itself. */
function trialOf(some: readonly Input[]): Trial {
  return {
    pairs: some.length,
    parts: 0,
    own: new Int32Array(0),
    readings: occurrencesAlone(0),
    answers,
    outcomes,
    regions: () => [],
    input: (i) => some[i],
    identity: (i) => `${some[i].readAt} ${some[i].values}`,
  };
}

const base = { series: [], sets: [] };

describe.each(['gpt2', 'gpt_neox', 'llama', 'bert'])('%s', (folder) => {
  test('the logits at the answer position, their mass, and their classes given that one is said', async () => {
    const forward = await forwardOf(await edited(folder));
    const found = await sweep(quietJob, forward, trialOf(inputs), base);
    const V = forward.network.readout!.widest;
    for (const [i, { values, readAt }] of inputs.entries()) {
      const { logits } = await activations(quietJob, forward, [Int32Array.from(values)]);
      const row = logits!.data.subarray(readAt * V, (readAt + 1) * V);
      const wanted = Float32Array.from(answers, (id) => row[id]);
      expect(furthest(found.logits.subarray(3 * i, 3 * i + 3), wanted)).toBeLessThan(2e-5);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const [a, b, c] = [...wanted].map((logit) => Math.exp(logit) / total);
      expect(found.mass[i]).toBeCloseTo(a + b + c, 6);
      const said = Float32Array.of((a + c) / (a + b + c), b / (a + b + c));
      const own = found.answers.get(0)!.subarray(2 * i, 2 * i + 2);
      expect(furthest(own, said)).toBeLessThan(1e-6);
    }
  });

  test('one prompt at a time, or all together', async () => {
    const forward = await forwardOf(await edited(folder));
    const together = await sweep(quietJob, forward, trialOf(inputs), base);
    for (const [i, input] of inputs.entries()) {
      const alone = await sweep(quietJob, forward, trialOf([input]), base);
      const row = (all: Float32Array, size: number) => all.subarray(i * size, (i + 1) * size);
      expect(furthest(alone.logits, row(together.logits, 3))).toBeLessThan(2e-5);
      expect(furthest(alone.answers.get(0)!, row(together.answers.get(0)!, 2))).toBeLessThan(1e-6);
    }
  });
});

test('equal prompts run once; another answer position is another prompt', async () => {
  const runs = new Runs(await forwardOf(await edited('bert')), inputs, []);
  expect(runs.inputs).toHaveLength(3);
  expect(inputs.map((input) => runs.of(input))).toEqual([0, 1, 2, 0]);
});

describe('outcomes', () => {
  test.each<readonly [string, readonly number[], readonly number[], readonly number[]]>([
    [
      'far below 0, where every probability is 0 in 32 bits',
      [-500, -501],
      [0, 1],
      [0.7311, 0.2689],
    ],
    ['far above', [500, 501], [0, 1], [0.2689, 0.7311]],
    ['classes that do not come in order', [0, 0, 0, 0], [2, 0, 2, 1], [0.25, 0.25, 0.5]],
    ['one alone', [3], [0], [1]],
    ['all of one class', [1, 2, 3], [0, 0, 0], [1]],
  ])('%s', (_, logits, classes, wanted) => {
    const all = Int32Array.from(classes);
    const found = outcomesOf(Float32Array.from(logits), all, outcomeCount(all));
    expect(found).toHaveLength(wanted.length);
    for (const [k, p] of wanted.entries()) expect(found[k]).toBeCloseTo(p, 4);
  });
});
