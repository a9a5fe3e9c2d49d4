// One picture of a PNG file, as numbers of 0 to 255. The library decodes; what it would let through is bounded here.
import { convertIndexedToRgb, decode } from 'fast-png';
import { Unzlib } from 'fflate';
import { EngineError } from '../../core/error.ts';
import { wrongData } from './rows.ts';

/** 1024 x 1024: what is classified is smaller. */
export const mostPixels = 2 ** 20;
/** Of one picture, compressed. */
export const mostPngBytes = 16 * 2 ** 20;
/** Goes into the decompression at once: a byte becomes at most 1032. */
const pieceBytes = 2 ** 15;
const signature = [137, 80, 78, 71, 13, 10, 26, 10];
/** All that a picture's numbers depend on; text and profiles are left out, which are compressed as well. */
const needed = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

export type Picture = {
  readonly dims: readonly [number, number, number];
  readonly data: Float32Array;
};

/** [height, width, channels]: one of grey, three of colour; how opaque it is, is left out. */
export function readPng(bytes: Uint8Array, file: string): Picture {
  const kept = checked(bytes, file);
  try {
    const png = decode(kept);
    const { width, height, depth } = png;
    const isIndexed = png.palette !== undefined;
    const samples = isIndexed ? convertIndexedToRgb(png) : unpacked(png);
    const channels = samples.length / (width * height);
    const scale = 255 / (isIndexed ? 255 : 2 ** depth - 1);
    const shown = channels < 3 ? 1 : 3;
    const data = Float32Array.from({ length: width * height * shown }, (_, i) => {
      return samples[Math.floor(i / shown) * channels + (i % shown)] * scale;
    });
    return { dims: [height, width, shown], data };
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw wrongData(file, `no PNG that can be read: ${message}`, 'Save the picture again.');
  }
}

/** Pictures of less than 8 bits have several numbers in a byte, and each line begins with one. */
function unpacked({ data, depth, width, height }: ReturnType<typeof decode>) {
  if (depth >= 8) return data;
  const line = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [y, bit] = [Math.floor(i / width), (i % width) * depth];
    return (data[y * line + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}

/** The chunks that are needed, once they are known to unpack to what the header says. */
function checked(bytes: Uint8Array, file: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wrong = (found: string) => wrongData(file, found, 'Save the picture as a PNG again.');
  if (bytes.length < 33 || signature.some((byte, i) => bytes[i] !== byte)) {
    throw wrong('it does not begin as a PNG');
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height > mostPixels || width * height === 0) {
    throw wrong(`${width} x ${height} pixels, 1 to ${mostPixels} are allowed`);
  }
  // Lines of at most four samples of two bytes, each with a byte before it; interlaced, twice as many.
  const room = { left: height * (1 + 8 * width) + 2 * (width + height) + 64 };
  const inflate = new Unzlib((chunk) => {
    room.left -= chunk.length;
    if (room.left < 0) throw wrong('it unpacks to more than its header says');
  });
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw wrong('it is cut short');
    if (needed.has(type)) parts.push(bytes.subarray(at, at + 12 + length));
    if (type === 'IDAT') push(inflate, bytes.subarray(at + 8, at + 8 + length), wrong);
    at += 12 + length;
  }
  return joined(parts);
}

function push(inflate: Unzlib, data: Uint8Array, wrong: (found: string) => EngineError): void {
  try {
    for (let at = 0; at < data.length; at += pieceBytes) {
      inflate.push(data.subarray(at, at + pieceBytes));
    }
  } catch (cause) {
    throw cause instanceof EngineError ? cause : wrong('its data do not unpack');
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
