// Answers of a model on prompts: equal to its logits, whatever goes together.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { answersTo } from '../../src/engine/forward/answers.ts';
import { Runs } from '../../src/engine/forward/runs.ts';
import type { TokenPrompt } from '../../src/engine/task/tokenised.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, forwardOf, furthest, somePrompts } from '../support/models.ts';

const prompts: readonly TokenPrompt[] = [
  { ids: somePrompts[0], readAt: 5 },
  { ids: somePrompts[1], readAt: 2 },
  { ids: somePrompts[0], readAt: 3 },
  { ids: somePrompts[0].slice(), readAt: 5 }, // the first again
];
const answerIds = Int32Array.of(3, 17, 251);

describe.each(['gpt2', 'gpt_neox', 'llama', 'bert'])('%s', (folder) => {
  test('the logits at the answer position, and their probabilities', async () => {
    const forward = await forwardOf(await edited(folder));
    const found = await answersTo(quietJob, forward, prompts, answerIds, 2 ** 30);
    const V = forward.model.spec.vocabulary;
    for (const [i, { ids, readAt }] of prompts.entries()) {
      const { logits } = await activations(quietJob, forward, [ids]);
      const row = logits!.data.subarray(readAt * V, (readAt + 1) * V);
      const wanted = Float32Array.from(answerIds, (id) => row[id]);
      expect(furthest(found.logits.subarray(3 * i, 3 * i + 3), wanted)).toBeLessThan(2e-5);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const shares = wanted.map((logit) => Math.exp(logit) / total);
      expect(furthest(found.probabilities.subarray(3 * i, 3 * i + 3), shares)).toBeLessThan(1e-6);
    }
  });

  test('one prompt at a time, or all together', async () => {
    const forward = await forwardOf(await edited(folder));
    const together = await answersTo(quietJob, forward, prompts, answerIds, 2 ** 30);
    const alone = await answersTo(quietJob, forward, prompts, answerIds, 1);
    expect(furthest(alone.probabilities, together.probabilities)).toBeLessThan(1e-6);
    expect(furthest(alone.logits, together.logits)).toBeLessThan(2e-5);
  });
});

test('equal prompts run once; another answer position is another prompt', async () => {
  const runs = new Runs(await forwardOf(await edited('bert')), prompts);
  expect(runs.prompts).toHaveLength(3);
  expect([...runs.of]).toEqual([0, 1, 2, 0]);
});

test('can be cancelled', async () => {
  const forward = await forwardOf(await edited('gpt2'));
  await checkCancelled((job) => answersTo(job, forward, prompts, answerIds, 1), 8);
});
