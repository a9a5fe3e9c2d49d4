// The weights of one model, on their way from the file to the graphs. Blocks that fit the budget stay
// in memory; of the others only the one in use does, so a model may be larger than memory.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { count } from '../core/tensor.ts';
import type { WeightSources } from '../family/family.ts';
import type { Model } from '../family/model.ts';
import { readWeight } from '../family/readWeight.ts';
import { blockWeights, headWeights } from '../graph/spec.ts';

export type WeightTensors = Readonly<Record<string, FloatTensor>>;

export class Weights {
  readonly #model: Model;
  readonly #budget: number;
  readonly #kept = new Map<string, WeightTensors>();
  #keptBytes = 0;
  /** What was read last and does not fit the budget: every batch passes it before the next is read. */
  #streamed: { readonly key: string; readonly tensors: WeightTensors } | undefined;

  /** `budget`: bytes that may stay in memory between uses. */
  constructor(model: Model, budget: number) {
    this.#model = model;
    this.#budget = budget;
  }

  block(job: Job, layer: number): Promise<WeightTensors> {
    return this.#get(job, `block ${layer}`, () => this.#model.architecture.block(layer));
  }

  head(job: Job): Promise<WeightTensors> {
    return this.#get(job, 'head', () => this.#model.architecture.head);
  }

  embeddingNorm(job: Job): Promise<WeightTensors> {
    return this.#get(job, 'embedding norm', () => this.#model.architecture.embedding.norm ?? {});
  }

  async #get(job: Job, key: string, sources: () => WeightSources): Promise<WeightTensors> {
    const known = this.#kept.get(key);
    if (known) return known;
    if (this.#streamed?.key === key) return this.#streamed.tensors;
    this.#streamed = undefined; // before the next is read: both may not fit
    const tensors: Record<string, FloatTensor> = {};
    for (const [name, source] of Object.entries(sources())) {
      tensors[name] = await readWeight(job, this.#model, source);
    }
    const bytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    if (this.#keptBytes + bytes <= this.#budget) {
      this.#kept.set(key, tensors);
      this.#keptBytes += bytes;
    } else this.#streamed = { key, tensors };
    return tensors;
  }
}

/** Bytes of all weights as float32: what `Weights` holds when the budget allows. */
export function weightBytes({ spec }: Model): number {
  return spec.layers * bytes(blockWeights(spec)) + bytes(headWeights(spec));
}

/** Bytes that must be in memory at once even when everything else is streamed. */
export function leastWeightBytes({ spec }: Model): number {
  return Math.max(bytes(blockWeights(spec)), bytes(headWeights(spec)));
}

function bytes(weights: readonly { readonly shape: readonly number[] }[]): number {
  return weights.reduce((sum, { shape }) => sum + 4 * count(shape), 0);
}
