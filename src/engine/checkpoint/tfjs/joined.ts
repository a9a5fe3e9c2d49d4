// Files whose bytes are one after the other, as one: a weight may begin in one file and end in the next.
import { EngineError } from '../../core/error.ts';
import type { ByteSource } from '../../core/files.ts';
import type { HeldSource } from '../held.ts';

export interface Joined extends ByteSource {
  /** Which file holds a byte; the last one beyond the end. */
  indexAt(offset: number): number;
}

/** Closing them is the holder's. */
export function joined(sources: readonly HeldSource[]): Joined {
  const starts: number[] = [];
  let size = 0;
  for (const source of sources) {
    starts.push(size);
    size += source.size;
  }
  const path = sources[0]?.path ?? '';
  const indexAt = (offset: number) =>
    Math.max(
      starts.findLastIndex((start) => start <= offset),
      0,
    );
  const readInto = async (offset: number, target: Uint8Array) => {
    if (offset < 0 || offset + target.length > size) {
      throw new EngineError('file-format', `${path} and what follows it end before all is read`);
    }
    let done = 0;
    for (let i = indexAt(offset); done < target.length; i++) {
      const from = offset + done - starts[i];
      const length = Math.min(sources[i].size - from, target.length - done);
      if (length > 0) await sources[i].readInto(from, target.subarray(done, done + length));
      done += Math.max(length, 0);
    }
  };
  return {
    path,
    size,
    stamp: sources.map(({ stamp }) => stamp).join(),
    indexAt,
    readInto,
    read: async (offset, length) => {
      const bytes = new Uint8Array(length);
      await readInto(offset, bytes);
      return bytes;
    },
    close: async () => undefined,
  };
}
