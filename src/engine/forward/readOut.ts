// Answers from the state x at the last moment, for all rows of a block at once: the readout's weights are the
// largest of a model, and every call passes them.
import type { Job } from '../core/job.ts';
import { ranges, readoutRows } from './batch.ts';
import type { Forward } from './forward.ts';
import { readWidth } from './network.ts';

export type Answers = {
  readonly probabilities: Float32Array; // [n, A]
  readonly logits: Float32Array; // [n, A]
};

/** The readout over the rows of x [*, d] in all of `states`, one after the other, in microbatches. */
export async function answersOf(
  job: Job,
  forward: Forward,
  states: readonly Float32Array[],
  answers: Int32Array,
): Promise<Answers> {
  const width = readWidth(forward.network);
  const A = answers.length;
  const rows = joined(states); // [n, d]
  const n = rows.length / width;
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

function joined(states: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(states.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of states) {
    all.set(rows, at);
    at += rows.length;
  }
  return all;
}

/** The answers' probabilities [A] and what is left of 1: [A + 1]. */
export function withOther(p: Float32Array): Float32Array {
  const out = new Float32Array(p.length + 1);
  out.set(p);
  out[p.length] = Math.max(0, 1 - p.reduce((sum, x) => sum + x, 0));
  return out;
}
