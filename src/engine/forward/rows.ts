// Rows of the embedding, on their way from the file. The prompts of a task are made of the same tokens, so what a
// block of pairs has read stays for the next.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Job } from '../core/job.ts';

/** Bytes of rows that stay: those of 2,000 tokens of width 1,024, and little beside a run. */
const keptBytes = 8e6;

export class Rows {
  readonly #kept = new Map<string, Map<number, Float32Array>>();
  #room: number;

  constructor(bytes = keptBytes) {
    this.#room = bytes;
  }

  /** These rows of a tensor [rows, d], by index. */
  async get(
    job: Job,
    checkpoint: Pick<Checkpoint, 'readRows'>,
    tensor: string,
    wanted: Iterable<number>,
  ): Promise<ReadonlyMap<number, Float32Array>> {
    const kept = this.#kept.get(tensor) ?? new Map<number, Float32Array>();
    this.#kept.set(tensor, kept);
    const rows = new Map<number, Float32Array>();
    for (const row of new Set(wanted)) {
      const data = kept.get(row) ?? (await checkpoint.readRows(job, tensor, row, row + 1)).data;
      rows.set(row, data);
      if (kept.has(row) || data.byteLength > this.#room) continue;
      kept.set(row, data);
      this.#room -= data.byteLength;
    }
    return rows;
  }
}
