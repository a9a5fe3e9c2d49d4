// Looks through the values of a tensor of any size in the memory of one piece.
import { bytesOf } from '../core/dtype.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { toNumbers, withoutNumbers } from '../core/numbers.ts';
import { count } from '../core/tensor.ts';
import type { StoredTensor } from './container.ts';
import { quoted } from './words.ts';

/** Elements of a piece: 2 MB as numbers, about a millisecond of work. */
export const PIECE_ELEMENTS = 1 << 18;

/**
 * All elements in row-major order as numbers of core/numbers.ts, in pieces of PIECE_ELEMENTS, so
 * that tensors of one shape come in equal pieces whatever their dtypes. Nothing is checked: NaN and
 * infinities come as they stand. Each piece overwrites the one before it.
 */
export async function* readPieces(
  job: Job,
  { name, dtype, shape, source, offset }: StoredTensor,
): AsyncGenerator<Float64Array> {
  const why = withoutNumbers(dtype);
  if (why !== undefined) {
    const what = `tensor ${quoted(name)} of ${source.path} has dtype ${dtype}`;
    throw new EngineError('model-inconsistent', `${what}: ${why}`, {
      hint: 'Its name, shape and size are shown, its values are not.',
    });
  }
  const total = count(shape);
  const numbers = new Float64Array(Math.min(PIECE_ELEMENTS, total));
  const bytes = new Uint8Array(bytesOf(dtype, numbers.length));
  for (let first = 0; first < total; first += PIECE_ELEMENTS) {
    await job.pause();
    const length = Math.min(PIECE_ELEMENTS, total - first);
    const raw = bytes.subarray(0, bytesOf(dtype, length));
    const piece = numbers.subarray(0, length);
    await source.readInto(offset + bytesOf(dtype, first), raw);
    toNumbers(dtype, raw, piece);
    yield piece;
  }
}
