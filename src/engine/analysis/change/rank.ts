// The singular values of B - A: an exact low rank, as a merged adapter leaves it, or how many directions a drift has.
import type { ChangePart, KindOfChange } from '../../../protocol/kindOfChange.ts';
import { symmetricEigen } from '../../numeric/linear.ts';
import { unitOf } from './formats.ts';
import type { Sample } from './sample.ts';

/** Rows of the difference, at most: of so many the decomposition takes some 20 ms. */
const mostRows = 128;
/** A rank is low up to this share of the most it could be. */
const lowShare = 1 / 3;
const mostShown = 8;

export type Spectrum = {
  readonly values: Float64Array; // the largest first
  readonly floor: number; // what rounding of B's values may leave
};

/** undefined: it is no matrix. */
export function spectrumOf({ rows, columns, a, b }: Sample): Spectrum | undefined {
  if (rows < 2 || columns < 2) return undefined;
  const n = Math.min(rows, mostRows);
  const starts = Array.from({ length: n }, (_, i) => Math.floor((i * rows) / n) * columns);
  const off = starts.map((at) =>
    Float64Array.from({ length: columns }, (_, j) => b[at + j] - a[at + j]),
  );
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += off[i][k] * off[j][k];
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
  }
  const { values } = symmetricEigen(gram, n);
  const least = Math.min(n, columns);
  const size = Math.sqrt(b.reduce((sum, x) => sum + x * x, 0) / b.length);
  // A rounding error is even over half a step: a third of its square. Of the sum of squares half of the digits are left.
  const rounding = (2 * unitOf(b) * size * (Math.sqrt(n) + Math.sqrt(columns))) / Math.sqrt(3);
  const arithmetic = Math.sqrt(Math.max(0, values[0]) * 1e-13);
  return {
    values: values.slice(0, least).map((value) => Math.sqrt(Math.max(0, value))),
    floor: Math.max(rounding, arithmetic),
  };
}

export function lowRankOf({ values, floor }: Spectrum): ChangePart | undefined {
  const rank = values.findIndex((value) => value <= floor);
  if (rank < 1 || rank > Math.floor(values.length * lowShare)) return undefined;
  const shown = [...values.subarray(0, Math.min(rank, mostShown))];
  return { kind: 'low rank', rank, of: values.length, values: shown, next: values[rank], floor };
}

/** exp of the entropy of the shares of the squares (Roy & Vetterli 2007, "The effective rank"). */
export function effectiveRankOf({ values }: Spectrum): KindOfChange['effectiveRank'] {
  const total = values.reduce((sum, value) => sum + value * value, 0);
  if (total === 0) return null;
  let entropy = 0;
  for (const value of values) {
    const share = (value * value) / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return { value: Math.exp(entropy), of: values.length };
}
