// Measures that are the cosine of two symmetric n x n matrices, one of each representation: CKA in its forms, RSA.
// Each matrix has length 1, so the measure is an inner product; a shift of the prompts shifts the rows and columns of
// one of them. Plain loops: each runs over a million entries for every layer.
import type { Measure } from './measure.ts';

export type UnitMatrix = {
  readonly n: number;
  /** Whether the diagonal counts. */
  readonly diagonal: boolean;
  /**
   * [n, n]. Off the diagonal times the root of 2: only the half above it is summed. Single precision: what it rounds
   * off an entry is 1e-10 of a sum over thousands.
   */
  readonly entries: Float32Array;
};

/** What all of them have in common. */
export const ofUnitMatrices: Pick<
  Measure<UnitMatrix>,
  'compare' | 'shifted' | 'vectorSize' | 'writeVector'
> = { compare: cosine, shifted, vectorSize, writeVector };

/** How many entries there are above the diagonal. */
export const above = (n: number) => (n * (n - 1)) / 2;

/** `at` gives the entry of row i and column j > i, or j >= i where the diagonal counts. */
export function unitMatrix(
  n: number,
  diagonal: boolean,
  at: (i: number, j: number) => number,
): UnitMatrix {
  const entries = new Float32Array(n * n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const value = Math.SQRT2 * at(i, j);
      entries[i * n + j] = value;
      squares += value * value;
    }
    if (!diagonal) continue;
    const value = at(i, i);
    entries[i * n + i] = value;
    squares += value * value;
  }
  const unit = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const value = unit * entries[i * n + j];
      entries[i * n + j] = value;
      entries[j * n + i] = value;
    }
  }
  return { n, diagonal, entries };
}

function cosine(a: UnitMatrix, b: UnitMatrix): number {
  const { n, diagonal } = a;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let k = i * n + i + 1; k < (i + 1) * n; k++) sum += a.entries[k] * b.entries[k];
    if (diagonal) sum += a.entries[i * n + i] * b.entries[i * n + i];
  }
  return sum;
}

function shifted({ n, diagonal, entries }: UnitMatrix, by: number): UnitMatrix {
  const moved = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = entries.subarray(((i + by) % n) * n, ((i + by) % n) * n + n);
    moved.set(row.subarray(by), i * n);
    moved.set(row.subarray(0, by), (i + 1) * n - by);
  }
  return { n, diagonal, entries: moved };
}

function vectorSize({ n, diagonal }: UnitMatrix): number {
  return above(n) + (diagonal ? n : 0);
}

/** The entries above the diagonal, row by row, then the diagonal. Whole pieces of rows are copied: this runs most. */
function writeVector({ n, diagonal, entries }: UnitMatrix, by: number, into: Float32Array): void {
  let k = 0;
  for (let i = 0; i < n; i++) {
    const row = ((i + by) % n) * n;
    const from = i + 1 + by; // its first entry above the diagonal; from n on it begins anew
    if (from < n) into.set(entries.subarray(row + from, row + n), k);
    const before = Math.max(0, n - from);
    into.set(entries.subarray(row + Math.max(0, from - n), row + by), k + before);
    k += n - i - 1;
  }
  if (diagonal) for (let i = 0; i < n; i++) into[k++] = entries[((i + by) % n) * (n + 1)];
}
