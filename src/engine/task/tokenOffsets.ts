// Where in the text each token stands. The tokenizer library gives ids and token strings only, so
// the strings are laid along the text: both become UTF-8 bytes, a token covers the bytes that equal
// its own, and what separates words for the tokenizer but is in no token is stepped over.
import type { Range } from './task.ts';

/** How a tokenizer spells text in its tokens. */
export type Spelling = {
  /**
   * One piece of text, normalised, without what is put before a whole section. Undefined: text
   * stays as it is.
   */
  readonly normalise: ((piece: string) => string) | undefined;
  /** What is put before a section of normalised text: "▁" for Llama, " " or nothing for others. */
  prefix(section: string, first: boolean): string;
  readonly byteLevel: boolean; // GPT-2's alphabet for bytes
  readonly byteFallback: boolean; // <0x0A>
  readonly continuing: string; // "##" of WordPiece; "" for none
  readonly wordEnd: string; // "</w>" of older BPE; "" for none
  readonly unknown: string | undefined; // the token for what is not in the vocabulary
  /** How much of normalised text, from its start, one unknown token covers. */
  unknownLength(rest: string, nextToken: string | undefined): number;
};

export type Placed = {
  readonly offsets: readonly Range[]; // UTF-16 units
  /** Where text is that the vocabulary lacks: behind an unknown token or dropped. */
  readonly lost: readonly Range[];
};

/** Undefined when a token cannot be found where it must stand. `added` tokens stand as they are. */
export function placeTokens(
  text: string,
  tokens: readonly string[],
  added: ReadonlySet<string>,
  spelling: Spelling,
): Placed | undefined {
  const offsets: Range[] = [];
  const lost: Range[] = [];
  let from = 0; // of the section, in the text
  let i = 0;
  while (i < tokens.length || from < text.length) {
    let end = i;
    while (end < tokens.length && !added.has(tokens[end])) end++;
    const stop = end < tokens.length ? text.indexOf(tokens[end], from) : text.length;
    if (stop < 0) return undefined;
    const section = placeSection(
      text.slice(from, stop),
      tokens.slice(i, end),
      from === 0,
      spelling,
    );
    if (!section) return undefined;
    for (const [a, b] of section.offsets) offsets.push([a + from, b + from]);
    for (const [a, b] of section.lost) lost.push([a + from, b + from]);
    if (end === tokens.length) break;
    from = stop + tokens[end].length;
    offsets.push([stop, from]);
    i = end + 1;
  }
  return { offsets, lost };
}

/** Normalised text with, for every byte, the range of the original text that it comes from. */
type Stream = {
  readonly units: readonly Unit[]; // one code point each
  readonly bytes: readonly number[];
  readonly unitOf: readonly number[]; // [bytes]
  readonly byteOf: readonly number[]; // [units + 1], its first byte
};
type Unit = { readonly char: string; readonly start: number; readonly end: number };

function placeSection(
  text: string,
  tokens: readonly string[],
  first: boolean,
  spelling: Spelling,
): Placed | undefined {
  const stream = makeStream(text, first, spelling);
  const { units, bytes, unitOf, byteOf } = stream;
  const offsets: Range[] = [];
  const lost: Range[] = [];
  const lose = (from: number, to: number) => {
    const range: Range = [units[from].start, units[to - 1].end];
    if (text.slice(...range).trim() !== '') lost.push(range);
  };
  let at = 0; // in bytes
  for (const [i, token] of tokens.entries()) {
    const unknown = token === spelling.unknown;
    const own = unknown ? [] : surface(token, spelling);
    const start = unknown ? skipSpace(stream, at) : find(stream, own, at, lose);
    if (start === undefined || start >= bytes.length) return undefined;
    let end = start + own.length;
    if (unknown) {
      const unit = unitOf[start];
      const rest = units.slice(unit).map(({ char }) => char);
      const covered = spelling.unknownLength(rest.join(''), tokens[i + 1]);
      let chars = 0;
      let next = unit;
      while (next < units.length && (next === unit || chars < covered)) {
        chars += units[next++].char.length;
      }
      end = byteOf[next];
      lose(unit, next);
    }
    offsets.push([units[unitOf[start]].start, units[unitOf[end - 1]].end]);
    at = end;
  }
  const rest = at < bytes.length ? unitOf[at] : units.length;
  if (rest < units.length) lose(rest, units.length);
  return { offsets, lost };
}

