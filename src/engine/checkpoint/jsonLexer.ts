// The words of JSON, read straight from bytes: each byte is looked at once, a text is decoded only
// where it is a string, and nothing is kept of what was passed.
import { EngineError } from '../core/error.ts';
import { beginsLike } from './beginsLike.ts';
import { grouped } from './words.ts';

/** The longest in use are training settings in a header's metadata, under 10 MB. */
const LONGEST_STRING = 32 << 20;

export const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
export const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [BACKSLASH, MINUS, ZERO, NINE, POINT, SPACE] = [0x5c, 0x2d, 0x30, 0x39, 0x2e, 0x20];

const SPACES: readonly number[] = [SPACE, 0x09, 0x0a, 0x0d];

const JSON_WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);
/** What Python writes and reads beside them. */
const PYTHON_WORDS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class JsonLexer {
  readonly what: string;
  private readonly bytes: Uint8Array;
  private at = 0;
  /** Short texts by a sum of their bytes: a header has the same few keys and dtypes 250,000 times. */
  private readonly known: string[] = [];

  /** `what` names the bytes for people. */
  constructor(bytes: Uint8Array, what: string) {
    this.bytes = bytes;
    this.what = what;
  }

  /** Passes a byte order mark; whether there was one. */
  passMark(): boolean {
    const [a, b, c] = this.bytes;
    const found = a === 0xef && b === 0xbb && c === 0xbf;
    if (found) this.at = 3;
    return found;
  }

  /** The next byte that is no space; undefined at the end. */
  peek(): number | undefined {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      byte = bytes[++this.at];
    }
    return byte;
  }

  /** Passes the byte that was peeked at. */
  pass(): void {
    this.at++;
  }

  /** Passes this byte, which must be the next. */
  expect(byte: number): void {
    if (this.peek() !== byte) this.fail();
    this.at++;
  }

  string(): string {
    this.expect(QUOTE);
    const { bytes } = this;
    const start = this.at;
    let escaped = false;
    let end = start;
    for (; bytes[end] !== QUOTE; end++) {
      if (end >= bytes.length || bytes[end] < SPACE) this.fail(end);
      if (bytes[end] !== BACKSLASH) continue;
      escaped = true;
      end++;
    }
    if (end - start > LONGEST_STRING) {
      this.exceed(
        `a text of ${grouped(end - start)} bytes, ${grouped(LONGEST_STRING)} are allowed`,
      );
    }
    this.at = end + 1;
    return escaped ? this.unescaped(start, end) : this.text(start, end);
  }

  /** Null, true, false or a number; NaN and the infinities where `python` reads it. */
  scalar(python: boolean): null | boolean | number {
    const start = this.at;
    const byte = this.bytes[start];
    if (byte >= ZERO && byte <= NINE) return this.number(start);
    const word = this.word(start);
    if (JSON_WORDS.has(word)) return JSON_WORDS.get(word)!;
    if (python && PYTHON_WORDS.has(word)) return PYTHON_WORDS.get(word)!;
    this.at = start;
    return byte === MINUS ? this.number(start) : this.fail();
  }

  /** Throws where the text breaks: at `place`, or where it was read last. */
  fail(place = this.at): never {
    const { bytes, what } = this;
    const like = beginsLike(bytes);
    if (like) throw new EngineError('file-format', `${what} is ${like.is}`, { hint: like.hint });
    if (!isUtf8(bytes)) throw new EngineError('file-format', `${what} is not UTF-8 text`);
    throw new EngineError('file-format', `${what} is not JSON: ${placeIn(bytes, place)}`);
  }

  exceed(found: string): never {
    throw new EngineError('file-unsafe', `${this.what} has ${found}`);
  }

  private word(start: number): string {
    let end = start;
    while (end - start < 10 && isWordByte(this.bytes[end])) end++;
    this.at = end;
    return this.decode(start, end);
  }

  private number(start: number): number {
    const { bytes } = this;
    const sign = bytes[start] === MINUS ? -1 : 1;
    let at = sign < 0 ? start + 1 : start;
    let whole = 0;
    const digits = () => {
      const first = at;
      for (; bytes[at] >= ZERO && bytes[at] <= NINE; at++) whole = whole * 10 + bytes[at] - ZERO;
      if (at === first) this.fail(at);
    };
    if (bytes[at] === ZERO) at++;
    else digits();
    const isWhole = bytes[at] !== POINT && (bytes[at] | 0x20) !== LETTER_E;
    if (isWhole && at - start <= EXACT_DIGITS) {
      this.at = at;
      return sign * whole;
    }
    if (bytes[at] === POINT) {
      at++;
      digits();
    }
    if ((bytes[at] | 0x20) === LETTER_E) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === MINUS) at++;
      digits();
    }
    this.at = at;
    if (at - start > LONGEST_NUMBER) this.exceed(`a number of ${grouped(at - start)} digits`);
    return Number(this.decode(start, at));
  }

  private text(start: number, end: number): string {
    if (end - start > SHORT_TEXT) return this.decode(start, end);
    let sum = 0;
    for (let at = start; at < end; at++) sum = (sum * 31 + this.bytes[at]) & 0xff;
    const known = this.known[sum];
    if (known !== undefined && this.spells(known, start, end)) return known;
    this.known[sum] = this.decode(start, end);
    return this.known[sum];
  }

  /** As long in letters as in bytes: only ASCII is. */
  private spells(text: string, start: number, end: number): boolean {
    if (text.length !== end - start) return false;
    for (let i = 0; i < text.length; i++) {
      if (text.charCodeAt(i) !== this.bytes[start + i]) return false;
    }
    return true;
  }

  private decode(start: number, end: number): string {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch (cause) {
      throw new EngineError('file-format', `${this.what} is not UTF-8 text`, { cause });
    }
  }

  private unescaped(start: number, end: number): string {
    const text = this.decode(start, end);
    try {
      return JSON.parse(`"${text}"`);
    } catch {
      return this.fail(start + escapeBreak(text));
    }
  }
}

/** Longer ones are seldom seen twice. */
const SHORT_TEXT = 16;
const LETTER_E = 0x65;
/** So many, and a sign, are summed up without rounding. */
const EXACT_DIGITS = 15;
/** Python's floats have 24 characters. */
const LONGEST_NUMBER = 1000;

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return byte === MINUS || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

/** Where an escape is none. */
function escapeBreak(text: string): number {
  const good = /^(?:[^\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/.exec(text);
  return good ? good[0].length : 0;
}

const PIECE_BYTES = 1 << 20;

/** In pieces: a text that is refused need not be made as a whole. */
function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false; // that is the answer
  }
}

/** Line and column of a byte, both from 1; a column is a character. */
function placeIn(bytes: Uint8Array, place: number): string {
  let end = bytes.length;
  while (end > 0 && SPACES.includes(bytes[end - 1])) end--;
  if (end === 0) return 'it is empty';
  if (place >= end) return 'it ends too early';
  let line = 1;
  let column = 1;
  for (let at = 0; at < place; at++) {
    if (bytes[at] === 0x0a) {
      line++;
      column = 1;
    } else if ((bytes[at + 1] & 0xc0) !== 0x80) {
      column++; // the next byte begins a character
    }
  }
  return `line ${line}, column ${column}`;
}
