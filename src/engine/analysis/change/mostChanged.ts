// Of a tensor of which not every row is looked at: how many rows have changed at all, those that have changed most, and some that have
// not changed. What is said of the rows that are looked at must hold of them, too: a few trained tokens of an embedding lie
// between those, and so may rows that nobody has rounded or multiplied.
import { mixed } from './draw.ts';
import { formats, rounded } from './formats.ts';
import { noValues, type Values } from './values.ts';

/** Rows of either, and values of them all together: 4 MB. */
const mostRows = 32;
const mostValues = 2 ** 18;

const coarse = formats.find(({ name }) => name === 'BF16')!;

/** `rank`: the larger, the sooner it is kept. */
type Row = { readonly rank: number; readonly a: Float64Array; readonly b: Float64Array };

export class MostChanged {
  readonly #columns: number;
  readonly #mostRows: number;
  readonly #a: Float64Array; // the row that is being read
  readonly #b: Float64Array;
  #at = 0;
  #row = 0;
  #changed = 0;
  readonly #most: Row[] = []; // the most changed first
  readonly #unchanged: Row[] = [];

  /** `columns` of a row: at most `mostValues`. */
  constructor(columns: number) {
    this.#columns = columns;
    this.#mostRows = Math.min(mostRows, Math.floor(mostValues / columns));
    this.#a = new Float64Array(columns);
    this.#b = new Float64Array(columns);
  }

  static takes(columns: number): boolean {
    return columns > 0 && columns <= mostValues;
  }

  /** Rows of which any value has changed, of those that have been read whole. */
  get changed(): number {
    return this.#changed;
  }

  /** No row has changed that is not among `values`. */
  get hasAll(): boolean {
    return this.#changed <= this.#mostRows;
  }

  /** The next values of both. */
  take(a: Float64Array, b: Float64Array): void {
    for (let from = 0; from < a.length; ) {
      const run = Math.min(this.#columns - this.#at, a.length - from);
      this.#a.set(a.subarray(from, from + run), this.#at);
      this.#b.set(b.subarray(from, from + run), this.#at);
      this.#at += run;
      from += run;
      if (this.#at === this.#columns) this.#end();
    }
  }

  #end(): void {
    this.#at = 0;
    const row = this.#row++;
    let [apart, own] = [0, 0];
    for (let i = 0; i < this.#columns; i++) {
      apart += (this.#b[i] - this.#a[i]) ** 2;
      own += this.#a[i] ** 2;
    }
    if (apart > 0) {
      this.#changed++;
      this.#keep(this.#most, own > 0 ? apart / own : Number.MAX_VALUE);
    } else if (own > 0) this.#keepUnchanged(row); // or a change too small to be squared; zeros stay what they are
  }

  /** Rather those that a format would have changed; of these such as lie anywhere. */
  #keepUnchanged(row: number): void {
    const place = mixed(row);
    const last = this.#unchanged[this.#mostRows - 1];
    if (last && last.rank >= 1 + place) return;
    const isFine = this.#a.some((x) => rounded(x, coarse) !== x);
    this.#keep(this.#unchanged, (isFine ? 1 : 0) + place);
  }

  #keep(kept: Row[], rank: number): void {
    const last = kept[this.#mostRows - 1];
    if (last && rank <= last.rank) return;
    kept.push({ rank, a: this.#a.slice(), b: this.#b.slice() });
    kept.sort((one, other) => other.rank - one.rank);
    kept.length = Math.min(kept.length, this.#mostRows);
  }

  /** Those that have changed most, and those that have not. */
  values(): Values {
    const kept = [...this.#most, ...this.#unchanged];
    const values = noValues(kept.length, this.#columns);
    for (const [i, row] of kept.entries()) {
      values.a.set(row.a, i * this.#columns);
      values.b.set(row.b, i * this.#columns);
    }
    return values;
  }
}
