// A digest of many numbers, by their bytes: written as text, millions of them take longer than what they are hashed for.
import type { Ports } from './ports.ts';

/** SHA-256 in hex; where one array ends and the next begins is no part of it. */
export function digestOfNumbers(
  { sha256 }: Pick<Ports, 'sha256'>,
  arrays: readonly (Float32Array | Float64Array)[],
): string {
  const hasher = sha256();
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hasher.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hasher.hex();
}
