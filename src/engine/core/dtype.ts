// Element types of weights: all that is known of one is its record. Typed arrays are read and written
// in the machine's byte order: little-endian, as the file formats and everything that Node's
// runtimes are built for.
import { EngineError } from './error.ts';
import { eightBit, ieee, small } from './smallFloats.ts';

/** What elements become: computed with as float32, looked at as float64. */
export type Floats = Float32Array | Float64Array;

export type Dtype = {
  readonly name: string;
  /** Elements that are packed together: two F4 lie in a byte. */
  readonly perBlock: number;
  /** Of a block. */
  readonly bytes: number;
  /** Whether its numbers are weights as they stand; the 8-bit ones need scales beside them. */
  readonly isWeight: boolean;
  /** The array whose memory is a run of such elements: into one they are read without decoding. */
  readonly array?: ArrayOf<ArrayLike<number>>;
  /** Why no numbers are made of it; undefined where they are. */
  readonly withoutNumbers?: string;
  /**
   * Writes the elements of whole blocks into `out`, which has exactly as many: exact where it holds
   * such numbers, else rounded to nearest, ties to even. Called through `widen`.
   */
  decode(blocks: Uint8Array, out: Floats): void;
};

/** Names, sizes and order are those of safetensors 0.8 (src/tensor.rs, Dtype). */
const all: readonly Dtype[] = [
  numberless('C64', 1, 8, 'complex numbers have no order'),
  weights(lying('F64', Float64Array)),
  weights(lying('F32', Float32Array)),
  weights(looked('F16', Uint16Array, ieee(5, 10))),
  weights(single('BF16', 2, shifted)),
  counted('I64', BigInt64Array),
  lying('I32', Int32Array),
  lying('I16', Int16Array),
  lying('I8', Int8Array),
  counted('U64', BigUint64Array),
  lying('U32', Uint32Array),
  lying('U16', Uint16Array),
  lying('U8', Uint8Array),
  looked('BOOL', Uint8Array, (byte) => Number(byte !== 0)),
  looked('F8_E4M3', Uint8Array, eightBit.e4m3),
  looked('F8_E5M2', Uint8Array, ieee(5, 2)),
  looked('F8_E4M3FNUZ', Uint8Array, eightBit.e4m3fnuz),
  looked('F8_E5M2FNUZ', Uint8Array, eightBit.e5m2fnuz),
  looked('F8_E8M0', Uint8Array, eightBit.e8m0),
  numberless('F6_E2M3', 4, 3, 'no library says yet how 6-bit numbers are packed'),
  numberless('F6_E3M2', 4, 3, 'no library says yet how 6-bit numbers are packed'),
  { name: 'F4', perBlock: 2, bytes: 1, isWeight: false, decode: halves },
];

/** By the name that files give them. */
export const dtypes: ReadonlyMap<string, Dtype> = new Map(all.map((dtype) => [dtype.name, dtype]));

/** Whole bytes only where the elements fill their blocks. */
export function bytesOf({ perBlock, bytes }: Dtype, elements: number): number {
  return (elements * bytes) / perBlock;
}

/** Decodes whole blocks into `out`. Throws where they do not hold exactly its elements. */
export function widen(dtype: Dtype, blocks: Uint8Array, out: Floats): void {
  if (blocks.length !== bytesOf(dtype, out.length)) {
    const message = `${blocks.length} bytes are not ${out.length} ${dtype.name}`;
    throw new EngineError('internal', message);
  }
  dtype.decode(blocks, out);
}

type ArrayOf<T> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
};

function viewOf<T>(array: ArrayOf<T>, bytes: Uint8Array): T {
  const size = array.BYTES_PER_ELEMENT;
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new array(buffer, byteOffset, bytes.length / size);
}

function weights(dtype: Dtype): Dtype {
  return { ...dtype, isWeight: true };
}

/** One element a block. */
function single(name: string, bytes: number, decode: Dtype['decode']): Dtype {
  return { name, perBlock: 1, bytes, isWeight: false, decode };
}

/** Elements that an array of JavaScript has as they lie in the file. */
function lying(name: string, array: ArrayOf<ArrayLike<number>>): Dtype {
  const decode: Dtype['decode'] = (blocks, out) => out.set(viewOf(array, blocks));
  return { ...single(name, array.BYTES_PER_ELEMENT, decode), array };
}

/** Integers that round beyond 2^53. */
function counted(name: string, array: ArrayOf<BigInt64Array | BigUint64Array>): Dtype {
  return single(name, array.BYTES_PER_ELEMENT, (blocks, out) => {
    const integers = viewOf(array, blocks);
    for (let i = 0; i < out.length; i++) out[i] = Number(integers[i]);
  });
}

/** Elements of so few bits that each of their values stands in a table, made at the first use: at most 256 KB. */
function looked(
  name: string,
  array: ArrayOf<Uint8Array | Uint16Array>,
  numberOf: (code: number) => number,
): Dtype {
  let table: Float32Array | undefined;
  return single(name, array.BYTES_PER_ELEMENT, (blocks, out) => {
    const length = 256 ** array.BYTES_PER_ELEMENT;
    table ??= Float32Array.from({ length }, (_, code) => numberOf(code));
    lookUp(table, viewOf(array, blocks), out);
  });
}

function lookUp(table: Float32Array, codes: Uint8Array | Uint16Array, out: Floats): void {
  for (let i = 0; i < out.length; i++) out[i] = table[codes[i]];
}

/** BF16 is the upper half of a float32: a table would be slower. */
function shifted(blocks: Uint8Array, out: Floats): void {
  const upper = viewOf(Uint16Array, blocks);
  const floats = out instanceof Float32Array ? out : new Float32Array(out.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < bits.length; i++) bits[i] = upper[i] << 16;
  if (floats !== out) out.set(floats);
}

/** F4 is E2M1 of OCP Microscaling Formats 1.0: the first of two in the lower half of a byte. */
function halves(blocks: Uint8Array, out: Floats): void {
  for (let i = 0; i < out.length; i++) out[i] = e2m1[(blocks[i >> 1] >> (4 * (i % 2))) & 0xf];
}

const e2m1 = Float32Array.from({ length: 16 }, (_, code) => small(code, 2, 1));

/** Listed with its size; `withoutNumbers` says why nobody comes to decode it. */
export function numberless(name: string, perBlock: number, bytes: number, why: string): Dtype {
  const decode = () => {
    throw new EngineError('internal', `${name} is a dtype without numbers`);
  };
  return { name, perBlock, bytes, isWeight: false, withoutNumbers: why, decode };
}
