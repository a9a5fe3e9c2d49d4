// The header of a GGUF file: magic, version, counts, metadata, then a table of tensors; their data follow,
// aligned. Format: github.com/ggml-org/ggml, docs/gguf.md; limits and checks as ggml's own gguf.cpp.
import { bytesOf, type Dtype } from '../../core/dtype.ts';
import { count } from '../../core/tensor.ts';
import { grouped, oneLine, quoted, shapeText } from '../words.ts';
import { Bytes, Short, TRUNCATED } from './bytes.ts';
import { readMetadata, type StoredMetadata } from './metadata.ts';
import { ggmlTypes } from './types.ts';

/** "GGUF", in files of either byte order. */
const MAGIC: readonly number[] = [0x47, 0x47, 0x55, 0x46];
/** Bytes that tell. */
export const MAGIC_BYTES = MAGIC.length;
/** The largest public files have 2,000; as safetensors. */
export const MAX_TENSORS = 250_000;
/** ggml's own is 64, with the ending zero. */
const MAX_NAME_BYTES = 1_024;
/** As ggml. */
const MAX_RANK = 4;
const DEFAULT_ALIGNMENT = 32;
const FIRST_PIECE = 1 << 20;
const TABLE = 'its table of tensors';

export type TensorEntry = {
  readonly name: string;
  readonly dtype: Dtype;
  /** Row-major, the slowest first: the other way round than in the file. */
  readonly shape: readonly number[];
  /** Of the first byte, from where the data start. */
  readonly offset: number;
  readonly bytes: number;
};

export type Header = {
  readonly version: number;
  readonly metadata: StoredMetadata;
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
  /** In the file. */
  readonly dataStart: number;
  /** Of the header, without what aligns the data. */
  readonly bytes: number;
};

