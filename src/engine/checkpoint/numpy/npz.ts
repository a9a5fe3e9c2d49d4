// Reader: arrays of NumPy by name, in a zip archive (savez, savez_compressed). Arrays that are packed are unpacked when
// they are asked for: small ones whole, and kept only as long as memory allows, large ones in their order.

import { Inflate } from 'fflate/browser';
import { EngineError } from '../../core/error.ts';
import type { ByteSource } from '../../core/files.ts';
import type { Container, Reader, StoredTensor } from '../container.ts';
import type { HeldFiles, HeldSource } from '../held.ts';
import { crc32, inflatedStart } from '../inflate.ts';
import { type Packed, unpackedPieces, unpacking } from '../inOrder.ts';
import { StridedStorage } from '../strided.ts';
import { grouped, quoted, several } from '../words.ts';
import { openZip, type Zip, type ZipEntry } from '../zip.ts';
import { namesInZip } from '../zipNames.ts';
import { broken, headerPlace, objects, parsedHeader } from './header.ts';
import { arrayAt } from './npy.ts';
import { emptySlab, type Slab, SlabStorage } from './slabs.ts';

const ENDING = /\.npz$/i;
/** The largest models have some thousands; each header is a reading of its own. */
const MAX_ARRAYS = 10_000;
/** Of one packed array. Embeddings of 250,000 tokens have 1 GB. */
const MAX_UNPACKED_BYTES = 2 ** 30;
/** So much memory is had for a whole one: its rows may be asked for in any order. */
const MAX_WHOLE_BYTES = 64 << 20;
/** Bytes in which the longest header is found, packed or not. */
const START_BYTES = 16_384;
/** Headers have 128 bytes, or 192 of many axes. */
const USUAL_BYTES = 256;
/** Weights hardly shrink; arrays that are mostly zeros may, where they are small. */
const MAX_RATIO = 20;
const ANY_RATIO_BYTES = 64 << 20;

export const npz: Reader = {
  sniffFolder: (names) => names.filter((name) => ENDING.test(name) && !name.startsWith('.')),
  several: { are: "archives of NumPy's arrays", hint: 'Open one of them.' },
  /** By its arrays, whatever it is called; an empty one by its name. */
  async sniff(look, name) {
    const names = await namesInZip(look);
    return ENDING.test(name) || (names.length > 0 && names.every((each) => each.endsWith('.npy')));
  },
  modelName: (file) => file.replace(ENDING, ''),
  open,
};

async function open(held: HeldFiles, path: string): Promise<Container> {
  const source = await held.open(path);
  const zip = await openZip(source);
  const file = held.files.base(path);
  if (zip.entries.size > MAX_ARRAYS) {
    const message = `${path} has ${grouped(zip.entries.size)} entries, ${grouped(MAX_ARRAYS)} are allowed`;
    throw new EngineError('file-unsafe', message);
  }
  const tensors = new Map<string, StoredTensor>();
  const left = { objects: [] as string[], strange: [] as string[] };
  let headerBytes = zip.directoryBytes;
  const slab = emptySlab();
  for (const entry of inPlaces(zip)) {
    if (!entry.name.endsWith('.npy')) {
      left.strange.push(entry.name);
      continue;
    }
    const name = entry.name.slice(0, -'.npy'.length);
    const { array, end } = await opened(source, zip, entry, { name, file, slab });
    headerBytes += end;
    if (array) tensors.set(name, array);
    else left.objects.push(name);
  }
  if (tensors.size === 0 && left.objects.length > 0)
    throw objects(`${quoted(left.objects[0])} in ${path}`);
  const note = (names: readonly string[], why: string) =>
    names.length === 0 ? [] : [`Left out of ${file}: ${several(names)}, ${why}.`];
  return {
    description: 'NumPy arrays (npz)',
    tensors,
    metadata: new Map(),
    headerBytes,
    notes: [
      ...note(left.objects, 'Python objects, which to read would run code'),
      ...note(left.strange, 'which are no arrays'),
    ],
  };
}

/** Tensors are listed file by file in the order of their places (Container). */
function inPlaces(zip: Zip): readonly ZipEntry[] {
  return [...zip.entries.values()].sort((a, b) => a.headerOffset - b.headerOffset);
}

