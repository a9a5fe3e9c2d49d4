// What rounding leaves in a difference: of every value how far it may be off, and rows and columns scaled so that this is the same
// all over, which changes no rank. Large rows and columns would else hide what stands in the others.
import { type Format, formatOf, spacing } from './formats.ts';

const F64: Format = { name: 'F64', fraction: 52, leastExponent: -1022, most: Number.MAX_VALUE };
/** The variance of a rounding error, in squares of a step. */
const even = 1 / 12;
/** What was added was rounded itself, and so were the sums that made it: steps of its own size, twice as large. */
const ofProduct = 4;
/** Rows and columns in turn, until neither changes much. */
const rounds = 4;
/** Of the mean variance: a row of zeros has no rounding, and is not divided by nothing. */
const leastVariance = 1e-4;

/** Variances of B - A's values where B's are rounded, A's, or both; the likelier first. [rows, columns] each. */
export function roundings(a: Float64Array, b: Float64Array, off: Float64Array): Float64Array[] {
  const [inA, inB] = [a, b].map((values) => formatOf(values) ?? F64);
  const [ofA, ofB] = [variances(a, off, inA), variances(b, off, inB)];
  const ofBoth = ofB.map((variance, i) => variance + ofA[i]);
  return inA === inB ? [ofB, ofBoth] : [ofB, ofA, ofBoth]; // in one format A's are B's, but for a few values
}

function variances(values: Float64Array, off: Float64Array, format: Format): Float64Array {
  const square = (x: number) => spacing(x, format) ** 2;
  return values.map((x, i) => even * (square(x) + ofProduct * square(off[i])));
}

/** The largest singular value of values with these variances, at most (Bandeira & van Handel 2016, the leading terms). */
export function largestOf(variance: Float64Array, rows: number, columns: number): number {
  const [ofRows, ofColumns] = sums(variance, rows, columns);
  return Math.sqrt(Math.max(...ofRows)) + Math.sqrt(Math.max(...ofColumns));
}

export type Evened = {
  readonly off: Float64Array; // [rows, columns]
  /** What the columns were divided by. */
  readonly columns: Float64Array;
};

/** `off` with rows and columns divided so that variances are 1 in the mean of each. */
export function evened(
  off: Float64Array,
  variance: Float64Array,
  rows: number,
  columns: number,
): Evened {
  const least = (leastVariance * total(variance)) / variance.length;
  const left = variance.map((each) => each + least);
  const out = off.slice();
  const divided = new Float64Array(columns).fill(1);
  for (let round = 0; round < rounds; round++) {
    for (const of of ['rows', 'columns'] as const) {
      const [ofRows, ofColumns] = sums(left, rows, columns);
      const means = of === 'rows' ? ofRows.map((x) => x / columns) : ofColumns.map((x) => x / rows);
      const roots = means.map(Math.sqrt);
      if (of === 'columns') for (let j = 0; j < columns; j++) divided[j] *= roots[j];
      for (let i = 0, at = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, at++) {
          const k = of === 'rows' ? i : j;
          left[at] /= means[k];
          out[at] /= roots[k];
        }
      }
    }
  }
  return { off: out, columns: divided };
}

function sums(values: Float64Array, rows: number, columns: number): [Float64Array, Float64Array] {
  const [ofRows, ofColumns] = [new Float64Array(rows), new Float64Array(columns)];
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      ofRows[i] += values[at];
      ofColumns[j] += values[at];
    }
  }
  return [ofRows, ofColumns];
}

export function total(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0);
}
