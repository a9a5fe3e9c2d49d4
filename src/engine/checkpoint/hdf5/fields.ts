// The fields of one header of an HDF5 file, one after the other: little-endian, offsets and lengths of 8 bytes.
import { EngineError } from '../../core/error.ts';
import { oneLine } from '../words.ts';

const decoder = new TextDecoder('utf-8');

export class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  /** The same, from the beginning. */
  again(): Fields {
    return new Fields(this.#bytes, this.#what);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#pass(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#pass(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }

  /** Beyond 2^53 nothing lies in a file, and no tensor is so large. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#pass(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.wrong(`holds the number ${value}`);
    return Number(value);
  }

  /** Of 1, 2, 4 or 8 bytes. */
  sized(bytes: number): number {
    if (bytes === 1) return this.u8();
    if (bytes === 2) return this.u16();
    return bytes === 4 ? this.u32() : this.u64();
  }

  /** Undefined: nowhere, which is written as all ones. */
  address(): number | undefined {
    const at = this.#pass(8);
    if (this.#view.getBigUint64(at, true) === 0xffff_ffff_ffff_ffffn) return undefined;
    this.#at = at;
    return this.u64();
  }

  bytes(length: number): Uint8Array {
    const at = this.#pass(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** The next bytes as fields of their own. */
  part(length: number): Fields {
    return new Fields(this.bytes(length), this.#what);
  }

  /** Up to the first NUL. */
  text(length: number): string {
    return textOf(this.bytes(length));
  }

  skip(length: number): void {
    this.#pass(length);
  }

  /** Up to a whole number of `unit` bytes from the beginning. */
  align(unit: number): void {
    const to = Math.ceil(this.#at / unit) * unit;
    this.#at = Math.min(to, this.#bytes.length);
  }

  expect(mark: string): void {
    const found = String.fromCharCode(...this.bytes(mark.length));
    if (found !== mark) throw this.wrong(`begins with "${oneLine(found)}", not "${mark}"`);
  }

  wrong(found: string, hint = 'It is damaged: copy or download it again.'): EngineError {
    return new EngineError('file-format', `${this.#what} ${found}`, { hint });
  }

  #pass(length: number): number {
    const at = this.#at;
    if (length > this.left) throw this.wrong('ends before all of it is said');
    this.#at += length;
    return at;
  }
}

export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
