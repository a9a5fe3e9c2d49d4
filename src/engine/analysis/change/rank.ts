// The singular values of B - A: a low rank, as a merged adapter leaves it, or how many directions a drift has. A rank is told only
// where what is left beside it is what rounding leaves, no more, and what it is told by stands well above that.
import type { ChangePart, KindOfChange } from '../../../protocol/kindOfChange.ts';
import { type Eigen, symmetricEigen } from '../../numeric/linear.ts';
import { drawn } from './draw.ts';
import { evened, largestOf, roundings, total } from './rounding.ts';
import type { Sample } from './sample.ts';

/** Rows of the difference, at most: of so many the decomposition takes some 20 ms. */
const mostRows = 128;
/** A rank is low up to this share of the most it could be; and of the rows that are looked at. */
const lowShare = 1 / 3;
const lowShareOfRows = 3 / 4;
const mostShown = 8;
/** Of the sum of squares half of the digits are left. */
const arithmetic = Math.sqrt(1e-13);

/** The steepest that a drift's singular values fall, as this power of their number: the next one would be seen, too. */
const steepest = 2;
/** A direction that is nearer than this to what errors have must be of two rows or more. */
const farAbove = 3;
const mostOfFew = 1 / 2;

/** What a row that was not decomposed may have beside the directions, in what errors leave of it in the mean. */
const mostBeside = 4;

export type Spectrum = {
  readonly values: Float64Array; // the largest first
  readonly rows: number; // that were looked at
  readonly all: number;
  readonly columns: number;
  readonly off: Float64Array; // [rows, columns]
  /** Beside these as many others, where there are: [rows + others, columns]. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly of: number; // the most that the rank could be
};

/** undefined: it is no matrix. */
export function spectrumOf({ rows: all, columns, ofRows, a, b }: Sample): Spectrum | undefined {
  if (all < 2 || columns < 2) return undefined;
  const rows = Math.min(all, mostRows);
  const own = Array.from({ length: rows }, (_, i) => drawn(i, rows, all));
  const taken = new Set(own);
  const left = Array.from({ length: all }, (_, row) => row).filter((row) => !taken.has(row));
  const others = Math.min(left.length, mostRows);
  const places = [
    ...own,
    ...Array.from({ length: others }, (_, i) => left[drawn(i, others, left.length)]),
  ];
  const some = (values: Float64Array) => {
    const out = new Float64Array(places.length * columns);
    for (const [i, row] of places.entries())
      out.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
    return out;
  };
  const [inA, inB] = [some(a), some(b)];
  const off = inB.subarray(0, rows * columns).map((x, i) => x - inA[i]);
  const of = Math.min(ofRows, columns);
  return {
    values: singular(off, rows, columns).values,
    rows,
    all: ofRows,
    columns,
    off,
    a: inA,
    b: inB,
    of,
  };
}

/** And the directions among the rows, [rows, rows], as columns. */
function singular(off: Float64Array, rows: number, columns: number): Eigen {
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += off[i * columns + k] * off[j * columns + k];
      gram[i * rows + j] = sum;
      gram[j * rows + i] = sum;
    }
  }
  const { values, vectors } = symmetricEigen(gram, rows);
  const least = Math.min(rows, columns);
  return { values: values.slice(0, least).map((value) => Math.sqrt(Math.max(0, value))), vectors };
}

export function lowRankOf(spectrum: Spectrum): ChangePart | undefined {
  const { values, rows, columns, a, b, of } = spectrum;
  const off = b.map((x, i) => x - a[i]);
  for (const variances of roundings(a, b, off)) {
    const variance = variances.subarray(0, rows * columns);
    const rank = rankBeyond(spectrum, variance);
    if (rank === undefined || !holdsElsewhere(spectrum, off, variances, rank)) continue;
    const shown = [...values.subarray(0, Math.min(rank, mostShown))];
    const floor = Math.max(largestOf(variance, rows, columns), arithmetic * values[0]);
    const sampled = spectrum.rows < spectrum.all ? spectrum.rows : null;
    return { kind: 'low rank', rank, of, rows: sampled, values: shown, next: values[rank], floor };
  }
  return undefined;
}

/** The rows that were not decomposed are made of the same directions, but for what rounding leaves. */
function holdsElsewhere(
  { rows, columns }: Spectrum,
  off: Float64Array,
  variances: Float64Array,
  rank: number,
): boolean {
  const own = rows * columns;
  if (off.length === own) return true;
  const even = evened(off.subarray(0, own), variances.subarray(0, own), rows, columns);
  const directions = directionsOf(even.off, rows, columns, rank);
  for (let from = own; from < off.length; from += columns) {
    const row = off.subarray(from, from + columns).map((x, j) => x / even.columns[j]);
    const noise = row.reduce((sum, _, j) => sum + variances[from + j] / even.columns[j] ** 2, 0);
    const size = squares(row);
    let inDirections = 0; // what errors in the directions leave of a row
    for (const { unit, value } of directions) {
      const along = takeOut(row, unit);
      inDirections += (columns * along * along) / (value * value);
    }
    const errors = mostBeside * (noise + inDirections) + arithmetic ** 2 * size;
    if (squares(row) > errors) return false;
  }
  return true;
}

