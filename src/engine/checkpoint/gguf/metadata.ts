// The metadata of a GGUF file: keys and typed values. A tokenizer's lists have 260,000 texts, so opening a file
// only walks over the values; each is made when it is asked for.
import { grouped, quoted } from '../words.ts';
import { type Bytes, MAX_HEADER_BYTES } from './bytes.ts';

/** Integers beyond 2^53 are bigints, all others numbers. */
export type Value = number | bigint | boolean | string | readonly Value[];

/** A Map will do where one is made by hand. */
export type Metadata = Pick<ReadonlyMap<string, Value>, 'has' | 'keys' | 'size'> & {
  /** Makes the value anew each time: keep a long one. Of more than `most` bytes in the file it is refused. */
  get(key: string, most?: number): Value | undefined;
};

/** Files in the field have under 100. */
const MAX_KEYS = 65_536;
/** As the format says. */
const MAX_KEY_BYTES = 65_535;
/** Of all lists of a file: the largest public ones have a million. */
const MAX_ELEMENTS = 1 << 23;
/** Of a list that is shown whole. */
const SHOWN_ELEMENTS = 8;
/** Of a value that is a setting or is shown: the longest have a number for each layer, or are a chat template. */
const MAX_SETTING_BYTES = 1 << 16;
/** Lists in lists; llama.cpp allows none. */
const MAX_DEPTH = 4;

type Scalar = {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => Value;
};

/** By the number that the file has for the type. */
const scalars: Readonly<Record<number, Scalar>> = {
  0: { name: 'u8', bytes: 1, read: (view, at) => view.getUint8(at) },
  1: { name: 'i8', bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { name: 'u16', bytes: 2, read: (view, at) => view.getUint16(at, true) },
  3: { name: 'i16', bytes: 2, read: (view, at) => view.getInt16(at, true) },
  4: { name: 'u32', bytes: 4, read: (view, at) => view.getUint32(at, true) },
  5: { name: 'i32', bytes: 4, read: (view, at) => view.getInt32(at, true) },
  6: { name: 'f32', bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  7: { name: 'bool', bytes: 1, read: (view, at) => view.getUint8(at) !== 0 },
  10: { name: 'u64', bytes: 8, read: (view, at) => whole(view.getBigUint64(at, true)) },
  11: { name: 'i64', bytes: 8, read: (view, at) => whole(view.getBigInt64(at, true)) },
  12: { name: 'f64', bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};
const TEXT = 8;
const LIST = 9;

function whole(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

type Place = { readonly type: number; readonly at: number; readonly bytes: number };

/** Walks over `count` keys and their values, which are checked as far as their places. */
export function readMetadata(bytes: Bytes, count: number): StoredMetadata {
  if (count > MAX_KEYS) {
    const claims = `claims ${grouped(BigInt(count))} keys of metadata`;
    bytes.fail('file-unsafe', `${claims}, ${grouped(MAX_KEYS)} are allowed`);
  }
  const places = new Map<string, Place>();
  const room: Room = { elements: MAX_ELEMENTS };
  for (let i = 0; i < count; i++) {
    const nth = `key ${grouped(i + 1)} of its metadata`;
    const key = bytes.text(nth, MAX_KEY_BYTES);
    if (key === '') bytes.fail('file-format', `has no name for ${nth}`);
    if (places.has(key)) bytes.fail('file-format', `has the key ${quoted(key)} twice`);
    const what = `the value of ${quoted(key)}`;
    const type = bytes.u32(what);
    const { at } = bytes;
    passValue(bytes, type, what, room, 0);
    places.set(key, { type, at, bytes: bytes.at - at });
  }
  return new StoredMetadata(bytes, places);
}

/** What all lists together may still hold. */
type Room = { elements: number };

function passValue(bytes: Bytes, type: number, what: string, room: Room, depth: number): void {
  if (type === TEXT) passText(bytes, what);
  else if (type === LIST) passList(bytes, what, room, depth);
  else bytes.pass(scalarOf(bytes, type, what).bytes, what);
}

function passText(bytes: Bytes, what: string): void {
  const length = bytes.u64(what);
  if (length > MAX_HEADER_BYTES) {
    const claims = `claims ${grouped(BigInt(length))} bytes for ${what}`;
    bytes.fail('file-unsafe', `${claims}, ${grouped(MAX_HEADER_BYTES)} are allowed`);
  }
  bytes.pass(length, what);
}

function passList(bytes: Bytes, what: string, room: Room, depth: number): void {
  if (depth === MAX_DEPTH) {
    bytes.fail('file-unsafe', `has ${what} with lists in lists deeper than ${MAX_DEPTH}`);
  }
  const type = bytes.u32(what);
  const length = bytes.u64(what);
  room.elements -= length;
  if (room.elements < 0) {
    const claims = `claims ${grouped(BigInt(length))} elements for ${what}`;
    const allowed = `${grouped(MAX_ELEMENTS)} are allowed in all lists of a file`;
    bytes.fail('file-unsafe', `${claims}, ${allowed}`);
  }
  if (type !== TEXT && type !== LIST) {
    bytes.pass(scalarOf(bytes, type, what).bytes * length, what);
    return;
  }
  for (let i = 0; i < length; i++) passValue(bytes, type, what, room, depth + 1);
}

function scalarOf(bytes: Bytes, type: number, what: string): Scalar {
  const found = scalars[type];
  if (found) return found;
  return bytes.fail(
    'file-format',
    `has ${what} of the unknown type ${type}; known are 0 to 12`,
    'The file is damaged, or of a newer format: convert it again.',
  );
}

/** Of a file: every place is known to be within its header. */
export class StoredMetadata implements Metadata {
  readonly #bytes: Bytes;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(bytes: Bytes, places: ReadonlyMap<string, Place>) {
    this.#bytes = bytes;
    this.#places = places;
  }

  get size(): number {
    return this.#places.size;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  /** Throws EngineError, also where a text in it is not UTF-8. */
  get(key: string, most = MAX_SETTING_BYTES): Value | undefined {
    const place = this.#places.get(key);
    if (!place) return undefined;
    const what = `the value of ${quoted(key)}`;
    if (place.bytes > most) {
      const found = `has ${grouped(place.bytes)} bytes for ${what}`;
      this.#bytes.fail('file-unsafe', `${found}, ${grouped(most)} are allowed`);
    }
    return makeValue(this.#bytes.from(place.at), place.type, what);
  }

  /** For people; of a long value its length, for it is not made. */
  shown(key: string): string {
    const place = this.#places.get(key);
    if (!place) return '';
    const bytes = this.#bytes.from(place.at);
    const isShort = place.bytes <= MAX_SETTING_BYTES;
    if (place.type !== LIST) {
      return isShort ? String(this.get(key)) : `${grouped(bytes.u64(key))} bytes of text`;
    }
    const isPlain = bytes.u32(key) !== LIST;
    const length = bytes.u64(key);
    return isShort && isPlain && length <= SHOWN_ELEMENTS
      ? String(this.get(key))
      : `${grouped(length)} elements`;
  }
}

function makeValue(bytes: Bytes, type: number, what: string): Value {
  if (type === TEXT) return bytes.text(what, MAX_HEADER_BYTES);
  if (type !== LIST) {
    const { bytes: size, read } = scalars[type];
    return read(bytes.view, bytes.pass(size, what));
  }
  const elementType = bytes.u32(what);
  const length = bytes.u64(what);
  const values: Value[] = [];
  for (let i = 0; i < length; i++) values.push(makeValue(bytes, elementType, what));
  return values;
}
