// Reads tensors out of an open container: whole or by rows, widened to float32 and checked; or in
// pieces, so that values of any dtype are looked at in the memory of one piece.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { count, type FloatTensor } from '../core/tensor.ts';
import type { TensorInfo } from './checkpoint.ts';
import type { StoredTensor } from './container.ts';
import { firstNonFinite } from './finite.ts';
import { grouped, quoted, shapeText } from './words.ts';

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
  const { dtype, storage } = tensor;
  if (!dtype.isWeight) throw notComputed(tensor, storage.path);
  const data = allocate(length, tensor);
  await storage.read(job, first, data);
  const bad = firstNonFinite(data);
  if (bad >= 0) throw notFinite(tensor, first + bad, data[bad]);
  return data;
}

/** Elements of a piece: 2 MB as numbers, about a millisecond of work. */
export const PIECE_ELEMENTS = 1 << 18;

/**
 * All elements in row-major order as numbers, in pieces of PIECE_ELEMENTS, so that tensors of one
 * shape come in equal pieces whatever their dtypes. Nothing is checked: NaN and infinities come as
 * they stand. Each piece overwrites the one before it.
 */
export async function* readPieces(
  job: Job,
  { name, dtype, shape, storage }: StoredTensor,
): AsyncGenerator<Float64Array> {
  if (dtype.withoutNumbers !== undefined) {
    const what = `tensor ${quoted(name)} of ${storage.path} has dtype ${dtype.name}`;
    throw new EngineError('model-inconsistent', `${what}: ${dtype.withoutNumbers}`, {
      hint: 'Its name, shape and size are shown, its values are not.',
    });
  }
  const total = count(shape);
  const numbers = new Float64Array(Math.min(PIECE_ELEMENTS, total));
  for (let first = 0; first < total; first += PIECE_ELEMENTS) {
    const piece = numbers.subarray(0, total - first);
    await storage.read(job, first, piece);
    yield piece;
  }
}

/** The error for a weight whose dtype nobody computes with; `where` is its file or model. */
export function notComputed({ name, dtype }: TensorInfo, where: string): EngineError {
  const message = `tensor ${quoted(name)} of ${where} has dtype ${dtype.name}`;
  if (dtype.withoutNumbers !== undefined) {
    return new EngineError('model-inconsistent', `${message}: ${dtype.withoutNumbers}`, {
      hint: 'Save it as a plain dense tensor (clone(), to_dense()), or choose a file that holds its numbers.',
    });
  }
  return new EngineError('model-inconsistent', message, {
    hint: 'Weights are read from F32, F16, BF16 or F64, and from Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K to Q6_K, IQ4_NL or IQ4_XS of GGUF.',
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

function notFinite(tensor: StoredTensor, element: number, value: number): EngineError {
  const index: number[] = [];
  let rest = element;
  for (const size of tensor.shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  // A float64 can be too large for the float32 that we compute in.
  const found = tensor.dtype.name === 'F64' ? `${value} as float32` : `${value}`;
  const message = `tensor ${quoted(tensor.name)} of ${tensor.storage.path} holds ${found} at ${shapeText(index)}`;
  return new EngineError('model-values', message, {
    hint: 'The training diverged or the file is damaged; choose another checkpoint.',
  });
}
