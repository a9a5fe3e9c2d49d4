// Steps through the bytes of a pickle. What it takes has been checked to be there.
import { EngineError } from '../../core/error.ts';
import { grouped } from '../words.ts';

/** Python's integers have no end; those of models fit into 8 bytes, hashes and seeds into some hundred. */
const MAX_INTEGER_BYTES = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** Thrown where the bytes end before the pickle does: there may be more of them in the file. */
export class MoreBytes extends Error {}

export class Cursor {
  readonly what: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  /** `what` is the pickle, for people. */
  constructor(bytes: Uint8Array, what: string) {
    this.what = what;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new MoreBytes();
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  u8(): number {
    return this.take(1)[0];
  }

  u16(): number {
    this.take(2);
    return this.#view.getUint16(this.at - 2, true);
  }

  i32(): number {
    this.take(4);
    return this.#view.getInt32(this.at - 4, true);
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  /** A length, which may be no number that JavaScript holds. */
  u64(): number {
    this.take(8);
    return Number(this.#view.getBigUint64(this.at - 8, true));
  }

  /** Pickles have floats alone in the other byte order. */
  f64(): number {
    this.take(8);
    return this.#view.getFloat64(this.at - 8, false);
  }

  /** Up to the end of a line, which is skipped. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new MoreBytes();
    const bytes = this.take(end - this.at);
    this.at++;
    return this.text(bytes);
  }

  /** Texts of Python 2 are bytes of any encoding. */
  text(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch {
      return latin1.decode(bytes);
    }
  }

  /** Two's complement, of any length up to a limit. */
  long(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES) {
      const found = `${this.what} has an integer of ${grouped(length)} bytes`;
      throw new EngineError('file-unsafe', `${found}, ${MAX_INTEGER_BYTES} are allowed`);
    }
    const bytes = this.take(length);
    let value = 0n;
    for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
    return whole(BigInt.asIntN(8 * length, value));
  }

  /** As Python writes it: "12", "12L", "01" for True. */
  decimal(): number | bigint | boolean {
    const line = this.line();
    if (line === '00' || line === '01') return line === '01';
    const digits = /^[+-]?\d+(?=L?$)/.exec(line)?.[0];
    if (digits === undefined || digits.length > 2 * MAX_INTEGER_BYTES) {
      throw new EngineError('file-format', `${this.what} has an integer that is none`);
    }
    return whole(BigInt(digits));
  }
}

function whole(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
