// Measures that are the cosine of two symmetric n x n matrices, one of each representation: CKA in its forms, RSA.
// Each matrix has length 1, so the measure is an inner product; a permutation of the prompts permutes the rows and
// columns of one of them.

export type UnitMatrix = {
  readonly n: number;
  /**
   * Above the diagonal, row by row, each times the root of 2, for it stands in the matrix twice; then the diagonal,
   * where it counts. Single precision: a rounding of 6e-8 of each entry is 1e-10 of a sum over thousands.
   */
  readonly entries: Float32Array;
};

export const above = (n: number) => (n * (n - 1)) / 2;

/** `at` gives the entry of row i and column j >= i; with `diagonal` the diagonal counts. */
export function unitMatrix(
  n: number,
  diagonal: boolean,
  at: (i: number, j: number) => number,
): UnitMatrix {
  const values = new Float64Array(above(n) + (diagonal ? n : 0));
  let k = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) values[k++] = Math.SQRT2 * at(i, j);
  if (diagonal) for (let i = 0; i < n; i++) values[k++] = at(i, i);
  const length = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const unit = length > 0 ? 1 / length : 0;
  return { n, entries: Float32Array.from(values, (x) => x * unit) };
}

export function cosine(a: UnitMatrix, b: UnitMatrix): number {
  let sum = 0;
  for (let k = 0; k < a.entries.length; k++) sum += a.entries[k] * b.entries[k];
  return sum;
}

/** Row and column i are then what order[i] were. */
export function permutedMatrix({ n, entries }: UnitMatrix, order: Int32Array): UnitMatrix {
  const moved = new Float32Array(entries.length);
  let k = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) moved[k++] = entries[placeOf(n, order[i], order[j])];
  }
  for (let i = 0; k < entries.length; i++) moved[k++] = entries[above(n) + order[i]];
  return { n, entries: moved };
}

function placeOf(n: number, i: number, j: number): number {
  const [row, column] = i < j ? [i, j] : [j, i];
  return (row * (2 * n - row - 1)) / 2 + column - row - 1;
}
