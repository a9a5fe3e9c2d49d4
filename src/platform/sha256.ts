// The Hasher port: Node's SHA-256.
import { createHash } from 'node:crypto';
import type { Hasher } from '../engine/core/ports.ts';

export function sha256(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest('hex'),
  };
}
