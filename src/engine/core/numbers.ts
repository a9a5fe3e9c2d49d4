// Elements of every dtype as numbers, for those who look at values rather than compute with them.
import { bytesOf, type Dtype, isFloatDtype, widen } from './dtype.ts';
import { EngineError } from './error.ts';

/** Why no numbers are made of elements of this dtype; undefined where they are. */
export function withoutNumbers(dtype: Dtype): string | undefined {
  if (dtype === 'C64') return 'complex numbers have no order';
  const six = dtype === 'F6_E2M3' || dtype === 'F6_E3M2';
  return six ? 'no library says yet how 6-bit numbers are packed' : undefined;
}

/**
 * Writes the elements in `bytes` into `out`, which has exactly as many. Exact, but that I64 and U64
 * beyond 2^53 round; NaN and infinities stay; BOOL becomes 0 or 1. F8_E4M3 is the variant without
 * infinities ("fn", Micikevicius et al. 2022, arXiv 2209.05433), as in PyTorch; F4 and F8_E8M0 are
 * E2M1 and the scales of OCP Microscaling Formats 1.0, the first of two F4 in the lower half of a byte.
 */
export function toNumbers(dtype: Dtype, bytes: Uint8Array, out: Float64Array): void {
  const size = bytesOf(dtype, 1);
  if (bytes.byteLength !== Math.ceil(out.length * size)) {
    throw new EngineError('internal', `${bytes.byteLength} bytes are not ${out.length} ${dtype}`);
  }
  const { buffer, byteOffset } = bytes.byteOffset % Math.ceil(size) === 0 ? bytes : bytes.slice();
  const view = viewers[dtype](buffer, byteOffset, out.length);
  if (view instanceof BigInt64Array || view instanceof BigUint64Array) {
    for (let i = 0; i < out.length; i++) out[i] = Number(view[i]);
  } else {
    out.set(view);
  }
}

type Numbers = ArrayLike<number> | BigInt64Array | BigUint64Array;
type Viewer = (buffer: ArrayBufferLike, offset: number, length: number) => Numbers;

/** Bytes -> numbers, as they lie there where an array type fits. */
const viewers: Readonly<Record<Dtype, Viewer>> = {
  F64: (buffer, offset, length) => new Float64Array(buffer, offset, length),
  F32: (buffer, offset, length) => new Float32Array(buffer, offset, length),
  F16: (buffer, offset, length) => widened('F16', buffer, offset, length),
  BF16: (buffer, offset, length) => widened('BF16', buffer, offset, length),
  I64: (buffer, offset, length) => new BigInt64Array(buffer, offset, length),
  I32: (buffer, offset, length) => new Int32Array(buffer, offset, length),
  I16: (buffer, offset, length) => new Int16Array(buffer, offset, length),
  I8: (buffer, offset, length) => new Int8Array(buffer, offset, length),
  U64: (buffer, offset, length) => new BigUint64Array(buffer, offset, length),
  U32: (buffer, offset, length) => new Uint32Array(buffer, offset, length),
  U16: (buffer, offset, length) => new Uint16Array(buffer, offset, length),
  U8: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  BOOL: (buffer, offset, length) =>
    new Uint8Array(buffer, offset, length).map((byte) => Number(byte !== 0)),
  F8_E4M3: (buffer, offset, length) => looked(e4m3, buffer, offset, length),
  F8_E5M2: (buffer, offset, length) => looked(e5m2, buffer, offset, length),
  F8_E4M3FNUZ: (buffer, offset, length) => looked(fnuz(3, 8), buffer, offset, length),
  F8_E5M2FNUZ: (buffer, offset, length) => looked(fnuz(2, 16), buffer, offset, length),
  F8_E8M0: (buffer, offset, length) => looked(e8m0, buffer, offset, length),
  F4: (buffer, offset, length) =>
    halves(new Uint8Array(buffer, offset, Math.ceil(length / 2)), length),
  F6_E2M3: none,
  F6_E3M2: none,
  C64: none,
};

/** withoutNumbers says so before anybody comes here. */
function none(): never {
  throw new EngineError('internal', 'a dtype without numbers');
}

function halves(bytes: Uint8Array, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const half = (bytes[i >> 1] >> (i % 2 === 0 ? 0 : 4)) & 0xf;
    return (half & 8 ? -1 : 1) * E2M1[half & 7];
  });
}

const E2M1 = [0, 0.5, 1, 1.5, 2, 3, 4, 6];

function widened(
  dtype: Dtype,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): Float32Array {
  if (!isFloatDtype(dtype)) throw new EngineError('internal', `${dtype} is not widened`);
  const out = new Float32Array(length);
  widen(dtype, new Uint8Array(buffer, offset, bytesOf(dtype, length)), out);
  return out;
}

function looked(
  value: (byte: number) => number,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, byte) => value(byte));
  const bytes = new Uint8Array(buffer, offset, length);
  return Float32Array.from(bytes, (byte) => table[byte]);
}

/** Finite, unsigned zero: what would be -0 is NaN. As AMD's MI300 has them. */
function fnuz(fractionBits: number, bias: number): (byte: number) => number {
  return (byte) => (byte === 0x80 ? Number.NaN : small(byte, fractionBits, bias));
}

/** A power of two; all ones is NaN. */
function e8m0(byte: number): number {
  return byte === 0xff ? Number.NaN : 2 ** (byte - 127);
}

/** Sign, 4 bits of exponent with bias 7, 3 of fraction; all ones is NaN. */
function e4m3(byte: number): number {
  if ((byte & 0x7f) === 0x7f) return Number.NaN;
  return small(byte, 3, 7);
}

/** Sign, 5 bits of exponent with bias 15, 2 of fraction; infinities and NaN as in IEEE 754. */
function e5m2(byte: number): number {
  if ((byte & 0x7c) !== 0x7c) return small(byte, 2, 15);
  if ((byte & 3) !== 0) return Number.NaN;
  return byte & 0x80 ? -Infinity : Infinity;
}

function small(byte: number, fractionBits: number, bias: number): number {
  const sign = byte & 0x80 ? -1 : 1;
  const exponent = (byte & 0x7f) >> fractionBits;
  const fraction = (byte & ((1 << fractionBits) - 1)) / (1 << fractionBits);
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}
