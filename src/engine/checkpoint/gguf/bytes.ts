// Reads a GGUF header from front to back, without ever looking past what there is: the header has no length
// of its own, so it is read in growing pieces (header.ts), and each count and length in it is somebody's claim.
import { EngineError } from '../../core/error.ts';
import { grouped } from '../words.ts';

/** The largest public headers, with 260,000 tokens and their merges, have 20 MB. */
export const MAX_HEADER_BYTES = 64 << 20;

export const DAMAGED = 'The file is damaged: download or convert it again.';
export const TRUNCATED =
  'It was cut short or is still being written: download or convert it again.';

/** The piece at hand ends here, the file does not. */
export class Short extends Error {}

export class Bytes {
  /** Of the next byte. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileBytes: number;
  readonly #file: string;

  /** `bytes` is the beginning of the file, whose whole length is `fileBytes`; `file` is its name for people. */
  constructor(bytes: Uint8Array, fileBytes: number, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fileBytes = fileBytes;
    this.#file = file;
  }

  fail(code: 'file-format' | 'file-unsafe', found: string, hint = DAMAGED): never {
    throw new EngineError(code, `${this.#file} ${found}`, { hint });
  }

  /** Moves over `length` bytes and gives where they begin; `what` they are, for people. */
  pass(length: number, what: string): number {
    const begin = this.at;
    const end = begin + length;
    if (end > this.#fileBytes) {
      const left = `${grouped(length)} bytes, and ${grouped(this.#fileBytes - begin)} are left`;
      this.fail('file-format', `ends within ${what}: it takes ${left}`, TRUNCATED);
    }
    if (end > MAX_HEADER_BYTES) {
      const allowed = `${grouped(MAX_HEADER_BYTES)} bytes are allowed`;
      this.fail('file-unsafe', `has a header that goes on after ${what}: ${allowed}`);
    }
    if (end > this.#bytes.length) throw new Short();
    this.at = end;
    return begin;
  }

  u32(what: string): number {
    return this.#view.getUint32(this.pass(4, what), true);
  }

  /** A count, size or length; over 2^53 it is only nearly right, and over any limit. */
  u64(what: string): number {
    const begin = this.pass(8, what);
    return this.#view.getUint32(begin, true) + this.#view.getUint32(begin + 4, true) * 2 ** 32;
  }

  /** UTF-8 of at most `most` bytes. */
  text(what: string, most: number): string {
    const length = this.u64(what);
    if (length > most) {
      const claims = `claims ${grouped(BigInt(length))} bytes for ${what}`;
      this.fail('file-unsafe', `${claims}, ${grouped(most)} are allowed`);
    }
    return this.decoded(this.pass(length, what), length, what);
  }

  /** The text of bytes that were passed. */
  decoded(begin: number, length: number, what: string): string {
    try {
      return utf8.decode(this.#bytes.subarray(begin, begin + length));
    } catch {
      return this.fail('file-format', `has ${what} that is not UTF-8 text`);
    }
  }

  /** The same bytes, read from elsewhere. */
  from(at: number): Bytes {
    const other = new Bytes(this.#bytes, this.#fileBytes, this.#file);
    other.at = at;
    return other;
  }

  get view(): DataView {
    return this.#view;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
