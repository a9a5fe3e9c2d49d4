// What a reader may see of a file to tell whether it is for it. Folders are full of files, and most are not.
import { EngineError } from '../core/error.ts';
import type { ByteSource } from '../core/files.ts';

/** As much as a zip archive's last words and their comment: they say where its list of files is. */
const MOST_BYTES = (1 << 16) + 22;

export type Look = {
  /** Of the file. */
  readonly size: number;
  /** Those of these bytes that there are. All readings of a look together take at most MOST_BYTES. */
  read(offset: number, length: number): Promise<Uint8Array>;
};

export function lookInto(source: Pick<ByteSource, 'size' | 'read'>): Look {
  let left = MOST_BYTES;
  const { size } = source;
  return {
    size,
    async read(offset, length) {
      const from = Math.min(Math.max(offset, 0), size);
      const to = Math.min(Math.max(offset + length, from), size);
      left -= to - from;
      if (left < 0) {
        throw new EngineError('internal', `a look into a file takes over ${MOST_BYTES} bytes`);
      }
      return source.read(from, to - from);
    },
  };
}

/** Where there is a name and no file. */
export const nothing = { size: 0, read: async () => new Uint8Array() };
