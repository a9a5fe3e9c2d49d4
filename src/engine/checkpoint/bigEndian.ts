// Elements whose most significant byte comes first: NumPy's and HDF5's files may hold them.
import type { Dtype } from '../core/dtype.ts';

/** The same elements, the bytes of each in reverse. */
export function bigEndian(dtype: Dtype): Dtype {
  const { bytes, withoutNumbers } = dtype;
  if (withoutNumbers !== undefined) return dtype;
  return {
    ...dtype,
    array: undefined,
    decode(blocks, out) {
      const turned = new Uint8Array(blocks.length);
      for (let at = 0; at < blocks.length; at += bytes) {
        for (let i = 0; i < bytes; i++) turned[at + i] = blocks[at + bytes - 1 - i];
      }
      dtype.decode(turned, out);
    },
  };
}
