// Which rows have the same numbers in a region. A region of a row is named by a row that has it: so two that are equal
// have one name, as two tokens have, and what cannot differ is not run.
import type { NamedRegions } from './regions.ts';
import { type Rows, sizeOf } from './rows.ts';

export interface Contents {
  /** A row with the same numbers in this region: the lowest among those of the same content. */
  same(row: number, region: number): number;
}

export function contentsOf(
  { numbers, dims, count, digest }: Pick<Rows, 'numbers' | 'dims' | 'count' | 'digest'>,
  { names, of }: Pick<NamedRegions, 'names' | 'of'>,
): Contents {
  const size = sizeOf(dims);
  const seed = Number.parseInt(digest.slice(0, 8), 16); // nobody makes rows of one hash: it depends on all of them
  const members = names.map((_, r) => [...of.keys()].filter((i) => of[i] === r));
  const known = new Map<number, Int32Array>(); // by region, of every row
  const isSame = (a: number, b: number, region: number) =>
    members[region].every((i) => numbers[a * size + i] === numbers[b * size + i]);
  const namesIn = (region: number): Int32Array => {
    const byHash = new Map<number, number[]>();
    return Int32Array.from({ length: count }, (_, row) => {
      const hash = hashOf(seed, numbers, row * size, members[region]);
      const there = byHash.get(hash) ?? [];
      const same = there.find((other) => isSame(other, row, region));
      if (same !== undefined) return same;
      there.push(row);
      byHash.set(hash, there);
      return row;
    });
  };
  return {
    same(row, region) {
      const rows = known.get(region) ?? namesIn(region);
      known.set(region, rows);
      return rows[row];
    },
  };
}

const bits = new DataView(new ArrayBuffer(4));

/** FNV-1a over the numbers of a region. */
function hashOf(
  seed: number,
  numbers: Float32Array,
  at: number,
  members: readonly number[],
): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const i of members) {
    bits.setFloat32(0, numbers[at + i]);
    hash = Math.imul(hash ^ bits.getInt32(0), 0x01000193);
  }
  return hash;
}
