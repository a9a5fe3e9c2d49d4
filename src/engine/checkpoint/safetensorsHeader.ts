// The header of a safetensors file: u64 length, then JSON from name to dtype, shape and byte range.
// Format and limits: github.com/huggingface/safetensors, README "Format" and src/tensor.rs.
import { bytesOf, type Dtype, dtypes } from '../core/dtype.ts';
import { EngineError } from '../core/error.ts';
import type { Json } from './checkpoint.ts';
import { eachMember, isJsonObject, kindOf } from './json.ts';
import { grouped, quoted, shapeText } from './words.ts';

/** The length that stands before the header. */
export const LENGTH_BYTES = 8;
/** What the headers of all files of a checkpoint may hold, or what is left of it. */
export type Room = { readonly headerBytes: number; readonly tensors: number };
export const wholeRoom: Room = {
  /** The largest public checkpoints have 35 MB; the reference reader allows one file twice as much as this. */
  headerBytes: 50_000_000,
  /** The largest public checkpoints have 200,000; so many are listed in 2 s and 256 MB of memory. */
  tensors: 250_000,
};
/** numpy allows 64 since 2.0, torch 64. */
const MAX_RANK = 64;

export type HeaderEntry = {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes [begin, end) of the data, which starts after the header. */
  readonly begin: number;
  readonly end: number;
};

export type Header = {
  /** By name, in the order of their data, which they tile. */
  readonly entries: ReadonlyMap<string, HeaderEntry>;
  readonly metadata: ReadonlyMap<string, string>;
};

/**
 * The length in bytes of the header's JSON, from the first 8 bytes of a file of `fileBytes` bytes.
 * `file` is its name for people.
 */
export function headerLength(
  start: Uint8Array,
  fileBytes: number,
  file: string,
  room = wholeRoom,
): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = view.getBigUint64(0, true);
  const left = fileBytes - LENGTH_BYTES;
  if (length > room.headerBytes) {
    const claims = `${file} claims a header of ${grouped(length)} bytes`;
    const among = room === wholeRoom ? '' : ' in all files of a checkpoint';
    const allowed = `${grouped(wholeRoom.headerBytes)} are allowed${among}`;
    fail('file-unsafe', `${claims}, ${allowed}`, NOT_SAFETENSORS);
  }
  if (length > left) {
    fail(
      'file-format',
      `${file} claims a header of ${grouped(length)} bytes, longer than the file, which has ${grouped(left)} left`,
      TRUNCATED,
    );
  }
  return Number(length);
}

/**
 * Parses and checks the header's JSON against the `dataBytes` bytes that follow it. Throws
 * EngineError that names the file and, where there is one, the tensor.
 */
export function parseHeader(
  json: Uint8Array,
  dataBytes: number,
  file: string,
  room = wholeRoom,
): Header {
  const what = `the header of ${file}`;
  if (json[0] !== OPENING_BRACE) {
    fail('file-format', `${what} is not JSON: it does not start with {`, NOT_SAFETENSORS);
  }
  let entries = new Map<string, HeaderEntry>();
  let metadata: ReadonlyMap<string, string> | undefined;
  let last: HeaderEntry | undefined;
  let inOrder = true; // as writers leave them
  eachMember(json, what, (name, value) => {
    if (name === METADATA ? metadata : entries.has(name)) {
      fail('file-format', `${what} has the key ${quoted(name)} twice`);
    }
    if (name === METADATA) {
      metadata = metadataOf(value, what);
      return;
    }
    const entry = entryOf(name, value, file);
    inOrder &&= last === undefined || byPlace(last, entry) <= 0;
    last = entry;
    entries.set(name, entry);
    if (entries.size > room.tensors) {
      const allowed = `${grouped(wholeRoom.tensors)} are allowed in all files of a checkpoint`;
      fail('file-unsafe', `${what} has over ${grouped(room.tensors)} tensors, ${allowed}`);
    }
  });
  if (!inOrder) {
    const sorted = [...entries.values()].sort(byPlace);
    entries = new Map(sorted.map((entry) => [entry.name, entry]));
  }
  checkTiling(entries.values(), dataBytes, file);
  return { entries, metadata: metadata ?? new Map() };
}

