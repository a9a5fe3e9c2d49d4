// Weights in the form that the graphs take: what a family keeps in pieces is put together.
import type { Job } from '../core/job.ts';
import { count, type FloatTensor } from '../core/tensor.ts';
import type { WeightSource } from './family.ts';
import type { Model } from './model.ts';

/** One canonical weight of the model, read and arranged. */
export async function readWeight(
  job: Job,
  model: Model,
  source: WeightSource,
): Promise<FloatTensor> {
  const parts: FloatTensor[] = [];
  for (const { name } of source.tensors) parts.push(await model.checkpoint.read(job, name));
  const whole = parts.length === 1 ? parts[0] : stack(parts);
  return source.arrange === 'interleaved'
    ? byKind(whole, model.spec.blocks[0].attention.heads)
    : whole;
}

function stack(parts: readonly FloatTensor[]): FloatTensor {
  const rest = parts[0].dims.slice(1);
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { dims: [data.length / count(rest), ...rest], data };
}

/** Rows (head, q|k|v, dh) to (q|k|v, head, dh). */
function byKind(tensor: FloatTensor, heads: number): FloatTensor {
  const size = tensor.data.length / (3 * heads); // dh rows
  const data = new Float32Array(tensor.data.length);
  for (let head = 0; head < heads; head++) {
    for (let kind = 0; kind < 3; kind++) {
      const from = (head * 3 + kind) * size;
      data.set(tensor.data.subarray(from, from + size), (kind * heads + head) * size);
    }
  }
  return { dims: tensor.dims, data };
}