export function isGguf(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Reads the header of a file in growing pieces. `read` gives bytes [from, to). */
export async function readHeader(
  read: (from: number, to: number) => Promise<Uint8Array>,
  fileBytes: number,
  file: string,
): Promise<Header> {
  let bytes = new Uint8Array(0);
  for (let length = FIRST_PIECE; ; length *= 4) {
    const longer = new Uint8Array(Math.min(length, fileBytes));
    longer.set(bytes);
    longer.set(await read(bytes.length, longer.length), bytes.length);
    bytes = longer;
    try {
      return parseHeader(bytes, fileBytes, file);
    } catch (error) {
      if (!(error instanceof Short)) throw error;
    }
  }
}

/**
 * Parses the beginning of a file of `fileBytes` bytes. Throws Short where the header goes on behind it, and
 * EngineError that names the file and, where there is one, the key or tensor.
 */
export function parseHeader(start: Uint8Array, fileBytes: number, file: string): Header {
  const bytes = new Bytes(start, fileBytes, file);
  const version = readVersion(bytes, start, fileBytes);
  const tensors = bytes.u64('the number of its tensors');
  if (tensors > MAX_TENSORS) {
    const claims = `claims ${grouped(BigInt(tensors))} tensors`;
    bytes.fail('file-unsafe', `${claims}, ${grouped(MAX_TENSORS)} are allowed`);
  }
  const metadata = readMetadata(bytes, bytes.u64('the number of its metadata'));
  const alignment = alignmentOf(metadata, bytes);
  const listed = new Map<string, TensorEntry>();
  for (let i = 0; i < tensors; i++) {
    const entry = readEntry(bytes, i, alignment);
    if (listed.has(entry.name)) {
      bytes.fail('file-format', `has the tensor ${quoted(entry.name)} twice`);
    }
    listed.set(entry.name, entry);
  }
  const dataStart = aligned(bytes.at, alignment);
  const entries = [...listed.values()].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  checkPlaces(entries, dataStart, fileBytes, bytes);
  return { version, metadata, entries, dataStart, bytes: bytes.at };
}

function readVersion(bytes: Bytes, start: Uint8Array, fileBytes: number): number {
  if (fileBytes === 0) bytes.fail('file-format', 'is empty (0 bytes)');
  bytes.pass(MAGIC_BYTES, 'its first bytes');
  if (!isGguf(start)) bytes.fail('file-format', 'does not begin with GGUF');
  const version = bytes.u32('its version');
  if (version === 2 || version === 3) return version;
  // A version is a small number: in the other byte order its lower half is zero.
  if (version !== 0 && (version & 0xffff) === 0) {
    bytes.fail(
      'file-format',
      'is a GGUF file in big-endian byte order, which is not read',
      'Take the little-endian file of the model, or turn it with gguf_convert_endian.py of llama.cpp.',
    );
  }
  return bytes.fail(
    'file-format',
    `is a GGUF file of version ${version}; 2 and 3 are read`,
    version < 2
      ? 'Convert the model again: version 1 is of 2023.'
      : 'A newer Congruity may read it.',
  );
}

function alignmentOf(metadata: StoredMetadata, bytes: Bytes): number {
  const value = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  const isPower = typeof value === 'number' && value >= 1 && Number.isInteger(Math.log2(value));
  if (isPower) return value;
  const found = oneLine(metadata.shown('general.alignment'));
  return bytes.fail(
    'file-format',
    `says general.alignment ${found}, and a power of two is allowed`,
  );
}

function aligned(at: number, alignment: number): number {
  return Math.ceil(at / alignment) * alignment;
}

/** Nothing is worded or copied in vain: there may be 250,000. */
function readEntry(bytes: Bytes, i: number, alignment: number): TensorEntry {
  const name = bytes.text(`the name of tensor ${i + 1}`, MAX_NAME_BYTES);
  if (name === '') bytes.fail('file-format', `gives tensor ${grouped(i + 1)} no name`);
  const rank = bytes.u32(TABLE);
  const gives = () => `gives tensor ${quoted(name)}`;
  if (rank > MAX_RANK) {
    const found = `${gives()} ${grouped(rank)} dimensions`;
    bytes.fail('file-format', `${found}, ${MAX_RANK} are allowed`);
  }
  const shape = new Array<number>(rank); // one that grows has room for 16 more
  for (let axis = rank - 1; axis >= 0; axis--) shape[axis] = bytes.u64(TABLE);
  const type = bytes.u32(TABLE);
  const offset = bytes.u64(TABLE);
  const dtype = ggmlTypes.get(type);
  if (!dtype) {
    const names = [...ggmlTypes.values()].map((known) => known.name).join(', ');
    const found = `${gives()} the unknown type ${type}; known are ${names}`;
    bytes.fail('file-format', found, 'The file is damaged, or of a newer format.');
  }
  const wrong = wrongSize(dtype, shape);
  if (wrong !== undefined) {
    const of = `of shape ${shapeText(shape)} and type ${dtype.name}`;
    bytes.fail('file-format', `lists tensor ${quoted(name)} ${of}, ${wrong}`);
  }
  if (offset % alignment !== 0) {
    const found = `${gives()} the offset ${grouped(BigInt(offset))}`;
    bytes.fail('file-format', `${found}, which is no multiple of its alignment ${alignment}`);
  }
  return { name, dtype, shape, offset, bytes: bytesOf(dtype, count(shape)) };
}

/** Rows are whole blocks, so that each begins with one. */
function wrongSize(dtype: Dtype, shape: readonly number[]): string | undefined {
  // An empty tensor with a dimension that cannot be is damaged too.
  if (!Number.isSafeInteger(count(shape.map((length) => Math.max(length, 1))))) {
    return 'which has more elements than can be counted';
  }
  if ((shape.at(-1) ?? 1) % dtype.perBlock !== 0) {
    return `whose rows are no whole blocks of ${dtype.perBlock} elements`;
  }
  if (!Number.isSafeInteger(bytesOf(dtype, count(shape)))) {
    return 'which has more bytes than can be counted';
  }
  return undefined;
}

/** Nothing lies in two tensors, and nothing behind the end. What lies between them is padding. */
function checkPlaces(
  entries: readonly TensorEntry[],
  dataStart: number,
  fileBytes: number,
  bytes: Bytes,
): void {
  let before: TensorEntry | undefined;
  for (const entry of entries) {
    const { name, offset, bytes: size } = entry;
    if (size === 0) continue; // it lies nowhere
    const reached = before ? before.offset + before.bytes : 0;
    if (before && offset < reached) {
      const overlap = `${quoted(name)} overlaps tensor ${quoted(before.name)}`;
      const found = `lists tensors of which ${overlap} by ${grouped(reached - offset)} bytes`;
      bytes.fail('file-format', found);
    }
    const end = dataStart + offset + size;
    if (end > fileBytes) {
      const found = `lists tensor ${quoted(name)} up to byte ${grouped(end)}`;
      bytes.fail('file-format', `${found}, and has ${grouped(fileBytes)}`, TRUNCATED);
    }
    before = entry;
  }
}
