// What changed runs say against what the runs say that they change: the answers' logits, and how far the whole
// vocabulary has moved.
import type { Job } from '../core/job.ts';
import { ranges, readoutRows } from './batch.ts';
import type { Forward } from './forward.ts';
import { readWidth } from './network.ts';
import { rowOf } from './readOut.ts';

export type Read = {
  readonly logits: Float32Array; // of the answers, [R, A]
  /** KL(unchanged || changed), summed over the vocabulary, nats. */
  readonly kl: Float32Array; // [R]
};

/** `own`: x of the unchanged runs [n, d]; `rows`: of the changed ones [R, d]; `of`: which of the former each changes. */
export async function readAgainst(
  job: Job,
  forward: Forward,
  own: Float32Array,
  rows: Float32Array,
  of: readonly number[],
  answers: Int32Array,
): Promise<Read> {
  const A = answers.length;
  const unchanged: Said[] = [];
  await eachRow(job, forward, own, (logits) => unchanged.push(saidOf(logits)));
  const read = { logits: new Float32Array(of.length * A), kl: new Float32Array(of.length) };
  await eachRow(job, forward, rows, (logits, row) => {
    for (const [a, answer] of answers.entries()) read.logits[row * A + a] = logits[answer];
    read.kl[row] = divergence(unchanged[of[row]], logits);
  });
  return read;
}

/** The logits of the whole vocabulary, row after row. */
async function eachRow(
  job: Job,
  forward: Forward,
  x: Float32Array, // [R, d]
  use: (logits: Float32Array, row: number) => void,
): Promise<void> {
  const width = readWidth(forward.network);
  const V = forward.network.readout!.widest;
  for (const [from, to] of ranges(x.length / width, readoutRows(V))) {
    await job.pause();
    const { data } = await forward.read(job, x.subarray(from * width, to * width), 'logits');
    for (let row = from; row < to; row++) use(rowOf(data, row - from, V), row);
  }
}

/** What a run says, and the sum of p log p. */
type Said = { readonly p: Float64Array; readonly negentropy: number }; // p: [V]

function saidOf(logits: Float32Array): Said {
  const total = logSum(logits);
  const p = Float64Array.from(logits, (logit) => Math.exp(logit - total));
  return { p, negentropy: dot(p, logits) - total };
}

/** sum of p (log p - log q), in double precision; rounding does not make it negative. */
function divergence({ p, negentropy }: Said, logits: Float32Array): number {
  return Math.max(0, negentropy - dot(p, logits) + logSum(logits));
}

function dot(p: Float64Array, logits: Float32Array): number {
  let sum = 0;
  for (let v = 0; v < p.length; v++) sum += p[v] * logits[v];
  return sum;
}

function logSum(logits: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return most + Math.log(sum);
}
