// Whole prompts on their way up, all together, one block at a time: base and source runs, mixed
// prompts. Equal prompts run once. Their residual streams are what interchanges take from.
import type { Job } from '../core/job.ts';
import type { Spec } from '../graph/spec.ts';
import type { TokenPrompt } from '../task/tokenised.ts';
import { blockRows, headRows, ranges } from './batch.ts';
import type { Forward, Past } from './forward.ts';

export class Runs {
  /** Which run holds prompt i of those asked for. */
  readonly of: Int32Array;
  readonly prompts: readonly TokenPrompt[]; // unique, in order of first use: U of them
  readonly length: number; // T, of the longest prompt
  /** Residual streams at the present cut: [U, T, d]; after the last block unused. */
  x: Float32Array = new Float32Array(0);
  /** The last cut at each prompt's answer position: [U, d], after the last block. */
  readonly last: Float32Array;
  readonly #forward: Forward;

  constructor(forward: Forward, prompts: readonly TokenPrompt[]) {
    this.#forward = forward;
    const known = new Map<string, number>();
    const unique: TokenPrompt[] = [];
    this.of = Int32Array.from(prompts, (prompt) => {
      const key = `${prompt.readAt} ${prompt.ids}`;
      if (!known.has(key)) known.set(key, unique.push(prompt) - 1);
      return known.get(key)!;
    });
    this.prompts = unique;
    this.length = Math.max(...unique.map((prompt) => visible(forward.model.spec, prompt).length));
    this.last = new Float32Array(unique.length * forward.model.spec.width);
  }

  /** Goes to cut 0. */
  async embed(job: Job): Promise<void> {
    const ids = this.prompts.map((prompt) => visible(this.#forward.model.spec, prompt));
    this.x = await this.#forward.embed(job, ids, this.length);
  }

  /**
   * Goes one cut up. Gives the keys and values of the first `kept` runs. The last block computes
   * the answer positions only.
   */
  async step(job: Job, layer: number, kept: number): Promise<Past | undefined> {
    const { spec } = this.#forward.model;
    const past = kept > 0 ? emptyPast(this.#forward, kept, this.length) : undefined;
    const size = Math.floor(blockRows(spec) / this.length);
    for (const [from, to] of ranges(kept, size)) await this.#advance(job, layer, from, to, past);
    for (const [from, to] of ranges(this.prompts.length - kept, size)) {
      await this.#advance(job, layer, kept + from, kept + to, undefined);
    }
    return past;
  }

  /** Probabilities of the answers and their logits, by run: [U, A] each. After the last block. */
  async answers(job: Job, answerIds: Int32Array) {
    return answersOf(job, this.#forward, this.last, this.prompts.length, answerIds);
  }

  async #advance(job: Job, layer: number, from: number, to: number, past: Past | undefined) {
    await job.pause();
    const { spec } = this.#forward.model;
    const row = this.length * spec.width;
    const isLast = layer === spec.layers - 1;
    const prompts = this.prompts.slice(from, to);
    const out = await this.#forward.block(job, layer, {
      x: this.x.subarray(from * row, to * row),
      batch: to - from,
      queries: this.length,
      start: 0,
      lengths: Int32Array.from(prompts, ({ ids }) => ids.length),
      readAt: isLast ? Int32Array.from(prompts, ({ readAt }) => readAt) : undefined,
      keep: past !== undefined,
    });
    if (isLast) this.last.set(out.y.data, from * spec.width);
    else this.x.set(out.y.data, from * row);
    if (past) {
      past.keys.data.set(out.keys.data, (past.keys.data.length / past.keys.dims[0]) * from);
      past.values.data.set(out.values.data, (past.values.data.length / past.values.dims[0]) * from);
    }
  }
}

/** Tokens that can matter to the answer: under a causal mask those up to the answer position. */
export function visible(spec: Spec, { ids, readAt }: TokenPrompt): Int32Array {
  return spec.causal ? ids.subarray(0, readAt + 1) : ids;
}

/** Head over many rows [n, d], in microbatches. */
export async function answersOf(
  job: Job,
  forward: Forward,
  rows: Float32Array,
  n: number,
  answerIds: Int32Array,
): Promise<{ probabilities: Float32Array; logits: Float32Array }> {
  const { spec } = forward.model;
  const A = answerIds.length;
  const probabilities = new Float32Array(n * A);
  const logits = new Float32Array(n * A);
  for (const [from, to] of ranges(n, headRows(spec))) {
    await job.pause();
    const out = await forward.head(
      job,
      rows.subarray(from * spec.width, to * spec.width),
      answerIds,
    );
    probabilities.set(out.probabilities.data, from * A);
    logits.set(out.answerLogits.data, from * A);
  }
  return { probabilities, logits };
}

function emptyPast({ model: { spec } }: Forward, n: number, T: number): Past {
  const { kvHeads: K, headWidth: dh } = spec;
  const keys = { dims: [n, K, dh, T], data: new Float32Array(n * K * dh * T) };
  const values = { dims: [n, K, T, dh], data: new Float32Array(n * K * T * dh) };
  return { keys, values };
}
