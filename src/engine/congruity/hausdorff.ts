// Hausdorff distances under many draws at once, by early breaking (A. A. Taha, A. Hanbury, "An efficient
// algorithm for calculating the exact Hausdorff distance", IEEE TPAMI 37, 2015): a row whose nearest
// column is nearer than the worst row so far cannot be the worst. Hence the sample, whose matrix is
// known, tells which rows and columns to look at first, and most of the others' matrices is not needed.

/** Where a Hausdorff distance is realised: the row of A or column of B that is worst matched. */
export type Realised = {
  readonly value: number;
  /** 0: something of A has no better match in B; 1: something of B has none in A. */
  readonly side: 0 | 1;
  readonly at: number; // its cut
};

/**
 * Reports the entry of `row` and `column` under each of the draws; it may leave out what is not below
 * `under`, which has a value for every draw.
 */
export type Between = (
  row: number,
  column: number,
  draws: readonly number[],
  under: Float64Array,
  report: (draw: number, value: number) => void,
) => Promise<void>;

/** max( max_row min_column M, max_column min_row M ) and where, for every draw. */
export async function hausdorff(
  sample: Float64Array, // [rows, columns]
  rows: number,
  B: number,
  between: Between,
): Promise<Realised[]> {
  const counts = [rows, sample.length / rows] as const;
  const nearest = counts.map((count) => new Float64Array(count * B).fill(Number.POSITIVE_INFINITY));
  const worst = Array.from({ length: B }, (): Realised => ({ value: 0, side: 0, at: 0 }));
  const entry = (side: 0 | 1, at: number, to: number) =>
    sample[side === 0 ? at * counts[1] + to : to * counts[1] + at];

  async function look(side: 0 | 1, at: number) {
    const near = nearest[side].subarray(at * B, (at + 1) * B);
    const mayBeWorst = (b: number) => near[b] > worst[b].value;
    let open = [...worst.keys()].filter(mayBeWorst);
    if (open.length === 0) return;
    for (const to of ascending(counts[1 - side], (to) => entry(side, at, to))) {
      const [row, column] = side === 0 ? [at, to] : [to, at];
      await between(row, column, open, near, (b, value) => {
        near[b] = Math.min(near[b], value);
        const back = to * B + b;
        nearest[1 - side][back] = Math.min(nearest[1 - side][back], value);
      });
      open = open.filter(mayBeWorst);
      if (open.length === 0) return;
    }
    for (const b of open) worst[b] = { value: near[b], side, at };
  }

  for (const side of [0, 1] as const) {
    const least = (at: number) => minimum(counts[1 - side], (to) => entry(side, at, to));
    const farthestFirst = ascending(counts[side], (at) => -least(at));
    for (const at of farthestFirst) await look(side, at);
  }
  return worst;
}

function minimum(count: number, value: (k: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < count; k++) least = Math.min(least, value(k));
  return least;
}

/** 0 .. count - 1 by their values; equals in their own order. */
export function ascending(count: number, value: (k: number) => number): number[] {
  const values = Float64Array.from({ length: count }, (_, k) => value(k));
  return [...values.keys()].sort((x, y) => values[x] - values[y] || x - y);
}
