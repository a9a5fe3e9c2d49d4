// What is looked at of two tensors to tell the kind of change: all values of small ones, evenly spread rows of large ones.
import { count } from '../../core/tensor.ts';

/** Values of each side: 8 MB, and some tenths of a second for the dearest kind. */
const mostValues = 2 ** 20;
/** A vector that is longer is looked at in rows of so many. */
const vectorRow = 4096;

export type Sample = {
  readonly rows: number;
  readonly columns: number;
  readonly a: Float64Array; // [rows, columns]
  readonly b: Float64Array;
  /** Rows of the tensor. */
  readonly ofRows: number;
};

/** Takes what it wants of two tensors as they are read, element by element. */
export class Sampling {
  readonly sample: Sample;
  readonly #step: number;

  constructor(shape: readonly number[]) {
    const values = count(shape);
    const isVector = shape.length < 2;
    const columns = isVector ? Math.min(values, vectorRow) : count(shape.slice(1));
    const ofRows = columns === 0 ? 0 : Math.floor(values / columns);
    const rows = Math.min(ofRows, Math.max(1, Math.floor(mostValues / Math.max(1, columns))));
    this.#step = rows === 0 ? 1 : ofRows / rows;
    const kept = Math.min(columns, mostValues); // of a row longer than all that is kept its beginning
    this.sample = {
      rows,
      columns: kept,
      a: new Float64Array(rows * kept),
      b: new Float64Array(rows * kept),
      ofRows,
    };
    this.#width = columns;
  }

  readonly #width: number;
  #next = 0;

  /** The values [from, from + a.length) of both. */
  take(from: number, a: Float64Array, b: Float64Array): void {
    const { rows, columns, a: ofA, b: ofB } = this.sample;
    while (this.#next < rows * columns) {
      const row = Math.floor(this.#next / columns);
      const column = this.#next - row * columns;
      const at = Math.floor(row * this.#step) * this.#width + column - from;
      if (at >= a.length) return;
      const run = Math.min(columns - column, a.length - at);
      ofA.set(a.subarray(at, at + run), this.#next);
      ofB.set(b.subarray(at, at + run), this.#next);
      this.#next += run;
    }
  }
}

/** The sample as the other sees it. */
export function swapped(sample: Sample): Sample {
  return { ...sample, a: sample.b, b: sample.a };
}
