// Widening to float32 is exact: every 16-bit pattern against the arithmetic of its format.
import { describe, expect, test } from 'vitest';
import { type FloatDtype, widen } from '../../src/engine/core/dtype.ts';

function widened(dtype: FloatDtype, source: ArrayBufferView, length: number): Float32Array {
  const out = new Float32Array(length);
  widen(dtype, new Uint8Array(source.buffer, source.byteOffset, source.byteLength), out);
  return out;
}

const everyHalf = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);

/** IEEE 754 by its definition: sign, then 2^(e - bias) times 1.fraction, or 0.fraction at e = 0. */
function decoded(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits >> (exponentBits + fractionBits) === 0 ? 1 : -1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0
    ? sign * fraction * 2 ** (1 - bias)
    : sign * (1 + fraction) * 2 ** (exponent - bias);
}

describe('every 16-bit pattern', () => {
  const formats = [
    { dtype: 'F16', exponentBits: 5, fractionBits: 10 },
    { dtype: 'BF16', exponentBits: 8, fractionBits: 7 },
  ] as const;
  test.each(formats)('$dtype', ({ dtype, exponentBits, fractionBits }) => {
    const found = widened(dtype, everyHalf, everyHalf.length);
    const wrong = [...everyHalf].filter(
      (bits) => !Object.is(found[bits], decoded(bits, exponentBits, fractionBits)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('float64 rounds to the nearest float32', () => {
  const cases = [
    [1 / 3, Math.fround(1 / 3)],
    [1 + 2 ** -24, 1], // a tie goes to even
    [1 + 3 * 2 ** -24, 1 + 2 ** -22],
    [1e300, Number.POSITIVE_INFINITY],
    [1e-300, 0],
  ] as const;
  test.each(cases)('%f', (from, to) => {
    expect(widened('F64', Float64Array.of(from), 1)[0]).toBe(to);
  });
});

test('float32 is copied, from any address', () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
  expect([...widened('F32', bytes.subarray(1), 2)]).toEqual([1.5, -2]);
});

test('half types widen from any address', () => {
  const bytes = Uint8Array.of(0, 0x80, 0x3f, 0x00, 0xc0); // BF16 1, -2 behind one byte
  expect([...widened('BF16', bytes.subarray(1), 2)]).toEqual([1, -2]);
});

test('a wrong number of bytes is an error', () => {
  expect(() => widened('F16', new Uint8Array(6), 4)).toThrow('6 bytes are not 4 F16');
});
