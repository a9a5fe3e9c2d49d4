// The Hasher port: Node's SHA-256.
import { createHash, type Hash } from 'node:crypto';
import type { Hasher } from '../engine/core/ports.ts';

export function sha256(): Hasher {
  return hasherOf(createHash('sha256'));
}

function hasherOf(hash: Hash): Hasher {
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    copy: () => hasherOf(hash.copy()),
    hex: () => hash.digest('hex'),
  };
}