/**
 * First byte from `at` where `own` stands, stepping over white space and, reported to `lose`, over
 * characters that the tokenizer dropped.
 */
function find(
  stream: Stream,
  own: readonly number[],
  at: number,
  lose: (from: number, to: number) => void,
): number | undefined {
  const { bytes, unitOf, byteOf } = stream;
  const stands = (from: number) => own.every((byte, k) => bytes[from + k] === byte);
  if (stands(at)) return at;
  const start = skipSpace(stream, at);
  for (let from = start; from + own.length <= bytes.length; from = byteOf[unitOf[from] + 1]) {
    if (!stands(from)) continue;
    if (from > start) lose(unitOf[start], unitOf[from]);
    return from;
  }
  return undefined;
}

function skipSpace({ bytes, units, unitOf, byteOf }: Stream, at: number): number {
  let from = at;
  while (from < bytes.length && /^\s$/u.test(units[unitOf[from]].char)) {
    from = byteOf[unitOf[from] + 1];
  }
  return from;
}

function makeStream(text: string, first: boolean, spelling: Spelling): Stream {
  const body = normalisedUnits(text, spelling);
  const before = text === '' ? '' : spelling.prefix(body.map(({ char }) => char).join(''), first);
  const firstEnd = text === '' ? 0 : String.fromCodePoint(text.codePointAt(0)!).length;
  const units = [...[...before].map((char) => ({ char, start: 0, end: firstEnd })), ...body];
  const bytes: number[] = [];
  const unitOf: number[] = [];
  const byteOf: number[] = [];
  for (const [i, { char }] of units.entries()) {
    byteOf.push(bytes.length);
    for (const byte of utf8(char)) {
      bytes.push(byte);
      unitOf.push(i);
    }
  }
  byteOf.push(bytes.length);
  return { units, bytes, unitOf, byteOf };
}

/** Normalises letter by letter, a letter with its combining marks, to know where each came from. */
function normalisedUnits(text: string, { normalise }: Spelling): readonly Unit[] {
  const units: Unit[] = [];
  if (!normalise) {
    let start = 0;
    for (const char of text) {
      units.push({ char, start, end: start + char.length });
      start += char.length;
    }
    return units;
  }
  const push = (piece: string, start: number, end: number) => {
    for (const char of piece) units.push({ char, start, end });
  };
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const whole = normalise(cluster);
    const chars = [...cluster];
    const single = chars.map((char) => (chars.length === 1 ? whole : normalise(char)));
    if (single.join('') !== whole) {
      push(whole, index, index + cluster.length);
      continue;
    }
    let start = index;
    for (const [i, char] of chars.entries()) {
      push(single[i], start, start + char.length);
      start += char.length;
    }
  }
  return inContext(units, normalise(text));
}

/** Some letters depend on their neighbours (a final sigma): their spelling is the whole text's. */
function inContext(units: readonly Unit[], whole: string): readonly Unit[] {
  const chars = [...whole];
  if (chars.length !== units.length) return units;
  return units.map((unit, i) => (unit.char === chars[i] ? unit : { ...unit, char: chars[i] }));
}

/** The bytes of text that a token stands for. */
function surface(token: string, spelling: Spelling): readonly number[] {
  if (spelling.byteFallback && /^<0x[0-9A-F]{2}>$/.test(token)) {
    return [Number.parseInt(token.slice(3, 5), 16)];
  }
  if (spelling.byteLevel && [...token].every((char) => BYTE_OF.has(char))) {
    return Array.from(token, (char) => BYTE_OF.get(char)!);
  }
  const { continuing, wordEnd } = spelling;
  const start = continuing !== '' && token.startsWith(continuing) ? continuing.length : 0;
  const end = wordEnd !== '' && token.endsWith(wordEnd) ? -wordEnd.length : undefined;
  return [...utf8(token.slice(start, end) || token)];
}

const encoder = new TextEncoder();
const utf8 = (text: string) => encoder.encode(text);

/** GPT-2 writes bytes that are no visible Latin-1 character as U+0100 and up, in order. */
const BYTE_OF: ReadonlyMap<string, number> = (() => {
  const visible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    map.set(String.fromCodePoint(visible(byte) ? byte : next++), byte);
  }
  return map;
})();
