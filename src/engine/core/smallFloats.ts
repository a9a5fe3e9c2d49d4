// Floating-point numbers of 16 bits and fewer: from the bits of one, an integer, to its value. All values
// are float32 values.

/** Sign, exponent, fraction; without infinities and NaN. The bias is IEEE 754's unless it is given. */
export function small(
  code: number,
  exponentBits: number,
  fractionBits: number,
  bias = 2 ** (exponentBits - 1) - 1,
): number {
  const sign = code >> (exponentBits + fractionBits) === 0 ? 1 : -1;
  const exponent = (code >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (code & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** As IEEE 754 has them: an exponent of all ones is infinite, or NaN. */
export function ieee(exponentBits: number, fractionBits: number): (code: number) => number {
  const infinite = (2 ** exponentBits - 1) << fractionBits;
  return (code) => {
    if ((code & infinite) !== infinite) return small(code, exponentBits, fractionBits);
    if ((code & (2 ** fractionBits - 1)) !== 0) return Number.NaN;
    return code >> (exponentBits + fractionBits) === 0 ? Infinity : -Infinity;
  };
}

/** Those of one byte that differ from IEEE 754. */
export const eightBit = {
  /** All ones is NaN; nothing is infinite ("fn", Micikevicius et al. 2022, arXiv 2209.05433). */
  e4m3: (byte: number) => ((byte & 0x7f) === 0x7f ? Number.NaN : small(byte, 4, 3)),
  /** As AMD's MI300 has them: finite, unsigned zero; what would be -0 is NaN. */
  e4m3fnuz: (byte: number) => (byte === 0x80 ? Number.NaN : small(byte, 4, 3, 8)),
  e5m2fnuz: (byte: number) => (byte === 0x80 ? Number.NaN : small(byte, 5, 2, 16)),
  /** A power of two (OCP Microscaling Formats 1.0); all ones is NaN. */
  e8m0: (byte: number) => (byte === 0xff ? Number.NaN : 2 ** (byte - 127)),
};
