// Walks protobuf messages of a file without reading what it passes over: a window of the file lies ready, so that
// a field's head, and any name, is at hand; weights are skipped by their length. Each length is somebody's claim.
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';
import { grouped } from '../words.ts';

/** The longest name or path that is taken; exporters' have up to 300 bytes. */
export const MAX_TEXT_BYTES = 4_096;
/** Always at hand: a tag and a length of ten bytes each, and a text. */
const AHEAD = MAX_TEXT_BYTES + 20;
/** After a jump, over weights say, and what it grows to where all is read. */
const FIRST_WINDOW = 8 << 10;
const LARGEST_WINDOW = 1 << 20;
/** Of structure, texts that are passed over included: the largest exports have 60 MB, most of it stack traces. */
const MAX_WALKED_BYTES = 160 << 20;
/** Names and the like, each with what it takes in memory beside its letters: the largest exports have 12 MB. */
const MAX_TEXTS_BYTES = 64 << 20;
const TEXT_OVERHEAD = 64;
/** Nodes, weights, inputs and outputs, those of inner graphs included: the largest exports have 60,000. */
const MAX_PARTS = 200_000;
/** A large language model's graph has 500,000; each takes up to a microsecond. */
const MAX_FIELDS = 2_000_000;
/** Messages in messages: an If in a Loop in an If has 20. */
const MAX_DEPTH = 64;

export const DAMAGED = 'The file is damaged: download or export it again.';
const TRUNCATED =
  'It was cut short, is still being written, or is no ONNX file: download or export it again.';

export const VARINT = 0;
export const LONG = 1;
export const BYTES = 2;
export const SHORT = 5;

export type Field = {
  readonly number: number;
  /** VARINT, LONG (8 bytes), BYTES (as many as its length says) or SHORT (4 bytes). */
  readonly wire: number;
  /** Of a VARINT; nearly right beyond 2^53. */
  readonly value: number;
  /** Of its bytes; the end is that of the field too. */
  readonly begin: number;
  readonly end: number;
};

export class Walk {
  readonly file: string;
  readonly #source: HeldSource;
  #window = new Uint8Array(0);
  #begin = 0;
  #next = FIRST_WINDOW;
  #at = 0;
  #walked = 0;
  #fields = 0;
  #texts = 0;
  #parts = 0;
  #depth = 0;

  constructor(source: HeldSource, file: string) {
    this.#source = source;
    this.file = file;
  }

  get size(): number {
    return this.#source.size;
  }

  fail(code: 'file-format' | 'file-unsafe', found: string, hint = DAMAGED): never {
    throw new EngineError(code, `${this.file} ${found}`, { hint });
  }

