// How the numbers of one tensor are had, wherever and however they lie.
import { type Dtype, type Floats, widen } from '../core/dtype.ts';
import type { ByteSource } from '../core/files.ts';
import type { Job } from '../core/job.ts';

export interface Storage {
  /** The file, for people. */
  readonly path: string;
  /** Of the first byte, where the tensor is one run of bytes in its file: two at one place are one weight. */
  readonly offset?: number;
  /** The bytes from its first number to its last, where it is no such run but lies there as it is. */
  readonly reach?: { readonly begin: number; readonly end: number };
  /**
   * Elements [first, first + out.length) in row-major order as numbers, NaN and infinities as they
   * stand. Looks at the job every few milliseconds.
   */
  read(job: Job, first: number, out: Floats): Promise<void>;
}

/** Bytes between two looks at the job: a few milliseconds of reading. */
const PIECE_BYTES = 4 << 20;

/** What the last reading worked in: a tensor that is looked at is read thousands of times. */
let spare = new Uint8Array(0);

function borrowed(bytes: number): Uint8Array<ArrayBuffer> {
  const memory = spare.length < bytes ? new Uint8Array(bytes) : spare;
  spare = new Uint8Array(0); // one at a time: readings go on while others wait
  return memory;
}

/** Little-endian elements, one after the other. A class: a header lists 250,000 tensors. */
export class PlainStorage implements Storage {
  readonly source: ByteSource;
  readonly dtype: Dtype;
  readonly offset: number;

  constructor(source: ByteSource, dtype: Dtype, offset: number) {
    this.source = source;
    this.dtype = dtype;
    this.offset = offset;
  }

  get path(): string {
    return this.source.path;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    const { array, bytes, perBlock } = this.dtype;
    const isUncopied = array !== undefined && out instanceof array;
    const most = Math.ceil(PIECE_BYTES / bytes); // blocks
    const blocks = Math.min(most, Math.ceil(out.length / perBlock)) + 1; // a piece may begin within one
    const memory = isUncopied ? undefined : borrowed(blocks * bytes);
    for (let done = 0; done < out.length; done += most * perBlock) {
      await job.pause();
      const piece = out.subarray(done, done + most * perBlock);
      if (memory) await this.#decode(first + done, piece, memory);
      else await this.#copy(first + done, piece);
    }
    if (memory) spare = memory;
  }

  #copy(first: number, out: Floats): Promise<void> {
    const target = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    return this.source.readInto(this.offset + first * this.dtype.bytes, target);
  }

  /** By way of `memory`; where the piece begins or ends within a block, the whole blocks are decoded. */
  async #decode(first: number, out: Floats, memory: Uint8Array): Promise<void> {
    const { bytes, perBlock } = this.dtype;
    const before = first % perBlock;
    const blocks = Math.ceil((before + out.length) / perBlock);
    const raw = memory.subarray(0, blocks * bytes);
    await this.source.readInto(this.offset + ((first - before) / perBlock) * bytes, raw);
    if (blocks * perBlock === out.length) return widen(this.dtype, raw, out);
    const whole = new Float64Array(blocks * perBlock);
    widen(this.dtype, raw, whole);
    out.set(whole.subarray(before, before + out.length));
  }
}