function byPlace(a: HeaderEntry, b: HeaderEntry): number {
  return a.begin - b.begin || a.end - b.end;
}

const OPENING_BRACE = 0x7b;
const METADATA = '__metadata__';
const NOT_SAFETENSORS = 'It is damaged or no safetensors file: download or save it again.';
const TRUNCATED = 'It was cut short or is still being written: download or save it again.';
const NEWER = 'The file is damaged, or of a newer format: save it with one of these dtypes.';
const DAMAGED = 'The file is damaged: download or save it again.';

function fail(code: 'file-format' | 'file-unsafe', message: string, hint = DAMAGED): never {
  throw new EngineError(code, message, { hint });
}

/** Throws what is wrong with one tensor. */
function refuse(name: string, file: string, found: string, hint = DAMAGED): never {
  fail('file-format', `tensor ${quoted(name)} of ${file} ${found}`, hint);
}

function entryOf(name: string, value: Json, file: string): HeaderEntry {
  if (!isJsonObject(value)) refuse(name, file, `is not an object but ${kindOf(value)}`);
  const { dtype: called, shape, data_offsets: offsets } = value;
  if (typeof called !== 'string') {
    refuse(name, file, `has a dtype that is not text but ${kindOf(called)}`);
  }
  const dtype = dtypes.get(called);
  if (!dtype) {
    const known = [...dtypes.keys()].join(', ');
    refuse(name, file, `has the unknown dtype ${quoted(called)}; known are ${known}`, NEWER);
  }
  if (!isSizes(shape) || shape.length > MAX_RANK) {
    refuse(name, file, `has a shape that is not a list of at most ${MAX_RANK} sizes`);
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    refuse(name, file, 'has data_offsets that are not two rising byte positions');
  }
  const [begin, end] = offsets;
  const bytes = bytesOf(
    dtype,
    shape.reduce((product, size) => product * size, 1),
  );
  if (bytes !== end - begin || !Number.isSafeInteger(bytes)) {
    const asked = `of shape ${shapeText(shape)} and dtype ${called} takes ${grouped(bytes)} bytes`;
    refuse(name, file, `${asked}, its data_offsets hold ${grouped(end - begin)}`);
  }
  // A copy has room for its sizes; a list that has grown has it for 16 more.
  return { name, dtype, shape: shape.slice(), begin, end };
}

/** Counts of elements or bytes that a JavaScript number holds exactly. */
function isSizes(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => isSize(size));
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
}

/** Sorted by their begin, the entries must follow one another without gap or overlap to the end. */
function checkTiling(entries: Iterable<HeaderEntry>, dataBytes: number, file: string): void {
  let reached = 0;
  let before = '';
  for (const { name, begin, end } of entries) {
    if (begin < reached) {
      refuse(name, file, `overlaps tensor ${quoted(before)} by ${grouped(reached - begin)} bytes`);
    }
    if (begin > reached) {
      refuse(name, file, `follows ${grouped(begin - reached)} bytes that belong to no tensor`);
    }
    if (end > dataBytes) {
      const found = `ends at byte ${grouped(end)} of the data, which has ${grouped(dataBytes)}`;
      refuse(name, file, `${found}: ${grouped(end - dataBytes)} bytes are missing`, TRUNCATED);
    }
    reached = end;
    before = name;
  }
  if (reached < dataBytes) {
    const found = `${grouped(dataBytes - reached)} bytes at the end of ${file}`;
    fail('file-format', `${found} belong to no tensor`);
  }
}

function metadataOf(found: Json, what: string): Map<string, string> {
  if (!isJsonObject(found)) fail('file-format', `the metadata in ${what} are ${kindOf(found)}`);
  const metadata = new Map<string, string>();
  for (const [key, value] of Object.entries(found)) {
    if (typeof value !== 'string') {
      fail('file-format', `metadata ${quoted(key)} in ${what} is not text but ${kindOf(value)}`);
    }
    metadata.set(key, value);
  }
  return metadata;
}
