// The weights of one network, on their way from the file to the graphs. Groups that fit the budget stay in
// memory; of the others only the one in use does, so a model may be larger than memory.
import type { Job } from '../core/job.ts';
import { count } from '../core/tensor.ts';
import type { Network, WeightTensors } from './network.ts';

export class Weights {
  readonly #network: Network;
  readonly #budget: number;
  readonly #kept = new Map<string, WeightTensors>();
  #keptBytes = 0;
  /** What was read last and does not fit the budget: every batch passes it before the next is read. */
  #streamed: { readonly group: string; readonly tensors: WeightTensors } | undefined;

  /** `budget`: bytes that may stay in memory between uses. */
  constructor(network: Network, budget: number) {
    this.#network = network;
    this.#budget = budget;
  }

  async group(job: Job, group: string): Promise<WeightTensors> {
    const known = this.#kept.get(group);
    if (known) return known;
    if (this.#streamed?.group === group) return this.#streamed.tensors;
    this.#streamed = undefined; // before the next is read: both may not fit
    const tensors = await this.#network.weights(job, group);
    const bytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    if (this.#keptBytes + bytes <= this.#budget) {
      this.#kept.set(group, tensors);
      this.#keptBytes += bytes;
    } else this.#streamed = { group, tensors };
    return tensors;
  }
}

/** Bytes of all weights as float32: what `Weights` holds when the budget allows. */
export function weightBytes(network: Network): number {
  return groupBytes(network).reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes that must be in memory at once even when everything else is streamed. */
export function leastWeightBytes(network: Network): number {
  return Math.max(...groupBytes(network));
}

function groupBytes({ stages, readout }: Network): number[] {
  const groups = new Map<string, number>();
  for (const { group, weights } of readout ? [...stages, readout] : stages) {
    const bytes = weights.reduce((sum, { shape }) => sum + 4 * count(shape), 0);
    groups.set(group, (groups.get(group) ?? 0) + bytes);
  }
  return [...groups.values()];
}
