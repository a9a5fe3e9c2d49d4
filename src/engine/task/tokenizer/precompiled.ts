// SentencePiece's normaliser (T5, XLM-R, ALBERT): a map of strings, stored as a double-array trie.
// What it does rests with the file. Read as the Rust library `tokenizers` reads it, oddities included.
import type { Json } from '../../checkpoint/checkpoint.ts';
import { kindOf } from '../../checkpoint/json.ts';

/** Throws an Error that says what is wrong with the map. */
export function makePrecompiled(charsmap: Json | undefined): (text: string) => string {
  const { trie, targets } = read(charsmap);
  const replaced = (piece: string) => {
    const at = shortestPrefix(trie, encoder.encode(piece));
    return at === undefined ? undefined : targetAt(targets, at);
  };
  return (text) =>
    Array.from(graphemes.segment(text), ({ segment }) => {
      const whole = byteLength(segment) < MAX_GRAPHEME ? replaced(segment) : undefined;
      return whole ?? Array.from(segment, (char) => replaced(char) ?? char).join('');
    }).join('');
}

/** Bytes; the library looks up longer ones letter by letter. */
const MAX_GRAPHEME = 6;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const encoder = new TextEncoder();
const byteLength = (text: string) => encoder.encode(text).length;

type Charsmap = { readonly trie: Uint32Array; readonly targets: Uint8Array };

/** The trie's size in bytes, the trie, and what its values point into: strings that end with 0. */
function read(charsmap: Json | undefined): Charsmap {
  if (typeof charsmap !== 'string') {
    throw new Error(`"precompiled_charsmap" is ${kindOf(charsmap)}, not a text`);
  }
  const bytes = bytesOf(charsmap);
  const view = new DataView(bytes.buffer);
  const size = bytes.length < 4 ? 0 : view.getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) {
    throw new Error('"precompiled_charsmap" is cut off or damaged');
  }
  const trie = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const targets = bytes.subarray(4 + size);
  utf8.decode(targets); // throws where it is no text
  return { trie, targets };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64); // throws where it is no base64
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** The value of the shortest prefix of `key` that is in the trie. */
function shortestPrefix(trie: Uint32Array, key: Uint8Array): number | undefined {
  let at = offsetOf(trie[0]);
  for (const byte of key) {
    if (byte === 0) return undefined;
    at ^= byte;
    const unit = trie[at];
    if (unit === undefined || (unit & LABEL) >>> 0 !== byte) return undefined;
    at ^= offsetOf(unit);
    if (unit & HAS_LEAF) return trie[at] & ~LEAF;
  }
  return undefined;
}

// A unit of darts-clone: its byte, whether a key ends there, and how far its children are.
const LEAF = 1 << 31;
const LABEL = LEAF | 0xff;
const HAS_LEAF = 1 << 8;
const offsetOf = (unit: number) => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);

function targetAt(targets: Uint8Array, from: number): string {
  const end = targets.indexOf(0, from);
  return utf8.decode(targets.subarray(from, end < 0 ? undefined : end));
}
