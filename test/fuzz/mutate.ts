// Files that are damaged where it hurts: near the words by which a format finds its way, at its counts, lengths and
// places. Seeded: the same case is the same bytes.
import { type Random, random } from '../../src/engine/core/random.ts';

/** How many bytes behind a mark its lengths and counts stand in. */
const NEAR = 64;

const nasty: readonly bigint[] = [
  ...[0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fff_ffffn, 0x8000_0000n],
  ...[0xffff_ffffn, 0x1_0000_0000n, (1n << 40n) + 7n, (1n << 53n) + 1n, (1n << 63n) - 1n],
  ...[1n << 63n, (1n << 64n) - 1n],
];
/** Of pickles, which call, build, repeat and look up. */
const opcodes = [...'(.012FGIJKLMNPQRSTUVXabcdeghijlopqrstu}])', '\x80', '\x81', '\x82', '\x85']
  .concat(['\x86', '\x87', '\x88', '\x8a', '\x8b', '\x8c', '\x8e', '\x8f', '\x90', '\x92', '\x93'])
  .concat(['\x94', '\x95', '\x96', '\x97']);
/** A varint that never ends, and one of 2^64 - 1. */
const varints = [Array(11).fill(0xff), [...Array(9).fill(0xff), 1]] as const;

type Edit = (bytes: Uint8Array<ArrayBuffer>, at: number, rng: Random) => Uint8Array<ArrayBuffer>;

const edits: readonly Edit[] = [
  (bytes, at, rng) => put(bytes, at, [rng.below(256)]),
  (bytes, at, rng) => put(bytes, at, [bytes[at] ^ (1 << rng.below(8))]),
  (bytes, at, rng) => put(bytes, at, integer(rng)),
  (bytes, at, rng) => put(bytes, at, integer(rng).reverse()),
  (bytes, at, rng) => put(bytes, at, pick(varints, rng)),
  (bytes, at, rng) => put(bytes, at, [pick(opcodes, rng).charCodeAt(0)]),
  (bytes, at, rng) => splice(bytes, at, 1 + rng.below(16), new Uint8Array(0)),
  (bytes, at, rng) => splice(bytes, at, 0, slice(bytes, rng)),
  (bytes, at, rng) => put(bytes, at, slice(bytes, rng)),
  (bytes, at) => bytes.slice(0, at),
];

/** Case `number` of a file: one to four edits, most near a mark. */
export function mutated(
  file: Uint8Array,
  marks: readonly string[],
  number: number,
): Uint8Array<ArrayBuffer> {
  const rng = random(number);
  const places = placesOf(file, marks);
  let bytes = Uint8Array.from(file);
  const count = 1 + rng.below(4);
  for (let i = 0; i < count && bytes.length > 0; i++) {
    const at = Math.min(placeOf(bytes.length, places, rng), bytes.length - 1);
    bytes = pick(edits, rng)(bytes, at, rng);
  }
  return bytes;
}

function placeOf(length: number, places: readonly number[], rng: Random): number {
  const kind = rng.next();
  if (kind < 0.6 && places.length > 0)
    return pick(places, rng) + Math.floor(rng.next() ** 2 * NEAR);
  if (kind < 0.85) return rng.below(Math.min(length, 4096));
  return rng.below(length);
}

/** Where the marks stand; the beginning is one. */
function placesOf(file: Uint8Array, marks: readonly string[]): number[] {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const found = [0];
  for (const mark of marks) {
    const bytes = Buffer.from(mark, 'latin1');
    for (let at = text.indexOf(bytes); at >= 0; at = text.indexOf(bytes, at + 1)) found.push(at);
  }
  return found;
}

function integer(rng: Random): number[] {
  const width = pick([2, 4, 8], rng);
  const value = pick(nasty, rng);
  return Array.from({ length: width }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function slice(bytes: Uint8Array, rng: Random): Uint8Array {
  const from = rng.below(bytes.length);
  return bytes.slice(from, from + 1 + Math.floor(rng.next() ** 2 * 256));
}

function put(bytes: Uint8Array<ArrayBuffer>, at: number, what: ArrayLike<number>) {
  for (let i = 0; i < what.length && at + i < bytes.length; i++) bytes[at + i] = what[i];
  return bytes;
}

function splice(bytes: Uint8Array, at: number, remove: number, add: Uint8Array) {
  const rest = bytes.subarray(Math.min(at + remove, bytes.length));
  const all = new Uint8Array(at + add.length + rest.length);
  all.set(bytes.subarray(0, at));
  all.set(add, at);
  all.set(rest, at + add.length);
  return all;
}

function pick<T>(from: readonly T[], rng: Random): T {
  return from[rng.below(from.length)];
}
