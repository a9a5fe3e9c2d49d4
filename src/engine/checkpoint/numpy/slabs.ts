// Rows of an array whose first index moves fastest, where its bytes come in their order alone: all of them have to pass
// for any row. So many rows are kept at once that they pass a few times, and not once for every piece.
import type { Floats } from '../../core/dtype.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { Storage } from '../storage.ts';

/** Elements: 32 MB, or 64 MB as doubles. */
const SLAB = 2 ** 23;

/** One for all arrays of a file. */
export type Slab = { of?: Storage; first: number; values: Floats };

export const emptySlab = (): Slab => ({ first: 0, values: new Float32Array(0) });

export class SlabStorage implements Storage {
  readonly path: string;
  readonly #stored: Storage;
  readonly #elements: number;
  /** Whole rows, or where one is longer a part of it. */
  readonly #most: number;
  readonly #slab: Slab;

  constructor(stored: Storage, shape: readonly number[], slab: Slab) {
    const row = count(shape.slice(1));
    this.path = stored.path;
    this.#stored = stored;
    this.#elements = count(shape);
    this.#most = row < SLAB ? Math.floor(SLAB / row) * row : SLAB;
    this.#slab = slab;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    for (let done = 0; done < out.length; ) {
      const at = first + done;
      const { first: from, values } = await this.#holding(job, at, out);
      const part = values.subarray(at - from, at - from + out.length - done);
      out.set(part, done);
      done += part.length;
    }
  }

  /** The slab, with the element at `at` in it. */
  async #holding(job: Job, at: number, { constructor: kind }: Floats): Promise<Slab> {
    const slab = this.#slab;
    const first = at - (at % this.#most);
    if (slab.of === this && slab.first === first && slab.values.constructor === kind) return slab;
    slab.of = undefined;
    slab.values = new Float32Array(0); // before the next is made
    const size = Math.min(this.#most, this.#elements - first);
    const values = kind === Float32Array ? new Float32Array(size) : new Float64Array(size);
    await this.#stored.read(job, first, values);
    return Object.assign(slab, { of: this, first, values });
  }
}
