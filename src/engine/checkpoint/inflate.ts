// Deflated bytes within limits: what a file says of its length is checked before and while it is unpacked.
import { Inflate } from 'fflate/browser';
import { EngineError } from '../core/error.ts';
import { grouped } from './words.ts';

/** Packed bytes a step: at DEFLATE's most, 1032 to 1, they give 17 MB, so little more than is allowed is ever made. */
const STEP_BYTES = 16_384;
/** The same where only the beginning is wanted: 264 KB at most. */
const START_STEP_BYTES = 256;

/**
 * The `size` bytes that `packed` (raw DEFLATE) holds. Throws EngineError naming `what` where it holds
 * more, fewer, or is no such data.
 */
export function inflated(packed: Uint8Array, size: number, what: string): Uint8Array {
  const out = new Uint8Array(size);
  let reached = 0;
  let isWhole = false;
  const inflate = new Inflate((piece, final) => {
    if (reached + piece.length > size) {
      throw damaged(
        `${what} unpacks to more than the ${grouped(size)} bytes that it is said to have`,
      );
    }
    out.set(piece, reached);
    reached += piece.length;
    isWhole ||= final;
  });
  try {
    for (let at = 0; at < packed.length || at === 0; at += STEP_BYTES) {
      const piece = packed.subarray(at, at + STEP_BYTES);
      inflate.push(piece, at + STEP_BYTES >= packed.length);
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw damaged(`${what} cannot be unpacked: it is damaged`, error);
  }
  if (reached < size || !isWhole) {
    throw damaged(
      `${what} unpacks to ${grouped(reached)} bytes, not the ${grouped(size)} that it is said to have`,
    );
  }
  return out;
}

/** The first bytes that the beginning of `packed` data unpacks to: some of those of all, and little more than `enough`. */
export function inflatedStart(packed: Uint8Array, enough: number, what: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  let reached = 0;
  const inflate = new Inflate((piece) => {
    pieces.push(piece);
    reached += piece.length;
  });
  try {
    for (let at = 0; at < packed.length && reached < enough; at += START_STEP_BYTES) {
      inflate.push(packed.subarray(at, at + START_STEP_BYTES));
    }
  } catch (error) {
    throw damaged(`${what} cannot be unpacked: it is damaged`, error);
  }
  const out = new Uint8Array(reached);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function damaged(message: string, cause?: unknown): EngineError {
  return new EngineError('file-format', message, { cause, hint: 'Download or save it again.' });
}

/** CRC-32 of zip archives and gzip (ISO 3309, reflected 0x04C11DB7); `before`: that of the bytes before these. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = remainders[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
