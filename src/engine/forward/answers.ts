// Answers of a model on prompts, without interchanges: the gate, and mixtures asked for later.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import type { TokenPrompt } from '../task/tokenised.ts';
import { ranges } from './batch.ts';
import type { Forward } from './forward.ts';
import { Runs, visible } from './runs.ts';

export type Answers = {
  readonly probabilities: Float32Array; // [n, A]
  readonly logits: Float32Array; // [n, A]
};

/** Equal prompts run once; as many go together as fit `stateBytes`. */
export async function answersTo(
  job: Job,
  forward: Forward,
  prompts: readonly TokenPrompt[],
  answerIds: Int32Array,
  stateBytes: number,
): Promise<Answers> {
  const { layers, width } = forward.model.spec;
  const A = answerIds.length;
  const probabilities = new Float32Array(prompts.length * A);
  const logits = new Float32Array(prompts.length * A);
  const T = Math.max(...prompts.map((prompt) => visible(forward.model.spec, prompt).length));
  const chunks = ranges(prompts.length, Math.floor(stateBytes / (4 * T * width)));
  for (const [c, [from, to]] of chunks.entries()) {
    const part = subJob(job, c / chunks.length, (c + 1) / chunks.length);
    const runs = new Runs(forward, prompts.slice(from, to));
    await runs.embed(part);
    for (let layer = 0; layer < layers; layer++) {
      part.progress(layer / layers, 'running prompts');
      await runs.step(part, layer, 0);
    }
    const answers = await runs.answers(part, answerIds);
    runs.of.forEach((run, i) => {
      probabilities.set(answers.probabilities.subarray(run * A, (run + 1) * A), (from + i) * A);
      logits.set(answers.logits.subarray(run * A, (run + 1) * A), (from + i) * A);
    });
  }
  return { probabilities, logits };
}
