// Widening is exact: every 8- and 16-bit pattern against a second way to its number.
import { describe, expect, test } from 'vitest';
import { dtypes, type Floats, widen } from '../../src/engine/core/dtype.ts';

function widened<T extends Floats>(name: string, source: ArrayBufferView, out: T): T {
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  widen(dtypes.get(name)!, bytes, out);
  return out;
}

const codes = (bits: number) => Array.from({ length: 2 ** bits }, (_, code) => code);

/** The float32 whose bits these are. */
const float32 = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer)[0];

/** binary16 (1, 5, 10 bits; bias 15) by the bits of binary32 (1, 8, 23; bias 127). */
function half(code: number): number {
  const sign = (code & 0x8000) << 16;
  const exponent = (code >> 10) & 0x1f;
  const fraction = code & 0x3ff;
  if (exponent === 0) return (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
  return float32(sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (fraction << 13));
}

describe('every pattern, as both kinds of number', () => {
  const cases: readonly (readonly [string, number, (code: number) => number])[] = [
    ['F16', 16, half],
    ['BF16', 16, (code) => float32(code << 16)], // the upper half of a float32
    ['F8_E5M2', 8, (code) => half(code << 8)], // the upper half of a float16
    ['F8_E4M3', 8, (code) => ((code & 0x7f) === 0x7f ? Number.NaN : 2 ** 8 * half(shifted(code)))],
    ['F8_E4M3FNUZ', 8, (code) => (code === 0x80 ? Number.NaN : 2 ** 7 * half(shifted(code)))],
    ['F8_E5M2FNUZ', 8, (code) => (code === 0x80 ? Number.NaN : fnuz(code))],
    ['F8_E8M0', 8, (code) => (code === 0xff ? Number.NaN : 2 ** (code - 127))],
    ['I8', 8, (code) => (code < 128 ? code : code - 256)],
    ['U8', 8, (code) => code],
    ['BOOL', 8, (code) => (code === 0 ? 0 : 1)],
    ['I16', 16, (code) => (code < 2 ** 15 ? code : code - 2 ** 16)],
    ['U16', 16, (code) => code],
  ];
  /** A byte of 4 and 3 bits as a float16 of an exponent 2^8 too small. */
  function shifted(code: number): number {
    return ((code & 0x80) << 8) | ((code & 0x7f) << 7);
  }
  /** An exponent that is 1 less than IEEE's, with no infinities above it. */
  function fnuz(code: number): number {
    const top = (code & 0x7c) === 0x7c;
    return top ? half((code << 8) - (1 << 10)) : half(code << 8) / 2;
  }
  test.each(cases)('%s', (name, bits, expected) => {
    const all = codes(bits);
    const source = bits === 8 ? Uint8Array.from(all) : Uint16Array.from(all);
    for (const out of [new Float32Array(all.length), new Float64Array(all.length)]) {
      const found = widened(name, source, out);
      expect(all.filter((code) => !Object.is(found[code], expected(code)))).toEqual([]);
    }
  });
});

test('F4: two in a byte, the lower half first', () => {
  const found = widened('F4', Uint8Array.from(codes(8)), new Float64Array(512));
  const values = [0, 0.5, 1, 1.5, 2, 3, 4, 6];
  const value = (code: number) => (code < 8 ? values[code] : -values[code - 8]);
  expect([...found]).toEqual(codes(8).flatMap((byte) => [value(byte & 15), value(byte >> 4)]));
});

describe('float64', () => {
  const cases = [
    [1 / 3, Math.fround(1 / 3)],
    [1 + 2 ** -24, 1], // a tie goes to even
    [1 + 3 * 2 ** -24, 1 + 2 ** -22],
    [1e300, Number.POSITIVE_INFINITY],
    [1e-300, 0],
  ] as const;
  test.each(cases)('%f stays, or rounds to the nearest float32', (from, to) => {
    expect(widened('F64', Float64Array.of(from), new Float32Array(1))[0]).toBe(to);
    expect(widened('F64', Float64Array.of(from), new Float64Array(1))[0]).toBe(from);
  });
});

describe('integers', () => {
  const cases = [
    ['I32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1), [-(2 ** 31), 2 ** 31 - 1]],
    ['U32', Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
    ['I64', BigInt64Array.of(-3n, 2n ** 53n + 1n), [-3, 2 ** 53]],
    ['U64', BigUint64Array.of(3n, 2n ** 64n - 1n), [3, 2 ** 64]],
  ] as const;
  test.each(cases)('%s', (name, source, expected) => {
    expect([...widened(name, source, new Float64Array(expected.length))]).toEqual(expected);
  });
});

describe('from any address', () => {
  const cases = [
    ['F32', [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0], [1.5, -2]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0], [1, -2]],
    ['I64', [7, 0, 0, 0, 0, 0, 0, 0], [7]],
  ] as const;
  test.each(cases)('%s', (name, bytes, expected) => {
    const source = Uint8Array.of(0xff, ...bytes).subarray(1);
    expect([...widened(name, source, new Float32Array(expected.length))]).toEqual(expected);
  });
});

test.each([
  ['F16', 6, 4],
  ['F32', 5, 1],
  ['F4', 2, 3],
])('%s: %i bytes are not %i elements', (name, bytes, elements) => {
  const out = new Float32Array(elements);
  const sentence = `${bytes} bytes are not ${elements} ${name}`;
  expect(() => widened(name, new Uint8Array(bytes), out)).toThrow(sentence);
});
