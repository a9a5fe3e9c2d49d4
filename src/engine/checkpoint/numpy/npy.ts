// Reader: one array of NumPy, named after its file.
import type { ByteSource } from '../../core/files.ts';
import type { Container, Reader, StoredTensor } from '../container.ts';
import type { HeldFiles } from '../held.ts';
import { PlainStorage, type Storage } from '../storage.ts';
import { isRun, StridedStorage } from '../strided.ts';
import { grouped } from '../words.ts';
import {
  type ArrayHeader,
  broken,
  headerPlace,
  isNpy,
  NPY_MAGIC,
  objects,
  PREFIX_BYTES,
  parsedHeader,
} from './header.ts';

const ENDING = /\.npy$/i;

export const npy: Reader = {
  sniffFolder: () => [], // one array is no model
  several: { are: 'arrays', hint: 'Open one of them.' },
  sniff: async (look) => isNpy(await look.read(0, NPY_MAGIC.length)),
  modelName: (file) => file.replace(ENDING, ''),
  open,
};

async function open(held: HeldFiles, path: string): Promise<Container> {
  const source = await held.open(path);
  const file = held.files.base(path);
  const { begin, end } = headerPlace(
    await source.readEarly(0, Math.min(PREFIX_BYTES, source.size)),
    path,
  );
  if (end > source.size) throw broken(path, `ends within its header, which takes ${end} bytes`);
  const header = parsedHeader(await source.readEarly(begin, end - begin), path);
  if (!header) throw objects(path);
  const name = file.replace(ENDING, '');
  const tensor = arrayAt(source, end, source.size, header, { name, file, what: path });
  return {
    description: 'NumPy array',
    tensors: new Map([[name, tensor]]),
    metadata: new Map(),
    headerBytes: end,
    notes: [],
  };
}

/** The array whose numbers begin at `start` of the source and end where its file does. */
export function arrayAt(
  source: ByteSource,
  start: number,
  end: number,
  { dtype, shape, isFortran, bytes }: ArrayHeader,
  { name, file, what }: { readonly name: string; readonly file: string; readonly what: string },
): StoredTensor {
  if (end - start < bytes) {
    throw broken(
      what,
      `ends too early: its numbers take ${grouped(bytes)} bytes, it has ${grouped(end - start)}`,
    );
  }
  const elements = bytes / dtype.bytes;
  const strides = isFortran ? fortranStrides(shape) : undefined;
  const storage: Storage =
    strides === undefined || isRun({ shape, strides, offset: 0 })
      ? new PlainStorage(source, dtype, start)
      : new StridedStorage(source, dtype, start, elements, { shape, strides, offset: 0 });
  return { name, dtype, shape, bytes, file, storage };
}

function fortranStrides(shape: readonly number[]): number[] {
  let step = 1;
  return shape.map((size) => {
    const own = step;
    step *= size;
    return own;
  });
}
