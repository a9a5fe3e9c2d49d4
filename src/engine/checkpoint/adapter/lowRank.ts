// A weight that an adapter changes: W + scale * P Q, summed when it is read. Of P and Q, thin as they are, all is read
// each time; of W no more than is asked for.
import type { Floats } from '../../core/dtype.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { StoredTensor } from '../container.ts';
import type { Storage } from '../storage.ts';

export type LowRank = {
  readonly scale: number;
  readonly rank: number;
  /** [rank, in] and [out, rank], as LoRA calls them. */
  readonly a: StoredTensor;
  readonly b: StoredTensor;
  /** W lies [in, out], as GPT-2's matrices and embeddings do; else [out, in]. */
  readonly isTurned: boolean;
};

/** Numbers that are summed in one go, a few milliseconds of work at usual ranks. */
const SUMS_AT_ONCE = 1 << 22;

/** `of`: W, [rows, columns]. */
export function withLowRank(of: StoredTensor, update: LowRank): StoredTensor {
  const [rows, columns] = of.shape;
  return { ...of, storage: new LowRankStorage(of.storage, rows, columns, update) };
}

class LowRankStorage implements Storage {
  readonly path: string;
  readonly #of: Storage;
  readonly #rows: number;
  readonly #columns: number;
  readonly #update: LowRank;

  constructor(of: Storage, rows: number, columns: number, update: LowRank) {
    this.path = of.path;
    this.#of = of;
    this.#rows = rows;
    this.#columns = columns;
    this.#update = update;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    await this.#of.read(job, first, out);
    const { scale, rank } = this.#update;
    const columns = this.#columns;
    const { left, right } = await this.#factors(job);
    const most = Math.max(1, Math.floor(SUMS_AT_ONCE / (columns * rank)));
    const row = new Float64Array(columns);
    const end = first + out.length;
    for (let i = Math.floor(first / columns); i * columns < end; i++) {
      if (i % most === 0) await job.pause();
      row.fill(0);
      for (let k = 0; k < rank; k++) addTo(row, right.subarray(k * columns), left[i * rank + k]);
      const from = Math.max(first, i * columns);
      const to = Math.min(end, (i + 1) * columns);
      for (let at = from; at < to; at++) out[at - first] += scale * row[at - i * columns];
    }
  }

  /** P [rows, rank] and Q [rank, columns]. */
  async #factors(job: Job): Promise<{ left: Float32Array; right: Float32Array }> {
    const { a, b, rank, isTurned } = this.#update;
    const [inner, outer] = [await whole(job, a), await whole(job, b)];
    if (!isTurned) return { left: outer, right: inner };
    return {
      left: turned(inner, rank, this.#rows),
      right: turned(outer, this.#columns, rank),
    };
  }
}

function addTo(row: Float64Array, other: Float32Array, factor: number): void {
  for (let j = 0; j < row.length; j++) row[j] += factor * other[j];
}

async function whole(job: Job, { shape, storage }: StoredTensor): Promise<Float32Array> {
  const numbers = new Float32Array(count(shape));
  await storage.read(job, 0, numbers);
  return numbers;
}

/** [rows, columns] to [columns, rows]. */
function turned(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}
