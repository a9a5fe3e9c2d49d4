// A part of a state that is no range of its numbers: what lies in some directions. Of a site with a subspace only that is
// interchanged: base + P (donor - base), P the orthogonal projection onto it. All directions are the whole site.

import { digestOfNumbers } from '../core/digest.ts';
import type { Ports } from '../core/ports.ts';

export type Subspace = {
  readonly rank: number;
  /** Orthonormal rows, over the site's numbers. */
  readonly basis: Float32Array; // [rank, width]
  /** Of the basis: what it is known by in keys. */
  readonly digest: string;
};

export function subspaceOf(
  ports: Pick<Ports, 'sha256'>,
  rank: number,
  basis: Float32Array,
): Subspace {
  return { rank, basis, digest: digestOfNumbers(ports, [basis]) };
}

/** `to` gets of `from` what lies in the subspace. Both: [width]. */
export function moveWithin({ rank, basis }: Subspace, to: Float32Array, from: Float32Array): void {
  const width = to.length;
  const apart = Float64Array.from(to, (x, j) => from[j] - x);
  const moved = Float64Array.from(to);
  for (let k = 0; k < rank; k++) {
    const row = basis.subarray(k * width, (k + 1) * width);
    let along = 0;
    for (let j = 0; j < width; j++) along += row[j] * apart[j];
    for (let j = 0; j < width; j++) moved[j] += along * row[j];
  }
  to.set(moved);
}