  /** Calls `visit` with each field of the message [begin, end); what it does not look into is not read. */
  async each(
    begin: number,
    end: number,
    what: string,
    visit: (field: Field) => Promise<void> | void,
  ): Promise<void> {
    if (this.#depth === MAX_DEPTH) {
      this.fail('file-unsafe', `has ${what} ${MAX_DEPTH} messages deep, which is the most allowed`);
    }
    this.#depth++;
    for (let at = begin; at < end; ) {
      if (this.#isShort(at)) await this.#load(at);
      const field = this.#field(at, end, what);
      const visited = visit(field);
      if (visited) await visited;
      at = field.end;
    }
    this.#depth--;
  }

  /** Call for every part of the graph that is kept. */
  countPart(): void {
    if (++this.#parts <= MAX_PARTS) return;
    this.fail('file-unsafe', `has a graph of over ${grouped(MAX_PARTS)} parts, the most allowed`);
  }

  /** The text of a field that was just handed to `visit`. */
  text(field: Field, what: string): string {
    const length = field.end - field.begin;
    this.expect(field, BYTES, what);
    if (length > MAX_TEXT_BYTES) {
      const claims = `claims ${grouped(length)} bytes for ${what}`;
      this.fail('file-unsafe', `${claims}, ${grouped(MAX_TEXT_BYTES)} are allowed`);
    }
    this.#texts += length + TEXT_OVERHEAD;
    if (this.#texts > MAX_TEXTS_BYTES) {
      this.fail(
        'file-unsafe',
        `has names of over ${grouped(MAX_TEXTS_BYTES)} bytes, the most allowed`,
      );
    }
    const from = field.begin - this.#begin;
    try {
      return utf8.decode(this.#window.subarray(from, from + length));
    } catch {
      return this.fail('file-format', `has ${what} that is not UTF-8 text`);
    }
  }

  /** Numbers of a field that may be packed, appended to `list`, which `most` may be in. */
  numbers(field: Field, list: number[], most: number, what: string): void {
    const tooMany = () => this.fail('file-unsafe', `gives ${what} over ${most} numbers`);
    if (field.wire === VARINT) {
      list.push(field.value);
    } else {
      this.expect(field, BYTES, what);
      if (field.end - field.begin > 10 * most) tooMany();
      for (this.#at = field.begin; this.#at < field.end; ) {
        list.push(this.#varint(field.end, what));
        if (list.length > most) tooMany();
      }
    }
    if (list.length > most) tooMany();
  }

  expect(field: Field, wire: number, what: string): void {
    if (field.wire === wire) return;
    this.fail('file-format', `has ${what} of another kind than ONNX says (field ${field.number})`);
  }

  /** Bytes that stay in use. */
  read(begin: number, end: number): Promise<Uint8Array> {
    return this.#source.readEarly(begin, end - begin);
  }

  #isShort(at: number): boolean {
    if (at < this.#begin) return true;
    return Math.min(at + AHEAD, this.size) > this.#begin + this.#window.length;
  }

  async #load(at: number): Promise<void> {
    const isNext = at >= this.#begin && at <= this.#begin + this.#window.length;
    const wanted = isNext ? this.#next : FIRST_WINDOW;
    this.#next = Math.min(wanted * 2, LARGEST_WINDOW);
    const length = Math.min(wanted, this.size - at);
    this.#walked += length;
    if (this.#walked > MAX_WALKED_BYTES) {
      const allowed = `${grouped(MAX_WALKED_BYTES)} bytes are allowed`;
      this.fail('file-unsafe', `describes its graph in more than is read: ${allowed}`);
    }
    this.#window = new Uint8Array(await this.#source.readEarly(at, length));
    this.#begin = at;
  }

  #field(at: number, end: number, what: string): Field {
    if (++this.#fields > MAX_FIELDS) {
      this.fail('file-unsafe', `has over ${grouped(MAX_FIELDS)} fields, which is the most allowed`);
    }
    this.#at = at;
    const tag = this.#varint(end, what);
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0) {
      this.fail('file-format', `has no protobuf field at byte ${grouped(at)} (${what})`, TRUNCATED);
    }
    const value = wire === VARINT || wire === BYTES ? this.#varint(end, what) : 0;
    const begin = this.#at;
    const length = lengthOf(wire, value);
    if (length === undefined) {
      const found = `has a field of the kind ${wire}, which ONNX files have not`;
      return this.fail('file-format', `${found}, at byte ${grouped(at)} (${what})`, TRUNCATED);
    }
    if (length < 0 || begin + length > end) this.#endsWithin(begin, length, end, what);
    return { number, wire, value, begin, end: begin + length };
  }

  #endsWithin(begin: number, length: number, end: number, what: string): never {
    const claims = `${grouped(BigInt(length))} bytes, and ${grouped(end - begin)} are left`;
    return this.fail('file-format', `ends within ${what}: a part takes ${claims}`, TRUNCATED);
  }

  #varint(end: number, what: string): number {
    const most = Math.min(end, this.#begin + this.#window.length);
    let value = 0;
    for (let scale = 1, i = 0; i < 10; scale *= 128, i++) {
      if (this.#at >= most) this.#endsWithin(this.#at, 1, end, what);
      const byte = this.#window[this.#at++ - this.#begin];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return i < 9 ? value : this.#negative();
    }
    return this.fail('file-format', `has a number of over ten bytes in ${what}`, TRUNCATED);
  }

  /** The ten bytes just passed: two's complement of 64 bits. */
  #negative(): number {
    let value = 0n;
    for (let i = 1; i <= 10; i++) {
      value = (value << 7n) | BigInt(this.#window[this.#at - i - this.#begin] & 0x7f);
    }
    return Number(BigInt.asIntN(64, value));
  }
}

function lengthOf(wire: number, value: number): number | undefined {
  switch (wire) {
    case VARINT:
      return 0;
    case LONG:
      return 8;
    case BYTES:
      return value;
    case SHORT:
      return 4;
  }
  return undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
