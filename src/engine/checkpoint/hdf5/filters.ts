// The filters that h5py has without other libraries: what they did to a chunk is undone in reverse order
// (format specification, IV.A.2.l).
import { EngineError } from '../../core/error.ts';
import { inflated } from '../inflate.ts';
import { oneLine } from '../words.ts';
import type { Fields } from './fields.ts';

export type Filter = { readonly id: number; readonly name: string };

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER = 3;
const MOST_FILTERS = 32; // as the format allows: a chunk says by a bit each which were left out
const NAMES: Readonly<Record<number, string>> = {
  1: 'deflate',
  2: 'shuffle',
  3: 'fletcher32',
  4: 'szip',
  5: 'nbit',
  6: 'scaleoffset',
  32000: 'lzf',
  32001: 'blosc',
  32004: 'lz4',
  32015: 'zstd',
};

export function readFilters(fields: Fields): readonly Filter[] {
  const [version, filters] = [fields.u8(), fields.u8()];
  if (version !== 1 && version !== 2) throw fields.wrong(`has filters of version ${version}`);
  if (filters > MOST_FILTERS) throw fields.wrong(`has ${filters} filters`);
  if (version === 1) fields.skip(6);
  return Array.from({ length: filters }, () => {
    const id = fields.u16();
    const nameBytes = version === 1 || id > 255 ? fields.u16() : 0;
    fields.skip(2);
    const values = fields.u16();
    const padded = version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes;
    const name = NAMES[id] ?? oneLine(fields.part(padded).text(nameBytes));
    if (NAMES[id] !== undefined) fields.skip(padded);
    fields.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    return { id, name };
  });
}

/** The first filter that nobody here can undo. */
export function foreignFilter(filters: readonly Filter[]): Filter | undefined {
  return filters.find(({ id }) => ![DEFLATE, SHUFFLE, FLETCHER].includes(id));
}

/** The `size` bytes of a chunk. `left` has a bit for each filter that this chunk did without. */
export function unfiltered(
  packed: Uint8Array,
  filters: readonly Filter[],
  left: number,
  { size, perElement, what }: { size: number; perElement: number; what: string },
): Uint8Array {
  let bytes = packed;
  for (let i = filters.length - 1; i >= 0; i--) {
    if ((left >>> i) & 1) continue;
    const { id } = filters[i];
    if (id === FLETCHER) bytes = bytes.subarray(0, Math.max(bytes.length - 4, 0));
    if (id === SHUFFLE) bytes = unshuffled(bytes, perElement);
    if (id === DEFLATE) bytes = unzipped(bytes, unpackedSize(filters, left, i, size), what);
  }
  if (bytes.length !== size) {
    const message = `${what} has ${bytes.length} bytes unpacked, not ${size}`;
    throw new EngineError('file-format', message, { hint: 'Save the file again.' });
  }
  return bytes;
}

/** A checksum that was added before is packed too. */
function unpackedSize(filters: readonly Filter[], left: number, at: number, size: number): number {
  const sums = filters.slice(0, at).filter(({ id }, i) => id === FLETCHER && !((left >>> i) & 1));
  return size + 4 * sums.length;
}

/** zlib's form: two bytes before and a checksum of four after the deflated ones. */
function unzipped(bytes: Uint8Array, size: number, what: string): Uint8Array {
  return inflated(bytes.subarray(2, Math.max(bytes.length - 4, 2)), size, what);
}

/** All first bytes of the elements, then all second ones, ... put together again. */
function unshuffled(bytes: Uint8Array, perElement: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const elements = Math.floor(bytes.length / perElement);
  for (let k = 0, at = 0; k < perElement; k++) {
    for (let i = 0; i < elements; i++) out[i * perElement + k] = bytes[at++];
  }
  out.set(bytes.subarray(elements * perElement), elements * perElement);
  return out;
}
