// Element types of weights, and their exact widening to float32. Typed arrays are read and written
// in the machine's byte order: little-endian, as the file formats and everything that Node's
// runtimes are built for.
import { EngineError } from './error.ts';

/** Bits of one element. Names and sizes are those of safetensors 0.8 (src/tensor.rs, Dtype). */
export const dtypeBits = {
  C64: 64,
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  I64: 64,
  I32: 32,
  I16: 16,
  I8: 8,
  U64: 64,
  U32: 32,
  U16: 16,
  U8: 8,
  BOOL: 8,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  F8_E8M0: 8,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F4: 4,
} as const;

export type Dtype = keyof typeof dtypeBits;
/** The types whose numbers are weights as they stand; the 8-bit ones need scales beside them. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16';

export function isDtype(text: string): text is Dtype {
  return Object.hasOwn(dtypeBits, text);
}

/** Whole bytes only where the elements fill them: an F4 has half a byte. */
export function bytesOf(dtype: Dtype, elements: number): number {
  return (elements * dtypeBits[dtype]) / 8;
}

export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/**
 * Writes the elements in `bytes` as float32 into `out`, which has exactly as many. F16 and BF16 are
 * exact, down to the bits of a NaN; F64 rounds to nearest, ties to even.
 */
export function widen(dtype: FloatDtype, bytes: Uint8Array, out: Float32Array): void {
  const size = bytesOf(dtype, 1);
  if (bytes.byteLength !== out.length * size) {
    throw new EngineError('internal', `${bytes.byteLength} bytes are not ${out.length} ${dtype}`);
  }
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const { length } = out;
  if (dtype === 'F32') out.set(new Float32Array(buffer, byteOffset, length));
  else if (dtype === 'F64') out.set(new Float64Array(buffer, byteOffset, length));
  else if (dtype === 'BF16') widenBf16(new Uint16Array(buffer, byteOffset, length), bitsOf(out));
  else widenF16(new Uint16Array(buffer, byteOffset, length), bitsOf(out));
}

/** bfloat16 is the upper half of a float32. */
function widenBf16(halves: Uint16Array, bits: Uint32Array): void {
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
}

function widenF16(halves: Uint16Array, bits: Uint32Array): void {
  f16Table ??= makeF16Table();
  const table = f16Table;
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]];
}

function bitsOf(floats: Float32Array): Uint32Array {
  return new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
}

/** The float32 bits of each of the 65,536 float16 values: 256 KB, made at the first use. */
let f16Table: Uint32Array | undefined;

function makeF16Table(): Uint32Array {
  return Uint32Array.from({ length: 1 << 16 }, (_, half) => f16Bits(half));
}

/** IEEE 754 binary16 (1, 5, 10 bits; bias 15) to the bits of binary32 (1, 8, 23; bias 127). */
function f16Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13); // infinite, NaN
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: fraction * 2^-24, a normal float32 once the leading bit has become implicit.
  const shift = Math.clz32(fraction) - 21; // 1..10
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
