// Where the numbers of a dataset lie (format specification, IV.A.2.i).
import { type Dtype, type Floats, widen } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import { count } from '../../core/tensor.ts';
import { PlainStorage, type Storage } from '../storage.ts';
import { grouped, quoted, shapeText } from '../words.ts';
import { ChunkedStorage } from './chunked.ts';
import type { Fields } from './fields.ts';
import { type Filter, foreignFilter } from './filters.ts';
import type { Pages } from './pages.ts';

export type Layout = {
  readonly storage: Storage;
  /** In the file, packed or not: as many as the numbers take. */
  readonly bytes: number;
};

export type Tensor = {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly filters: readonly Filter[];
};

/** Deflate packs at most 1032 bytes into one; a tensor of more than that is none of this file. */
const MOST_RATIO = 1032;
const [COMPACT, CONTIGUOUS, CHUNKED, VIRTUAL] = [0, 1, 2, 3];

export function readLayout(fields: Fields, pages: Pages, tensor: Tensor): Layout {
  const version = fields.u8();
  if (version < 1 || version > 4) throw fields.wrong(`has a layout of version ${version}`);
  const bytes = bytesOf(tensor, fields);
  if (version < 3) return oldLayout(fields, pages, tensor, bytes);
  const kind = fields.u8();
  if (kind === COMPACT) {
    const data = fields.bytes(fields.u16());
    return { bytes, storage: compact(data.slice(0, bytes), tensor, pages, fields) };
  }
  if (kind === CONTIGUOUS) return contiguous(fields.address(), pages, tensor, bytes, fields);
  if (kind === VIRTUAL) return { bytes, storage: unread(pages, tensor, ...ELSEWHERE) };
  if (kind !== CHUNKED) throw fields.wrong(`has a layout of kind ${kind}`);
  if (version === 4) {
    return { bytes, storage: unread(pages, tensor, 'has chunks as HDF5 1.10 writes them') };
  }
  return chunked(fields, pages, tensor, bytes);
}

/** Versions 1 and 2, of HDF5 before 1.6.3. */
function oldLayout(fields: Fields, pages: Pages, tensor: Tensor, bytes: number): Layout {
  const [rank, kind] = [fields.u8(), fields.u8()];
  fields.skip(5);
  if (kind === COMPACT) return { bytes, storage: unread(pages, tensor, 'lies in its header') };
  const address = fields.address();
  if (kind === CONTIGUOUS) return contiguous(address, pages, tensor, bytes, fields);
  return chunksAt(address, rank, fields, pages, tensor, bytes);
}

function chunked(fields: Fields, pages: Pages, tensor: Tensor, bytes: number): Layout {
  const rank = fields.u8();
  return chunksAt(fields.address(), rank, fields, pages, tensor, bytes);
}

function chunksAt(
  tree: number | undefined,
  rank: number,
  fields: Fields,
  pages: Pages,
  tensor: Tensor,
  bytes: number,
): Layout {
  if (rank !== tensor.shape.length + 1 || rank < 2) {
    throw fields.wrong(`has chunks of ${rank - 1} dimensions for ${tensor.shape.length}`);
  }
  if (bytes > MOST_RATIO * pages.source.size) {
    throw fields.wrong(`claims ${grouped(bytes)} bytes, more than fit into the file`);
  }
  const chunk = tensor.shape.map(() => fields.u32());
  return { bytes, storage: new ChunkedStorage(pages, { ...tensor, chunk, tree }) };
}

function contiguous(
  address: number | undefined,
  pages: Pages,
  tensor: Tensor,
  bytes: number,
  fields: Fields,
): Layout {
  if (bytes === 0) return { bytes, storage: new PlainStorage(pages.source, tensor.dtype, 0) };
  if (address === undefined) {
    return { bytes, storage: unread(pages, tensor, 'was made and never written') };
  }
  const { source, base } = pages;
  const end = base + address + bytes;
  if (end > source.size) {
    const missing = grouped(end - source.size);
    throw fields.wrong(
      `is data of shape ${shapeText(tensor.shape)} that ends ${missing} bytes beyond the file`,
    );
  }
  return { bytes, storage: new PlainStorage(source, tensor.dtype, base + address) };
}

function compact(data: Uint8Array, tensor: Tensor, pages: Pages, fields: Fields): Storage {
  const bytes = count(tensor.shape) * tensor.dtype.bytes;
  if (data.length !== bytes || foreignFilter(tensor.filters)) {
    throw fields.wrong(`has ${data.length} bytes for shape ${shapeText(tensor.shape)}`);
  }
  const { bytes: size } = tensor.dtype;
  return {
    path: pages.source.path,
    async read(_, first: number, out: Floats) {
      widen(tensor.dtype, data.subarray(first * size, (first + out.length) * size), out);
    },
  };
}

const ELSEWHERE = [
  'is put together of other datasets (a virtual one), mostly of other files',
  'Nothing outside the file is opened: save its numbers in the file itself, with h5py: g["x"] = f["x"][...].',
] as const;

/** Listed; whoever asks for its numbers is told why there are none. */
function unread(
  { source }: Pages,
  { name }: Tensor,
  why: string,
  hint = 'Save it again, with h5py alone.',
): Storage {
  return {
    path: source.path,
    async read() {
      const message = `${quoted(name)} of ${source.path} ${why}, which is not read`;
      throw new EngineError('file-format', message, { hint });
    },
  };
}

function bytesOf({ shape, dtype }: Tensor, fields: Fields): number {
  const bytes = count(shape) * dtype.bytes;
  if (!Number.isSafeInteger(bytes)) throw fields.wrong(`has the shape ${shapeText(shape)}`);
  return bytes;
}
