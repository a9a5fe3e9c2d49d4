// Reads a weight expression (weight.ts): the one place where tensors of a file become what the graphs take.
import type { Job } from '../core/job.ts';
import { count, type FloatTensor } from '../core/tensor.ts';
import type { Model } from './model.ts';
import { type Part, type Shape, shapeOf, type Weight } from './weight.ts';

/** Numbers that are moved in one go, about 20 ms; the job is asked in between. */
const numbersAtOnce = 2 ** 22;

export async function readWeight(
  job: Job,
  model: Pick<Model, 'checkpoint'>,
  weight: Weight,
): Promise<FloatTensor> {
  const read = (one: Weight) => readWeight(job, model, one);
  switch (weight.kind) {
    case 'tensor':
      return model.checkpoint.read(job, weight.name);
    case 'stack': {
      const parts: FloatTensor[] = [];
      for (const part of weight.parts) parts.push(await read(part));
      return stacked(parts, shapeOf(weight), weight.axis);
    }
    case 'permute':
      return permuted(job, await read(weight.of), weight.axes);
    case 'reshape':
      return { dims: weight.shape, data: (await read(weight.of)).data };
    case 'part':
      return partOf(job, model, weight.of, weight);
    case 'plus': {
      const { dims, data } = await read(weight.of);
      return { dims, data: data.map((x) => x + weight.value) };
    }
    case 'filled':
      return { dims: weight.shape, data: new Float32Array(count(weight.shape)).fill(weight.value) };
  }
}

/** Of a tensor no more than the rows is read. */
async function partOf(
  job: Job,
  model: Pick<Model, 'checkpoint'>,
  of: Weight,
  { axis, from, count: size }: Part,
): Promise<FloatTensor> {
  if (of.kind === 'tensor' && axis === 0)
    return model.checkpoint.readRows(job, of.name, from, from + size);
  const { dims, data } = await readWeight(job, model, of);
  const shape = dims.map((all, i) => (i === axis ? size : all));
  const [outer, one] = [count(dims.slice(0, axis)), count(dims.slice(axis + 1))];
  if (outer === 1) return { dims: shape, data: data.subarray(from * one, (from + size) * one) };
  const kept = new Float32Array(count(shape));
  for (let i = 0; i < outer; i++) {
    const start = (i * dims[axis] + from) * one;
    kept.set(data.subarray(start, start + size * one), i * size * one);
  }
  return { dims: shape, data: kept };
}

function stacked(parts: readonly FloatTensor[], shape: Shape, axis: number): FloatTensor {
  const data = new Float32Array(count(shape));
  const [outer, row] = [count(shape.slice(0, axis)), count(shape.slice(axis))];
  let start = 0; // of the part within each row
  for (const part of parts) {
    const width = part.data.length / outer;
    for (let i = 0; i < outer; i++) {
      data.set(part.data.subarray(i * width, (i + 1) * width), i * row + start);
    }
    start += width;
  }
  return { dims: shape, data };
}

async function permuted(
  job: Job,
  { dims, data }: FloatTensor,
  axes: readonly number[],
): Promise<FloatTensor> {
  const last = axes.length - 1;
  if (last === 0) return { dims, data };
  const shape = axes.map((axis) => dims[axis]);
  const steps = axes.map((axis) => count(dims.slice(axis + 1)));
  const out = new Float32Array(data.length);
  let to = 0;
  const copy = (axis: number, from: number) => {
    if (axis === last && steps[axis] === 1) {
      out.set(data.subarray(from, from + shape[axis]), to);
      to += shape[axis];
      return;
    }
    for (let i = 0; i < shape[axis]; i++) {
      if (axis === last) out[to++] = data[from + i * steps[axis]];
      else copy(axis + 1, from + i * steps[axis]);
    }
  };
  let asked = 0;
  for (let i = 0; i < shape[0]; i++) {
    copy(1, i * steps[0]);
    if (to - asked < numbersAtOnce) continue;
    asked = to;
    await job.pause();
  }
  return { dims: shape, data: out };
}
