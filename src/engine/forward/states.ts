// The states of many prompts at one moment, row by row: [capacity, P, width] each, P = 1 once only the position
// that is read matters.
import type { FloatTensor } from '../core/tensor.ts';

export type Held = {
  readonly positions: number; // P
  readonly width: number;
  readonly data: Float32Array;
};

export class States {
  #capacity: number;
  readonly #held = new Map<string, Held>();
  readonly #next = new Map<string, Held>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get names(): string[] {
    return [...this.#held.keys()];
  }

  get(name: string): Held {
    const held = this.#held.get(name);
    if (!held) throw new RangeError(`no state ${name} here`);
    return held;
  }

  /** Makes room for a state, empty. */
  open(name: string, positions: number, width: number): Held {
    const data = new Float32Array(this.#capacity * positions * width);
    const held = { positions, width, data };
    this.#held.set(name, held);
    return held;
  }

  /** Lets go of all rows but the first so many. */
  keep(rows: number): void {
    if (rows === this.#capacity) return;
    this.#capacity = rows;
    for (const [name, { positions, width, data }] of this.#held) {
      this.#held.set(name, { positions, width, data: data.slice(0, rows * positions * width) });
    }
  }

  /** Rows [from, to) of all states. */
  slice(from: number, to: number): Record<string, Float32Array> {
    const cut = [...this.#held].map(([name, { positions, width, data }]) => {
      return [name, data.subarray(from * positions * width, to * positions * width)] as const;
    });
    return Object.fromEntries(cut);
  }

  /** Some rows of one state. */
  pick(name: string, rows: readonly number[]): Float32Array {
    const { positions, width, data } = this.get(name);
    const size = positions * width;
    const out = new Float32Array(rows.length * size);
    for (const [i, row] of rows.entries()) {
      out.set(data.subarray(row * size, (row + 1) * size), i * size);
    }
    return out;
  }

  /** New values of rows from `from` on; of another P or width they count once all rows are there: see `turn`. */
  set(name: string, from: number, { dims: [, positions, width], data }: FloatTensor): void {
    const held = this.#held.get(name);
    const isAsBefore = held?.positions === positions && held.width === width;
    let to = this.#next.get(name) ?? (isAsBefore ? held : undefined);
    if (!to) {
      to = { positions, width, data: new Float32Array(this.#capacity * positions * width) };
      this.#next.set(name, to);
    }
    to.data.set(data, from * positions * width);
  }

  /** The next moment: what was set counts, and what ends is let go. */
  turn(ends: readonly string[]): void {
    for (const name of ends) this.#held.delete(name);
    for (const [name, held] of this.#next) this.#held.set(name, held);
    this.#next.clear();
  }
}
