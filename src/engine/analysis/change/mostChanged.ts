// Of a tensor of which not every row is looked at: how many rows have changed at all, and those that have changed most. What is
// said of the rows that are looked at must hold of them, too: a few trained tokens of an embedding lie between those.
import { noValues, type Values } from './values.ts';

/** Rows, and values of them all together: 4 MB. */
const mostRows = 32;
const mostValues = 2 ** 18;

type Row = { readonly change: number; readonly a: Float64Array; readonly b: Float64Array };

export class MostChanged {
  readonly #columns: number;
  readonly #most: number;
  readonly #a: Float64Array; // the row that is being read
  readonly #b: Float64Array;
  #at = 0;
  #changed = 0;
  #kept: Row[] = []; // the most changed first

  /** `columns` of a row: at most `mostValues`. */
  constructor(columns: number) {
    this.#columns = columns;
    this.#most = Math.min(mostRows, Math.floor(mostValues / columns));
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
    let [apart, own] = [0, 0];
    for (let i = 0; i < this.#columns; i++) {
      apart += (this.#b[i] - this.#a[i]) ** 2;
      own += this.#a[i] ** 2;
    }
    if (apart === 0) return; // or a change too small to be squared
    this.#changed++;
    const change = own > 0 ? apart / own : Number.MAX_VALUE;
    const last = this.#kept.at(-1);
    if (last && this.#kept.length === this.#most && change <= last.change) return;
    this.#kept.push({ change, a: this.#a.slice(), b: this.#b.slice() });
    this.#kept.sort((one, other) => other.change - one.change);
    this.#kept.length = Math.min(this.#kept.length, this.#most);
  }

  /** Those that have changed most. */
  values(): Values {
    const values = noValues(this.#kept.length, this.#columns);
    for (const [i, row] of this.#kept.entries()) {
      values.a.set(row.a, i * this.#columns);
      values.b.set(row.b, i * this.#columns);
    }
    return values;
  }
}
