// How ggml packs numbers: blocks of 32 or 256 elements with scales, in the float32 arithmetic and the order of
// gguf-py (quants.py, dequantize_blocks), whose every number is met exactly: test/checkpoint/gguf.test.ts.
import type { Dtype, Floats } from '../../core/dtype.ts';
import { ieee } from '../../core/smallFloats.ts';

const { fround } = Math;

/** Writes the elements of the block that begins at `at` into `out` from `to` on. */
type Unpack = (raw: Uint8Array, at: number, out: Floats, to: number) => void;

function packed(name: string, perBlock: number, bytes: number, unpack: Unpack): Dtype {
  return {
    name,
    perBlock,
    bytes,
    isWeight: true,
    decode(raw, out) {
      for (let at = 0, to = 0; to < out.length; at += bytes, to += perBlock) {
        unpack(raw, at, out, to);
      }
    },
  };
}

let halves: Float32Array | undefined;

/** The float16 at `at`. */
function half(raw: Uint8Array, at: number): number {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, code) => ieee(5, 10)(code));
  return halves[raw[at] | (raw[at + 1] << 8)];
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}

export const Q8_0 = packed('Q8_0', 32, 34, (raw, at, out, to) => {
  const scale = half(raw, at);
  for (let i = 0; i < 32; i++) out[to + i] = fround(signed(raw[at + 2 + i]) * scale);
});

/** 16 bytes: the lower halves are the first 16 elements, the upper ones the last. */
export const Q4_0 = packed('Q4_0', 32, 18, (raw, at, out, to) => {
  const scale = half(raw, at);
  for (let i = 0; i < 16; i++) {
    const byte = raw[at + 2 + i];
    out[to + i] = fround(scale * ((byte & 15) - 8));
    out[to + 16 + i] = fround(scale * ((byte >> 4) - 8));
  }
});

export const Q4_1 = packed('Q4_1', 32, 20, (raw, at, out, to) => {
  const scale = half(raw, at);
  const least = half(raw, at + 2);
  for (let i = 0; i < 16; i++) {
    const byte = raw[at + 4 + i];
    out[to + i] = fround(fround(scale * (byte & 15)) + least);
    out[to + 16 + i] = fround(fround(scale * (byte >> 4)) + least);
  }
});

/** Bit i of the 4 bytes at `at`, as the fifth bit of element i. */
function fifth(raw: Uint8Array, at: number, i: number): number {
  return ((raw[at + (i >> 3)] >> (i & 7)) & 1) << 4;
}

export const Q5_0 = packed('Q5_0', 32, 22, (raw, at, out, to) => {
  const scale = half(raw, at);
  for (let i = 0; i < 16; i++) {
    const byte = raw[at + 6 + i];
    out[to + i] = fround(scale * (((byte & 15) | fifth(raw, at + 2, i)) - 16));
    out[to + 16 + i] = fround(scale * (((byte >> 4) | fifth(raw, at + 2, i + 16)) - 16));
  }
});

export const Q5_1 = packed('Q5_1', 32, 24, (raw, at, out, to) => {
  const scale = half(raw, at);
  const least = half(raw, at + 2);
  for (let i = 0; i < 16; i++) {
    const byte = raw[at + 8 + i];
    const low = (byte & 15) | fifth(raw, at + 4, i);
    const high = (byte >> 4) | fifth(raw, at + 4, i + 16);
    out[to + i] = fround(fround(scale * low) + least);
    out[to + 16 + i] = fround(fround(scale * high) + least);
  }
});

/** Of the 8 groups of a block with 6-bit scales and minima: the bits of the last four are put together of two places. */
function scaleBits(raw: Uint8Array, at: number, group: number): number {
  if (group < 4) return raw[at + group] & 63;
  return (raw[at + group + 4] & 15) | ((raw[at + group - 4] >> 2) & 48);
}

function leastBits(raw: Uint8Array, at: number, group: number): number {
  if (group < 4) return raw[at + group + 4] & 63;
  return (raw[at + group + 4] >> 4) | ((raw[at + group] >> 2) & 48);
}

/** 8 groups of 32; two groups share 32 bytes. */
export const Q4_K = packed('Q4_K', 256, 144, (raw, at, out, to) => {
  for (let group = 0; group < 8; group++) {
    const scale = fround(half(raw, at) * scaleBits(raw, at + 4, group));
    const least = fround(half(raw, at + 2) * leastBits(raw, at + 4, group));
    const low = at + 16 + 32 * (group >> 1);
    const shift = 4 * (group & 1);
    for (let i = 0; i < 32; i++) {
      out[to + 32 * group + i] = fround(fround(scale * ((raw[low + i] >> shift) & 15)) - least);
    }
  }
});

