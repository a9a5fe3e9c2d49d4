// What is read of the state x at the last moment, for many rows at once, in microbatches. Of interchanged runs the
// answers' logits are all that is wanted: the rest of the vocabulary is computed for few rows alone, to see how
// likely an answer is at all.
import type { Job } from '../core/job.ts';
import { ranges, readoutRows } from './batch.ts';
import type { Forward } from './forward.ts';
import { readWidth } from './network.ts';

/** Logits of the answers. rows [n, d] -> [n, A] */
export function answerLogits(
  job: Job,
  forward: Forward,
  rows: Float32Array,
  answers: Int32Array,
): Promise<Float32Array> {
  const widest = Math.max(readWidth(forward.network), answers.length);
  return readAll(job, forward, rows, readoutRows(widest), 'answerLogits', answers);
}

/** The probability that one of the answers is said. rows [n, d] -> [n] */
export function massesOf(
  job: Job,
  forward: Forward,
  rows: Float32Array,
  answers: Int32Array,
): Promise<Float32Array> {
  return readAll(job, forward, rows, readoutRows(forward.network.readout!.widest), 'mass', answers);
}

async function readAll(
  job: Job,
  forward: Forward,
  rows: Float32Array,
  size: number,
  reading: 'answerLogits' | 'mass',
  answers: Int32Array,
): Promise<Float32Array> {
  const width = readWidth(forward.network);
  const n = rows.length / width;
  const each = reading === 'mass' ? 1 : answers.length;
  const out = new Float32Array(n * each);
  for (const [from, to] of ranges(n, size)) {
    await job.pause();
    const { data } = await forward.read(
      job,
      rows.subarray(from * width, to * width),
      reading,
      answers,
    );
    out.set(data, from * each);
  }
  return out;
}
