// Where in the text each token stands. The tokenizer library gives ids and token strings only, so
// the strings are laid along the text: both become UTF-8 bytes, a token covers the bytes that equal
// its own, and what separates words for the tokenizer but is in no token is stepped over.
import type { Range } from '../task.ts';
import { BYTE_OF } from './byteLevel.ts';
import type { Spelling } from './spelling.ts';

export type Placed = {
  readonly offsets: readonly Range[]; // UTF-16 units
  /** Where text is that the vocabulary lacks: behind an unknown token or dropped. */
  readonly lost: readonly Range[];
};

/** Normalised text with, for every byte, the range of the original text that it comes from. */
type Stream = {
  readonly units: readonly Unit[]; // one code point each
  readonly bytes: readonly number[];
  readonly unitOf: readonly number[]; // [bytes]
  readonly byteOf: readonly number[]; // [units + 1], its first byte
};
type Unit = { readonly char: string; readonly start: number; readonly end: number };

/**
 * Places the tokens of a text without added tokens. `prefix` is what the tokenizer put before it.
 * Undefined when a token cannot be found where it must stand.
 */
export function placeTokens(
  text: string,
  tokens: readonly string[],
  prefix: (normal: string) => string,
  spelling: Spelling,
): Placed | undefined {
  const stream = makeStream(text, prefix, spelling);
  const { units, bytes, unitOf, byteOf } = stream;
  const offsets: Range[] = [];
  const lost: Range[] = [];
  const lose = (from: number, to: number) => {
    const range: Range = [units[from].start, units[to - 1].end];
    if (/\P{White_Space}/u.test(text.slice(...range))) lost.push(range);
  };
  const normal = units.map(({ char }) => char).join('');
  const stringAt = runningLengths(units);
  let at = 0; // in bytes
  for (const [i, token] of tokens.entries()) {
    const unknown = token === spelling.unknown;
    const own = unknown ? [] : surface(token, spelling);
    const start = unknown ? skipSpace(stream, at) : find(stream, own, at, lose);
    if (start === undefined || start >= bytes.length) return undefined;
    let end = start + own.length;
    if (unknown) {
      const unit = unitOf[start];
      const rest = normal.slice(stringAt[unit]);
      const covered = spelling.unknownLength(rest, tokens[i + 1]);
      let chars = 0;
      let next = unit;
      while (next < units.length && (next === unit || chars < covered)) {
        chars += units[next++].char.length;
      }
      end = byteOf[next];
      lost.push([units[unit].start, units[next - 1].end]);
    }
    offsets.push([units[unitOf[start]].start, units[unitOf[end - 1]].end]);
    at = end;
  }
  const rest = at < bytes.length ? unitOf[at] : units.length;
  if (rest < units.length) lose(rest, units.length);
  return { offsets, lost };
}

/** Where each unit stands in the normalised text. */
function runningLengths(units: readonly Unit[]): readonly number[] {
  let at = 0;
  return units.map(({ char }) => {
    at += char.length;
    return at - char.length;
  });
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

/** White space as tokenizers have it; that of JavaScript lacks U+0085 and has U+FEFF. */
const SPACE = /^\p{White_Space}$/u;

function skipSpace({ bytes, units, unitOf, byteOf }: Stream, at: number): number {
  let from = at;
  while (from < bytes.length && SPACE.test(units[unitOf[from]].char)) {
    from = byteOf[unitOf[from] + 1];
  }
  return from;
}

function makeStream(text: string, prefix: (normal: string) => string, spelling: Spelling): Stream {
  const { mark } = spelling;
  const body = lettersOf(text, spelling).map((unit) =>
    mark !== undefined && unit.char === ' ' ? { ...unit, char: mark } : unit,
  );
  const before = text === '' ? '' : prefix(body.map(({ char }) => char).join(''));
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

/**
 * The stretch of a text that [from, to) of its normalised form comes from; undefined where the
 * normaliser does more than rewrite letters and add or take text at the start.
 */
export function originOf(
  text: string,
  normal: string,
  [from, to]: Range,
  spelling: Spelling,
): Range | undefined {
  const units = lettersOf(text, spelling);
  const joined = units.map(({ char }) => char).join('');
  const gained = normal.endsWith(joined); // text at the start; otherwise it may have lost some
  const shift = gained ? joined.length - normal.length : joined.indexOf(normal);
  if (!gained && shift < 0) return undefined;
  let at = 0;
  let range: Range | undefined;
  for (const { char, start, end } of units) {
    if (at < to + shift && at + char.length > from + shift) range = [range?.[0] ?? start, end];
    at += char.length;
  }
  return range;
}

/** A letter with its combining marks; the later letters of a Hangul syllable combine too. */
const CLUSTER =
  /[^\p{M}\u1160-\u11FF\uD7B0-\uD7FB][\p{M}\u1160-\u11FF\uD7B0-\uD7FB]*|[\p{M}\u1160-\u11FF\uD7B0-\uD7FB]+/gsu;

/** Normalises cluster by cluster, to know where each letter came from. */
function lettersOf(text: string, { normalise }: Spelling): readonly Unit[] {
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
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
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