/** As Q4_K; bit g of byte i is the fifth bit of element i of group g. */
export const Q5_K = packed('Q5_K', 256, 176, (raw, at, out, to) => {
  for (let group = 0; group < 8; group++) {
    const scale = fround(half(raw, at) * scaleBits(raw, at + 4, group));
    const least = fround(half(raw, at + 2) * leastBits(raw, at + 4, group));
    const low = at + 48 + 32 * (group >> 1);
    const shift = 4 * (group & 1);
    for (let i = 0; i < 32; i++) {
      const high = ((raw[at + 16 + i] >> group) & 1) << 4;
      const bits = ((raw[low + i] >> shift) & 15) | high;
      out[to + 32 * group + i] = fround(fround(scale * bits) - least);
    }
  }
});

/** Two halves of 4 groups of 32: 64 bytes of lower bits, two groups a half byte each; 32 of upper ones, four a byte. */
export const Q6_K = packed('Q6_K', 256, 210, (raw, at, out, to) => {
  const all = half(raw, at + 208);
  for (let group = 0; group < 8; group++) {
    const low = at + 64 * (group >> 2) + 32 * (group & 1);
    const high = at + 128 + 32 * (group >> 2);
    const [lowShift, highShift] = [2 * (group & 2), 2 * (group & 3)];
    for (let i = 0; i < 32; i++) {
      const scale = fround(all * signed(raw[at + 192 + 2 * group + (i >> 4)]));
      const bits = ((raw[low + i] >> lowShift) & 15) | (((raw[high + i] >> highShift) & 3) << 4);
      out[to + 32 * group + i] = fround(scale * (bits - 32));
    }
  }
});

/** 16 groups of 16, each with a scale and a minimum of 4 bits; four groups share the bits of a byte, 32 bytes a half block. */
export const Q2_K = packed('Q2_K', 256, 84, (raw, at, out, to) => {
  for (let group = 0; group < 16; group++) {
    const scale = fround(half(raw, at + 80) * (raw[at + group] & 15));
    const least = fround(half(raw, at + 82) * (raw[at + group] >> 4));
    const low = at + 16 + 32 * (group >> 3) + 16 * (group & 1);
    const shift = 2 * ((group >> 1) & 3);
    for (let i = 0; i < 16; i++) {
      const bits = (raw[low + i] >> shift) & 3;
      out[to + 16 * group + i] = fround(fround(scale * bits) - least);
    }
  }
});

/** As Q2_K, without minima; bit g of mask byte i, where it is not set, takes 4 off element i of pair g of groups. */
export const Q3_K = packed('Q3_K', 256, 110, (raw, at, out, to) => {
  const all = half(raw, at + 108);
  for (let group = 0; group < 16; group++) {
    const lower = (raw[at + 96 + (group & 7)] >> (4 * (group >> 3))) & 15;
    const upper = (raw[at + 104 + (group & 3)] >> (2 * (group >> 2))) & 3;
    const scale = fround(all * ((lower | (upper << 4)) - 32));
    const [pair, odd] = [group >> 1, 16 * (group & 1)];
    const low = at + 32 + 32 * (group >> 3) + odd;
    for (let i = 0; i < 16; i++) {
      const isSet = (raw[at + odd + i] >> pair) & 1;
      const bits = ((raw[low + i] >> (2 * (pair & 3))) & 3) - (isSet ? 0 : 4);
      out[to + 16 * group + i] = fround(scale * bits);
    }
  }
});

/** The numbers that 4 bits stand for where steps are not even (ggml-common.h, kvalues_iq4nl). */
const uneven = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

/** 16 bytes as in Q4_0, of uneven steps. */
function unpackUneven(raw: Uint8Array, at: number, scale: number, out: Floats, to: number): void {
  for (let i = 0; i < 16; i++) {
    out[to + i] = fround(scale * uneven[raw[at + i] & 15]);
    out[to + 16 + i] = fround(scale * uneven[raw[at + i] >> 4]);
  }
}

export const IQ4_NL = packed('IQ4_NL', 32, 18, (raw, at, out, to) => {
  unpackUneven(raw, at + 2, half(raw, at), out, to);
});

/** 8 groups of 32 as IQ4_NL's, with scales of 6 bits: the upper two of each in 2 bytes, the lower four in 4. */
export const IQ4_XS = packed('IQ4_XS', 256, 136, (raw, at, out, to) => {
  const all = half(raw, at);
  for (let group = 0; group < 8; group++) {
    const lower = (raw[at + 4 + (group >> 1)] >> (4 * (group & 1))) & 15;
    const upper = (raw[at + 2 + (group >> 2)] >> (2 * (group & 3))) & 3;
    const scale = fround(all * ((lower | (upper << 4)) - 32));
    unpackUneven(raw, at + 8 + 16 * group, scale, out, to + 32 * group);
  }
});
