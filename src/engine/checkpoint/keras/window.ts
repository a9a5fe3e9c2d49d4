// A file within a file, as it is stored there.
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';

/** Bytes [offset, offset + size) of a source; holding and closing are the whole file's. */
export function windowOf(
  source: HeldSource,
  offset: number,
  size: number,
  name: string,
): HeldSource {
  const path = `${source.path}/${name}`;
  const inside = (from: number, length: number) => {
    if (from >= 0 && from + length <= size) return offset + from;
    throw new EngineError('file-format', `${path} ends before byte ${from + length}`);
  };
  return {
    ...source,
    path,
    size,
    read: async (from, length) => source.read(inside(from, length), length),
    readInto: async (from, target) => source.readInto(inside(from, target.length), target),
    readEarly: async (from, length) => source.readEarly(inside(from, length), length),
  };
}
