// Packed bytes that are unpacked as far as they are read, in their order, and of which no part is kept: so a little
// that unpacks to much costs no memory. To go back is to begin again.
import { isEngineError } from '../core/error.ts';
import type { ByteSource } from '../core/files.ts';

/** One of fflate's: what is pushed comes out unpacked. */
type Decoder = { push(piece: Uint8Array, isLast: boolean): void };

export type Packed = {
  readonly source: Pick<ByteSource, 'read'>;
  /** Where the packed bytes lie. */
  readonly offset: number;
  readonly bytes: number;
  readonly decoder: (onChunk: (chunk: Uint8Array) => void) => Decoder;
  /** Throws where so many unpacked bytes of so many packed ones are too many. */
  readonly check: (unpacked: number, packed: number) => void;
  /** The error for bytes that do not unpack, or to less than is read. */
  readonly broken: (cause?: unknown) => Error;
};

/** Goes into the decompression at once: at DEFLATE's most, 1032 to 1, 17 MB come out. */
const PIECE_BYTES = 16_384;

/** Reads what is packed: fills `target` with the unpacked bytes from `offset` on. */
export function unpacking(packed: Packed): (offset: number, target: Uint8Array) => Promise<void> {
  let stream = new Stream(packed);
  let before: Promise<unknown> = Promise.resolve();
  const fill = async (offset: number, target: Uint8Array) => {
    if (offset < stream.at) stream = new Stream(packed);
    while (stream.at < offset) await stream.next(offset - stream.at);
    for (let to = 0; to < target.length; ) {
      const bytes = await stream.next(target.length - to);
      target.set(bytes, to);
      to += bytes.length;
    }
  };
  return (offset, target) => {
    const filled = before.then(() => fill(offset, target)); // one after the other: they share one stream
    before = filled.catch(() => undefined);
    return filled;
  };
}

/** All unpacked bytes, a piece after the other. */
export async function* unpackedPieces(packed: Packed): AsyncGenerator<Uint8Array> {
  const stream = new Stream(packed);
  for (let piece = await stream.piece(); piece; piece = await stream.piece()) yield piece;
}

class Stream {
  readonly #packed: Packed;
  readonly #decoder: Decoder;
  readonly #waiting: Uint8Array[] = [];
  #taken = 0; // of the packed bytes
  #made = 0;
  /** Of the unpacked bytes, those that were given. */
  at = 0;

  constructor(packed: Packed) {
    this.#packed = packed;
    this.#decoder = packed.decoder((chunk) => {
      this.#made += chunk.length;
      packed.check(this.#made, this.#taken);
      if (chunk.length > 0) this.#waiting.push(chunk);
    });
  }

  /** At most so many, and at least one. */
  async next(most: number): Promise<Uint8Array> {
    const piece = await this.piece();
    if (!piece) throw this.#packed.broken();
    if (piece.length <= most) return piece;
    this.#waiting.unshift(piece.subarray(most));
    this.at -= piece.length - most;
    return piece.subarray(0, most);
  }

  /** What comes out next; undefined at the end. */
  async piece(): Promise<Uint8Array | undefined> {
    while (this.#waiting.length === 0 && this.#taken < this.#packed.bytes) await this.#push();
    const piece = this.#waiting.shift();
    this.at += piece?.length ?? 0;
    return piece;
  }

  async #push(): Promise<void> {
    const { source, offset, bytes, broken } = this.#packed;
    const length = Math.min(PIECE_BYTES, bytes - this.#taken);
    const piece = await source.read(offset + this.#taken, length);
    this.#taken += length;
    try {
      this.#decoder.push(piece, this.#taken === bytes);
    } catch (cause) {
      throw isEngineError(cause) ? cause : broken(cause); // what `check` throws comes through the decoder
    }
  }
}
