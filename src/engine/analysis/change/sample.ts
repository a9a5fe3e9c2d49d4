// What is looked at of two tensors to tell the kind of change: all values of small ones, of large ones a row of each of equal parts.
import { count } from '../../core/tensor.ts';
import { drawn } from './draw.ts';
import { MostChanged } from './mostChanged.ts';
import { noValues, type Values } from './values.ts';

/** Values of each side: 8 MB, and some tenths of a second for the dearest kind. */
const mostValues = 2 ** 20;
/** Of the neighbouring rows that are kept of a tensor of which not every row is. */
const topRows = 256;
const topColumns = 4096;
/** A vector that is longer is looked at in rows of so many. */
const vectorRow = 4096;

export type Sample = Values & {
  /** Rows of the tensor. */
  readonly ofRows: number;
  /** The first rows, which are neighbours, with the first columns; all of it where every row was looked at. */
  readonly top: Values;
};

/** Takes what it wants of two tensors as they are read, element by element. */
export class Sampling {
  readonly sample: Sample;
  /** Where not every row of a matrix is looked at. */
  readonly changed: MostChanged | undefined;

  constructor(shape: readonly number[]) {
    const values = count(shape);
    const isVector = shape.length < 2;
    const columns = isVector ? Math.min(values, vectorRow) : count(shape.slice(1));
    const ofRows = columns === 0 ? 0 : Math.floor(values / columns);
    const rows = Math.min(ofRows, Math.max(1, Math.floor(mostValues / Math.max(1, columns))));
    const kept = Math.min(columns, mostValues); // of a row longer than all that is kept its beginning
    const spread = noValues(rows, kept);
    const top =
      rows === ofRows ? spread : noValues(Math.min(topRows, ofRows), Math.min(kept, topColumns));
    this.sample = { ...spread, ofRows, top };
    this.#width = columns;
    const isPart = rows < ofRows && !isVector && MostChanged.takes(columns);
    this.changed = isPart ? new MostChanged(columns) : undefined;
  }

  readonly #width: number;
  #next = 0;
  #nextOfTop = 0;

  /** The values [from, from + a.length) of both. */
  take(from: number, a: Float64Array, b: Float64Array): void {
    const { rows, ofRows, top } = this.sample;
    this.changed?.take(a, b);
    this.#next = this.#fill(this.sample, this.#next, ofRows, from, a, b);
    if (rows < ofRows) this.#nextOfTop = this.#fill(top, this.#nextOfTop, top.rows, from, a, b);
  }

  /** Rows that are drawn of so many, as far as they are here; gives what is next. */
  #fill(
    into: Values,
    next: number,
    ofRows: number,
    from: number,
    a: Float64Array,
    b: Float64Array,
  ): number {
    const { rows, columns, a: ofA, b: ofB } = into;
    while (next < rows * columns) {
      const row = Math.floor(next / columns);
      const column = next - row * columns;
      const at = drawn(row, rows, ofRows) * this.#width + column - from;
      if (at >= a.length) break;
      const run = Math.min(columns - column, a.length - at);
      ofA.set(a.subarray(at, at + run), next);
      ofB.set(b.subarray(at, at + run), next);
      next += run;
    }
    return next;
  }
}

/** The sample as the other sees it. */
export function swapped(sample: Sample): Sample {
  const { top } = sample;
  return { ...sample, a: sample.b, b: sample.a, top: { ...top, a: top.b, b: top.a } };
}

/** The values of B beside those of A at row and column exchanged, of the rows that were looked at; undefined: it is not square. */
export function turnedRound({ rows, columns, ofRows, a, b }: Sample): Values | undefined {
  if (ofRows !== columns || rows < 2) return undefined;
  const turned = noValues(rows, rows);
  const place = (row: number) => drawn(row, rows, ofRows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      turned.a[i * rows + j] = a[j * columns + place(i)];
      turned.b[i * rows + j] = b[i * columns + place(j)];
    }
  }
  return turned;
}
