// Reads tensors out of an open container: widened to float32, checked, in pieces, so that a tensor
// of any size takes its own memory and one piece more.
import { bytesOf, type FloatDtype, isFloatDtype, widen } from '../core/dtype.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { count, type FloatTensor } from '../core/tensor.ts';
import type { TensorInfo } from './checkpoint.ts';
import type { StoredTensor } from './container.ts';
import { firstNonFinite } from './finite.ts';
import { grouped, quoted, shapeText } from './words.ts';

/** Bytes between two looks at the job: a few milliseconds of reading. */
const PIECE_BYTES = 4 << 20;

/** A whole tensor. Errors as those of Checkpoint.read. */
export async function readTensor(job: Job, tensor: StoredTensor): Promise<FloatTensor> {
  const data = await readElements(job, tensor, 0, count(tensor.shape));
  return { dims: tensor.shape, data };
}

/** Rows [from, to) along the first dimension. Errors as those of Checkpoint.read. */
export async function readTensorRows(
  job: Job,
  tensor: StoredTensor,
  from: number,
  to: number,
): Promise<FloatTensor> {
  const [rows, ...row] = tensor.shape;
  if (rows === undefined || from < 0 || to < from || to > rows) {
    const asked = `rows ${from} to ${to} of tensor ${quoted(tensor.name)}`;
    throw new EngineError('internal', `${asked} of shape ${shapeText(tensor.shape)} do not exist`);
  }
  const width = count(row);
  const data = await readElements(job, tensor, from * width, (to - from) * width);
  return { dims: [to - from, ...row], data };
}

/** `length` elements from the `first` on, row-major. */
async function readElements(
  job: Job,
  tensor: StoredTensor,
  first: number,
  length: number,
): Promise<Float32Array> {
  const { dtype } = tensor;
  if (!isFloatDtype(dtype)) throw notComputed(tensor, tensor.source.path);
  const data = allocate(length, tensor);
  await fill(job, tensor, dtype, first, data);
  const bad = firstNonFinite(data);
  if (bad >= 0) throw notFinite(tensor, first + bad, data[bad]);
  return data;
}

/** The error for a weight whose dtype nobody computes with; `where` is its file or model. */
export function notComputed({ name, dtype }: TensorInfo, where: string): EngineError {
  const message = `tensor ${quoted(name)} of ${where} has dtype ${dtype}`;
  return new EngineError('model-inconsistent', message, {
    hint: 'Weights are read from F32, F16, BF16 or F64; save the model unquantised.',
  });
}

function allocate(length: number, tensor: StoredTensor): Float32Array {
  try {
    return new Float32Array(length);
  } catch (cause) {
    const needed = `tensor ${quoted(tensor.name)} needs ${grouped(length * 4)} bytes`;
    throw new EngineError('memory', `${needed}, which cannot be had at once`, { cause });
  }
}

async function fill(
  job: Job,
  { source, offset }: StoredTensor,
  dtype: FloatDtype,
  first: number,
  data: Float32Array,
): Promise<void> {
  const size = bytesOf(dtype, 1);
  const step = PIECE_BYTES / size;
  // float32 goes from the file straight into the result; other types by way of one piece.
  const piece = dtype === 'F32' ? undefined : new Uint8Array(Math.min(step, data.length) * size);
  for (let start = 0; start < data.length; start += step) {
    await job.pause();
    const out = data.subarray(start, Math.min(start + step, data.length));
    const at = offset + (first + start) * size;
    if (dtype === 'F32') {
      await source.readInto(at, new Uint8Array(out.buffer, out.byteOffset, out.byteLength));
    } else {
      const bytes = piece!.subarray(0, out.length * size);
      await source.readInto(at, bytes);
      widen(dtype, bytes, out);
    }
  }
}

function notFinite(tensor: StoredTensor, element: number, value: number): EngineError {
  const index: number[] = [];
  let rest = element;
  for (const size of tensor.shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  // A float64 can be too large for the float32 that we compute in.
  const found = tensor.dtype === 'F64' ? `${value} as float32` : `${value}`;
  const message = `tensor ${quoted(tensor.name)} of ${tensor.source.path} holds ${found} at ${shapeText(index)}`;
  return new EngineError('model-values', message, {
    hint: 'The training diverged or the file is damaged; choose another checkpoint.',
  });
}
