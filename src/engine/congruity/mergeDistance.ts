// dMerge: do two models bring their inputs together in the same order, whatever their depth?
import type { Signature } from '../signature/signature.ts';

/**
 * Discrete Frechet distance of the two trajectories of merging (T. Eiter, H. Mannila, 1994) under
 * the largest entry-wise difference, over the parts that count in both; undefined when none does.
 */
export function mergeDistance(a: Signature, b: Signature): number | undefined {
  const parts = countedInBoth(a, b);
  if (parts.length === 0) return undefined;
  return frechet(a.cuts, b.cuts, (l, m) => largestDifference(a, l, b, m, parts));
}

export function countedInBoth(a: Signature, b: Signature): number[] {
  return [...a.counted.keys()].filter((g) => a.counted[g] && b.counted[g]);
}

/** Both walk their cuts forwards; the distance is the worst moment of the best joint walk. */
export function frechet(
  rows: number,
  columns: number,
  between: (row: number, column: number) => number,
): number {
  let above = new Float64Array(columns);
  let here = new Float64Array(columns);
  for (let l = 0; l < rows; l++) {
    for (let m = 0; m < columns; m++) {
      let before = l === 0 && m === 0 ? 0 : Number.POSITIVE_INFINITY;
      if (l > 0) before = Math.min(before, above[m]);
      if (m > 0) before = Math.min(before, here[m - 1]);
      if (l > 0 && m > 0) before = Math.min(before, above[m - 1]);
      here[m] = Math.max(before, between(l, m));
    }
    [above, here] = [here, above];
  }
  return above[columns - 1];
}

/** Merging of the parts, cut by cut. */
type Trajectory = Pick<Signature, 'parts' | 'merging'>;

export function largestDifference(
  a: Trajectory,
  l: number,
  b: Trajectory,
  m: number,
  parts: readonly number[],
): number {
  const P = a.parts;
  let largest = 0;
  for (const g of parts) {
    for (const h of parts) {
      const difference = a.merging[(l * P + g) * P + h] - b.merging[(m * P + g) * P + h];
      largest = Math.max(largest, Math.abs(difference));
    }
  }
  return largest;
}
