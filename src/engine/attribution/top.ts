// Where gradients begin: a function of the logits at the position that is read.
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import { readWidth } from '../forward/network.ts';
import { rowOf } from '../forward/readOut.ts';
import { gradient, gradientOf } from '../graph/gradient/gradient.ts';
import type { Batch } from './ascent.ts';

/** Prompt b: its logits, of the answers [A] or of the vocabulary [V], to a number, and how that changes with each. */
export type Metric = {
  readonly reading: 'answerLogits' | 'logits';
  readonly answers: Int32Array; // [A], token ids
  value(logits: Float32Array, b: number): number;
  slope(logits: Float32Array, b: number): Float32Array;
};

/** The rows that are read of x [B, T, d]: [B, d]. */
export function rowsRead({ network }: Forward, batch: Batch, x: Float32Array): Float32Array {
  const d = readWidth(network);
  const rows = new Float32Array(batch.inputs.length * d);
  for (const [b, at] of places(batch, d).entries()) rows.set(x.subarray(at, at + d), b * d);
  return rows;
}

/** The metric of every prompt, [B], and its gradient with respect to x [B, T, d]: 0 but where it is read. */
export async function atTheTop(
  job: Job,
  forward: Forward,
  batch: Batch,
  x: Float32Array,
  { reading, answers, value, slope }: Metric,
): Promise<{ readonly values: Float64Array; readonly x: Float32Array }> {
  const readout = forward.network.readout!; // `read` says it where there is none
  const [B, d] = [batch.inputs.length, readWidth(forward.network)];
  const rows = rowsRead(forward, batch, x);
  const { data, dims } = await forward.read(job, rows, reading, answers);
  const own = batch.inputs.map((_, b) => rowOf(data, b, data.length / B));
  const slopes = new Float32Array(data.length);
  for (const [b, row] of own.entries()) slopes.set(slope(row, b), b * row.length);
  const graph = () => gradient(readout.graph(reading), [reading], ['x']);
  const inputs = {
    x: { dims: [B, d], data: rows },
    answers: { dims: [answers.length], data: answers },
    [gradientOf(reading)]: { dims, data: slopes },
  };
  const key = `gradient of readout ${reading}`;
  const made = await forward.run(job, readout.group, { key, graph }, inputs, [gradientOf('x')]);
  const down = new Float32Array(x.length);
  for (const [b, at] of places(batch, d).entries()) {
    down.set(rowOf(made[gradientOf('x')].data, b, d), at);
  }
  return { values: Float64Array.from(own, value), x: down };
}

/** Where the rows that are read begin in x [B, T, d]. */
function places({ inputs, length }: Batch, d: number): number[] {
  return inputs.map(({ readAt }, b) => (b * length + readAt) * d);
}
