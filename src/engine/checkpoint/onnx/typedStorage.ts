// Elements that a TensorProto gives as numbers of protobuf instead of as bytes: packed or one a field, and of any
// of these several. They are made bytes again from front to back; a reading goes on where the last one ended.
import { type Dtype, type Floats, widen } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { ByteSource } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { Storage } from '../storage.ts';
import { quoted } from '../words.ts';
import type { TensorProto } from './tensorProto.ts';
import { BYTES, LONG, SHORT, VARINT } from './walk.ts';

/** Bytes between two looks at the job: a few milliseconds. */
const PIECE_BYTES = 1 << 18;
/** A tag, a length and a number have 30 bytes at most. */
const AHEAD = 32;

export class TypedStorage implements Storage {
  readonly #source: ByteSource;
  readonly #tensor: TensorProto;
  #kept: Cursor | undefined;

  constructor(source: ByteSource, tensor: TensorProto) {
    this.#source = source;
    this.#tensor = tensor;
  }

  get path(): string {
    return this.#source.path;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    const { dtype, shape } = this.#tensor;
    const { perBlock } = dtype;
    const block = Math.floor(first / perBlock);
    const end = Math.min(
      Math.ceil((first + out.length) / perBlock),
      Math.ceil(count(shape) / perBlock),
    );
    const cursor = this.#cursorAt(block);
    await cursor.pass(job, block - cursor.block, undefined);
    const blocks = new Uint8Array((end - block) * dtype.bytes);
    await cursor.pass(job, end - block, blocks);
    this.#kept = cursor;
    const whole = new Float64Array((end - block) * perBlock);
    widen(dtype, blocks, whole);
    const from = first - block * perBlock;
    out.set(whole.subarray(from, from + out.length));
  }

  /** One at a time has the kept one: readings go on while others wait. */
  #cursorAt(block: number): Cursor {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept && kept.block <= block ? kept : new Cursor(this.#source, this.#tensor);
  }
}

class Cursor {
  /** The next one. */
  block = 0;
  readonly #source: ByteSource;
  readonly #dtype: Dtype;
  readonly #field: number;
  readonly #end: number;
  readonly #name: string;
  #at: number;
  /** Of the packed run that it is in; 0: in none. */
  #runEnd = 0;
  #window = new Uint8Array(0);
  #begin = 0;
  #low = 0;
  #high = 0;

  constructor(source: ByteSource, { dtype, data, name }: TensorProto) {
    this.#source = source;
    this.#dtype = dtype;
    this.#field = data.field ?? 0;
    this.#at = data.begin;
    this.#end = data.end;
    this.#name = name;
  }

  /** Moves over so many blocks, and writes their bytes into `out`. */
  async pass(job: Job, blocks: number, out: Uint8Array | undefined): Promise<void> {
    for (let i = 0; i < blocks; ) {
      const left = this.#begin + this.#window.length - this.#at;
      if (left < Math.min(AHEAD, this.#end - this.#at)) await this.#load(job);
      if (this.#at >= this.#end) throw this.#tooFew();
      if (this.#at < this.#runEnd) {
        this.#element(this.#field === 4 ? SHORT : this.#field === 10 ? LONG : VARINT, out, i);
        i++;
        this.block++;
      } else if (this.#enter(out, i)) {
        i++;
        this.block++;
      }
    }
  }

  async #load(job: Job): Promise<void> {
    await job.pause();
    const length = Math.min(PIECE_BYTES, this.#end - this.#at);
    this.#window = new Uint8Array(await this.#source.read(this.#at, length));
    this.#begin = this.#at;
  }

  /** The next field: a run to go through, an element (true), or something else, which is passed over. */
  #enter(out: Uint8Array | undefined, i: number): boolean {
    this.#varint();
    const wire = this.#low & 7;
    const isOurs = this.#low >>> 3 === this.#field;
    if (wire === BYTES) {
      this.#varint();
      const length = (this.#high >>> 0) * 2 ** 32 + (this.#low >>> 0);
      if (isOurs) this.#runEnd = this.#at + length;
      else this.#at += length;
      return false;
    }
    this.#element(wire, isOurs ? out : undefined, i);
    return isOurs;
  }

  /** The lowest bytes of the number are those of the block. */
  #element(wire: number, out: Uint8Array | undefined, i: number): void {
    const { bytes } = this.#dtype;
    if (wire === SHORT || wire === LONG) {
      const from = this.#at - this.#begin;
      const length = wire === SHORT ? 4 : 8;
      out?.set(this.#window.subarray(from, from + Math.min(length, bytes)), i * bytes);
      this.#at += length;
      return;
    }
    this.#varint();
    for (let k = 0; out && k < bytes; k++) {
      out[i * bytes + k] = (k < 4 ? this.#low : this.#high) >>> (8 * (k % 4));
    }
  }

  /** Into the lower and upper 32 bits. */
  #varint(): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#window[this.#at++ - this.#begin];
      if (byte === undefined) break;
      const bits = byte & 0x7f;
      if (shift < 32) this.#low |= bits << shift;
      if (shift === 28) this.#high = bits >>> 4;
      else if (shift > 28) this.#high |= bits << (shift - 32);
      if (byte < 0x80) return;
    }
    throw this.#tooFew();
  }

  #tooFew(): EngineError {
    const found = `ends within the data of tensor ${quoted(this.#name)}`;
    return new EngineError('file-format', `${this.#source.path} ${found}`, {
      hint: 'The file is damaged: download or export it again.',
    });
  }
}
