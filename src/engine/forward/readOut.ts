// What is read of the state x at the last moment, for all rows of a block at once: every call passes the readout's
// weights. The answers' logits are all that an interchange wants; the rest of the vocabulary is computed for few rows
// alone, to see how likely an answer is at all.
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

/** Row k of [n, width]. */
export function rowOf(rows: Float32Array, k: number, width: number): Float32Array {
  return rows.subarray(k * width, (k + 1) * width);
}

/** Rows in one array, one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
