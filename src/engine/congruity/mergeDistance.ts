// dMerge: do two models bring their inputs together in the same order, whatever their depth?
import type { Job } from '../core/job.ts';
import type { Readings } from '../signature/signature.ts';

/**
 * Discrete Frechet distance of the two trajectories of merging (T. Eiter, H. Mannila, 1994) under
 * the largest entry-wise difference, over the parts that count in both, by draw; 0 when none does.
 */
export async function mergeDistances(job: Job, a: Readings, b: Readings): Promise<Float64Array> {
  const parts = countedInBoth(a, b);
  const out = new Float64Array(a.draws.length);
  for (const draw of a.draws) {
    await job.pause();
    const between = (l: number, m: number) => largestDifference(a, l, b, m, parts, draw);
    out[draw] = frechet(a.cuts.length, b.cuts.length, between);
  }
  return out;
}

export function countedInBoth({ stats: a }: Readings, { stats: b }: Readings): number[] {
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

function largestDifference(
  a: Readings,
  l: number,
  b: Readings,
  m: number,
  parts: readonly number[],
  draw: number,
): number {
  const [P, B] = [a.parts, a.draws.length];
  let largest = 0;
  for (const g of parts) {
    for (const h of parts) {
      const [x, y] = [((l * P + g) * P + h) * B + draw, ((m * P + g) * P + h) * B + draw];
      largest = Math.max(largest, Math.abs(a.merging[x] - b.merging[y]));
    }
  }
  return largest;
}