type Direction = { readonly unit: Float64Array; readonly value: number };

/** Among the columns, the first so many, at right angles. */
function directionsOf(off: Float64Array, rows: number, columns: number, rank: number): Direction[] {
  const { values, vectors } = singular(off, rows, columns);
  const found: Direction[] = [];
  for (let k = 0; k < rank; k++) {
    const unit = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      const by = vectors[i * rows + k];
      for (let j = 0; j < columns; j++) unit[j] += by * off[i * columns + j];
    }
    // Twice: what is left of larger ones is large beside the smallest.
    for (let round = 0; round < 2; round++) for (const before of found) takeOut(unit, before.unit);
    const length = Math.sqrt(squares(unit));
    found.push({ unit: unit.map((x) => x / length), value: values[k] });
  }
  return found;
}

/** Takes of a row what lies along a direction; gives how much that was. */
function takeOut(row: Float64Array, unit: Float64Array): number {
  let along = 0;
  for (let j = 0; j < row.length; j++) along += row[j] * unit[j];
  for (let j = 0; j < row.length; j++) row[j] -= along * unit[j];
  return along;
}

function squares(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0);
}

/** Of B - A beside rounding errors of these variances; undefined: it is not low, or not sure to be. */
function rankBeyond(spectrum: Spectrum, variance: Float64Array): number | undefined {
  const { rows, columns, off, of } = spectrum;
  const most = Math.min(Math.floor(of * lowShare), Math.floor(rows * lowShareOfRows));
  // No more than the errors can be left beside the nearest matrix of any rank; most drifts fail here.
  const atMost = allowed(spectrum, most) * total(variance) + ofArithmetic(spectrum.values);
  if (energyAfter(spectrum.values, most) > atMost) return undefined;
  const { values, vectors } = singular(evened(off, variance, rows, columns).off, rows, columns);
  const edge = Math.max(Math.sqrt(rows) + Math.sqrt(columns), arithmetic * values[0]);
  const rank = values.findIndex((value) => value <= clearlyAbove(rows) * edge);
  if (rank < 1 || rank > most || values[rank] > hardlyAbove(rows) * edge) return undefined;
  const nextOfDrift = values[rank - 1] * (rank / (rank + 1)) ** steepest;
  if (nextOfDrift < clearlyAbove(rows) * edge) return undefined;
  const isLone = (value: number, k: number) =>
    value < farAbove * edge && shareOfFew(vectors, rows, k) > mostOfFew;
  if (values.subarray(0, rank).some(isLone)) return undefined;
  const left = (rows - rank) * (columns - rank);
  const errors = allowed(spectrum, rank) * left + ofArithmetic(values);
  return energyAfter(values, rank) <= errors ? rank : undefined;
}

/** The largest value that errors have lies around the edge, in few rows farther above it. */
function hardlyAbove(rows: number): number {
  return 1 + 1.5 / rows ** (2 / 3);
}

function clearlyAbove(rows: number): number {
  return 1.2 + 4 / rows;
}

/** Errors' sum of squares, in what it is in the mean: four deviations of it, and a twentieth for steps of unlike sizes. */
function allowed({ rows, columns }: Spectrum, rank: number): number {
  const left = Math.max(1, (rows - rank) * (columns - rank));
  return 1.05 + 4 * Math.sqrt(0.8 / left);
}

/** Where a drift is smaller than a step but for a few rows, each of these alone would be a direction: 1 over how many rows it has. */
function shareOfFew(vectors: Float64Array, rows: number, k: number): number {
  let fourth = 0;
  for (let i = 0; i < rows; i++) fourth += vectors[i * rows + k] ** 4;
  return fourth;
}

function ofArithmetic(values: Float64Array): number {
  return values.length * (arithmetic * values[0]) ** 2;
}

function energyAfter(values: Float64Array, rank: number): number {
  return values.subarray(rank).reduce((sum, value) => sum + value * value, 0);
}

/** exp of the entropy of the shares of the squares (Roy & Vetterli 2007, "The effective rank"). */
export function effectiveRankOf({ values }: Spectrum): KindOfChange['effectiveRank'] {
  const squares = energyAfter(values, 0);
  if (squares === 0) return null;
  let entropy = 0;
  for (const value of values) {
    const share = (value * value) / squares;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return { value: Math.exp(entropy), of: values.length };
}