async function opened(
  source: HeldSource,
  zip: Zip,
  entry: ZipEntry,
  { name, file, slab }: { readonly name: string; readonly file: string; readonly slab: Slab },
) {
  const what = `${quoted(entry.name)} in ${source.path}`;
  const isPacked = entry.method !== 'stored';
  const most = Math.min(MAX_UNPACKED_BYTES, Math.max(ANY_RATIO_BYTES, MAX_RATIO * entry.packed));
  if (isPacked && entry.size > most) {
    const found = `unpacks to ${grouped(entry.size)} bytes, ${grouped(most)} are allowed`;
    throw new EngineError('file-unsafe', `${what} ${found}`, {
      hint: 'Save it without compression (savez).',
    });
  }
  const at = await zip.dataOffset(entry);
  const beginning = await beginningOf(source, entry, at, what);
  const { begin, end } = headerPlace(beginning, what);
  if (end > beginning.length)
    throw broken(what, `ends within its header, which takes ${end} bytes`);
  const header = parsedHeader(beginning.subarray(begin, end), what);
  if (!header) return { array: undefined, end };
  const from = isPacked ? unpacked(source, zip, entry, at) : source;
  const start = isPacked ? 0 : at;
  const array = arrayAt(from, start + end, start + entry.size, header, { name, file, what });
  if (!isPacked || !(array.storage instanceof StridedStorage)) return { array, end };
  return { array: { ...array, storage: new SlabStorage(array.storage, array.shape, slab) }, end };
}

/** With the whole header, where the entry has it. */
async function beginningOf(
  source: HeldSource,
  entry: ZipEntry,
  at: number,
  what: string,
): Promise<Uint8Array> {
  if (entry.method !== 'stored') {
    const packed = await source.readEarly(at, Math.min(entry.packed, START_BYTES));
    return inflatedStart(packed, START_BYTES, what);
  }
  const bytes = await source.readEarly(at, Math.min(entry.size, USUAL_BYTES));
  const { end } = headerPlace(bytes, what);
  return end <= bytes.length ? bytes : source.readEarly(at, Math.min(entry.size, end));
}

/** The unpacked bytes of an entry, as a file. */
function unpacked(source: HeldSource, zip: Zip, entry: ZipEntry, at: number): ByteSource {
  const { path, stamp } = source;
  if (entry.size > MAX_WHOLE_BYTES) return inOrder(source, entry, at);
  let kept: WeakRef<Uint8Array> | undefined; // a tensor is read in pieces
  const whole = async () => {
    const bytes = kept?.deref() ?? (await zip.read(entry, MAX_WHOLE_BYTES));
    kept = new WeakRef(bytes);
    return bytes;
  };
  return {
    path,
    stamp,
    size: entry.size,
    read: async (offset, length) => (await whole()).slice(offset, offset + length),
    readInto: async (offset, target) => {
      target.set((await whole()).subarray(offset, offset + target.length));
    },
    close: async () => {
      kept = undefined;
    },
  };
}

/** Before the first of it is given all of it is unpacked once: who reads some rows does not come to its checksum. */
function inOrder(source: HeldSource, entry: ZipEntry, offset: number): ByteSource {
  const { path, stamp } = source;
  const what = `${quoted(entry.name)} in ${path}`;
  const wrong = (found: string, cause?: unknown) => {
    const hint = 'Download or save it again.';
    return new EngineError('file-format', `${what} ${found}`, { cause, hint });
  };
  const packed: Packed = {
    ...{ source, offset, bytes: entry.packed },
    decoder: (onChunk) => new Inflate(onChunk),
    check: (unpacked) => {
      if (unpacked > entry.size) throw wrong(`unpacks to more than ${grouped(entry.size)} bytes`);
    },
    broken: (cause) => wrong('cannot be unpacked: it is damaged', cause),
  };
  const fill = unpacking(packed);
  const check = async () => {
    let [size, crc] = [0, 0];
    for await (const piece of unpackedPieces(packed)) {
      size += piece.length;
      crc = crc32(piece, crc);
    }
    if (size < entry.size)
      throw wrong(`unpacks to ${grouped(size)} bytes of ${grouped(entry.size)}`);
    if (crc !== entry.crc) throw wrong('is damaged: its checksum is another');
  };
  let checked: Promise<void> | undefined;
  const readInto = async (from: number, target: Uint8Array) => {
    checked ??= check();
    await checked;
    await fill(from, target);
  };
  return {
    ...{ path, stamp, size: entry.size, readInto },
    async read(from, length) {
      const bytes = new Uint8Array(length);
      await readInto(from, bytes);
      return bytes;
    },
    close: async () => undefined,
  };
}
