// Answers from the state x at the last moment, for many rows at once.
import type { Job } from '../core/job.ts';
import { ranges, readoutRows } from './batch.ts';
import type { Forward } from './forward.ts';
import { readWidth } from './network.ts';

export type Answers = {
  readonly probabilities: Float32Array; // [n, A]
  readonly logits: Float32Array; // [n, A]
};

/** The readout over n rows of x, in microbatches. rows [n, d] */
export async function answersOf(
  job: Job,
  forward: Forward,
  rows: Float32Array,
  n: number,
  answers: Int32Array,
): Promise<Answers> {
  const width = readWidth(forward.network);
  const A = answers.length;
  const probabilities = new Float32Array(n * A);
  const logits = new Float32Array(n * A);
  for (const [from, to] of ranges(n, readoutRows(forward.network.readout!))) {
    await job.pause();
    const out = await forward.read(job, rows.subarray(from * width, to * width), answers);
    probabilities.set(out.probabilities.data, from * A);
    logits.set(out.answerLogits.data, from * A);
  }
  return { probabilities, logits };
}

/** The answers' probabilities [A] and what is left of 1: [A + 1]. */
export function withOther(p: Float32Array): Float32Array {
  const out = new Float32Array(p.length + 1);
  out.set(p);
  out[p.length] = Math.max(0, 1 - p.reduce((sum, x) => sum + x, 0));
  return out;
}
