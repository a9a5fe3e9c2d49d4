// Interchanged runs that share their first changed position: they start at their cut from the base
// run's state and are computed from that position on, against the base's keys and values before it.
// All cuts' variants of a group go up together, so the batch is large although each joins late.
import type { Job } from '../core/job.ts';
import { blockRows, ranges } from './batch.ts';
import type { Forward, Past } from './forward.ts';
import { answersOf } from './runs.ts';

export class Variants {
  readonly start: number;
  readonly #forward: Forward;
  readonly #length: number; // T
  readonly #x: Float32Array; // [capacity, T - start, d]
  readonly #last: Float32Array; // [capacity, d]: answer positions after the last block
  readonly #base: Int32Array; // [capacity]: whose run it changes
  readonly #tokens: Int32Array; // [capacity]: real tokens
  readonly #readAt: Int32Array; // [capacity]
  readonly #slot: Int32Array; // [capacity]: where the answer goes
  #count = 0;

  constructor(forward: Forward, start: number, length: number, capacity: number) {
    const { width } = forward.model.spec;
    this.#forward = forward;
    this.start = start;
    this.#length = length;
    this.#x = new Float32Array(capacity * (length - start) * width);
    this.#last = new Float32Array(capacity * width);
    this.#base = new Int32Array(capacity);
    this.#tokens = new Int32Array(capacity);
    this.#readAt = new Int32Array(capacity);
    this.#slot = new Int32Array(capacity);
  }

  /**
   * Adds a variant at the present cut: run `base` of x with positions [from, to) taken from run
   * `donor`. x [U, T, d].
   */
  add(
    x: Float32Array,
    run: { readonly base: number; readonly donor: number },
    [from, to]: readonly [number, number],
    prompt: { readonly tokens: number; readonly readAt: number },
    slot: number,
  ): void {
    const d = this.#forward.model.spec.width;
    const row = this.#length * d;
    const i = this.#count++;
    const at = i * (this.#length - this.start) * d;
    this.#x.set(x.subarray(run.base * row + this.start * d, (run.base + 1) * row), at);
    const donated = x.subarray(run.donor * row + from * d, run.donor * row + to * d);
    this.#x.set(donated, at + (from - this.start) * d);
    this.#base[i] = run.base;
    this.#tokens[i] = prompt.tokens;
    this.#readAt[i] = prompt.readAt;
    this.#slot[i] = slot;
  }

  /** Takes all variants that have joined one cut up. */
  async step(job: Job, layer: number, past: Past | undefined): Promise<void> {
    const { spec } = this.#forward.model;
    const queries = this.#length - this.start;
    const row = queries * spec.width;
    const isLast = layer === spec.layers - 1;
    for (const [from, to] of ranges(this.#count, Math.floor(blockRows(spec) / queries))) {
      await job.pause();
      const out = await this.#forward.block(job, layer, {
        x: this.#x.subarray(from * row, to * row),
        batch: to - from,
        queries,
        start: this.start,
        lengths: this.#tokens.subarray(from, to),
        past: past && this.start > 0 ? { ...past, base: this.#base.subarray(from, to) } : undefined,
        readAt: isLast ? this.#readAt.subarray(from, to) : undefined,
      });
      if (isLast) this.#last.set(out.y.data, from * spec.width);
      else this.#x.set(out.y.data, from * row);
    }
  }

  /** After the last block: hands each variant's answer probabilities [A] to `use`, by slot. */
  async finish(job: Job, answerIds: Int32Array, use: (slot: number, p: Float32Array) => void) {
    const A = answerIds.length;
    const { probabilities } = await answersOf(
      job,
      this.#forward,
      this.#last,
      this.#count,
      answerIds,
    );
    for (let i = 0; i < this.#count; i++)
      use(this.#slot[i], probabilities.subarray(i * A, (i + 1) * A));
  }
}
