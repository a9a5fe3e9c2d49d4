// IDX, the format of MNIST: two zeros, the type, the number of dimensions, their sizes, the numbers; big-endian.
import { grouped } from '../../checkpoint/words.ts';
import type { Floats } from '../../core/dtype.ts';
import type { ByteSource } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import { rowsToRead, sizeOf, wrongData } from './rows.ts';

const types: Readonly<
  Record<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  8: [1, (view, at) => view.getUint8(at)],
  9: [1, (view, at) => view.getInt8(at)],
  11: [2, (view, at) => view.getInt16(at)],
  12: [4, (view, at) => view.getInt32(at)],
  13: [4, (view, at) => view.getFloat32(at)],
  14: [8, (view, at) => view.getFloat64(at)],
};

/** MNIST's pictures have three. */
const mostDims = 4;

export function isIdx(head: Uint8Array): boolean {
  const [a, b, type, dims] = head;
  return a === 0 && b === 0 && type in types && dims >= 1 && dims <= mostDims;
}

/** Read at once. */
const pieceNumbers = 2 ** 18;

export type Idx<F extends Floats> = {
  /** The rows that were read, and their sizes. */
  readonly dims: readonly number[];
  readonly numbers: F;
  /** Rows of the file that were not. */
  readonly left: number;
};

/** The first rows of it, as many as are read: at most `most`. As doubles all numbers of it are exact. */
export async function readIdx<F extends Floats>(
  job: Job,
  source: ByteSource,
  file: string,
  kind: new (length: number) => F,
  most = Number.POSITIVE_INFINITY,
): Promise<Idx<F>> {
  const head = await source.read(0, Math.min(source.size, 4));
  if (head.length < 4 || !isIdx(head)) {
    throw wrongData(
      file,
      'it does not begin as an IDX file',
      'Name a file in the format of MNIST.',
    );
  }
  const [, , type, rank] = head;
  const [bytes, read] = types[type];
  const start = 4 + 4 * rank;
  if (source.size < start) throw wrongData(file, 'it ends within its header', again);
  const sizes = viewOf(await source.read(4, 4 * rank));
  const [all, ...dims] = Array.from({ length: rank }, (_, k) => sizes.getUint32(4 * k));
  const wanted = start + all * sizeOf(dims) * bytes;
  if (wanted !== source.size) {
    const found = `${grouped(source.size)} bytes, its header asks for ${grouped(wanted)}`;
    throw wrongData(file, found, again);
  }
  const count = Math.min(most, rowsToRead(all, sizeOf(dims)));
  const numbers = new kind(count * sizeOf(dims));
  for (let from = 0; from < numbers.length; from += pieceNumbers) {
    job.progress(from / numbers.length, `reading ${file}`);
    await job.pause();
    const length = Math.min(pieceNumbers, numbers.length - from);
    const view = viewOf(await source.read(start + from * bytes, length * bytes));
    for (let i = 0; i < length; i++) numbers[from + i] = read(view, i * bytes);
  }
  return { dims: [count, ...dims], numbers, left: all - count };
}

const again = 'The file may be cut short: fetch it again.';

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
