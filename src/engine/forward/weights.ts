// The weights of one network, on their way from the file to the graphs. Groups that fit the budget stay in
// memory; the others pass through it one after the other, so a model may be larger than memory. Where there is
// room for it the next group is read while the one before it computes. For a runtime with a device they go on to it, as
// deviceWeights.ts lays them there, and memory is that of the device.
import type { Job } from '../core/job.ts';
import type { Runtime } from '../core/runtime.ts';
import { count } from '../core/tensor.ts';
import { DeviceWeights, releaseAll, type WeightFeeds } from './deviceWeights.ts';
import type { Network } from './network.ts';

export class Weights {
  readonly #network: Network;
  readonly #there: DeviceWeights | undefined;
  readonly #deviceMemory: number;
  readonly #sizes: Sizes;
  readonly #order: readonly string[];
  /** What is in memory or on its way there. */
  readonly #held = new Map<string, Promise<WeightFeeds>>();
  /** One reading at a time: the last. */
  #reading: Promise<unknown> = Promise.resolve();
  #share: Share;
  /** The group that was asked for last, and whether on the way down, as gradients go. */
  #way: { readonly last: string; readonly down: boolean } | undefined;

  /** `budget`: as of `allow`. */
  constructor(network: Network, budget: number, runtime?: Runtime) {
    this.#network = network;
    const tensors = runtime?.device?.tensors;
    this.#there = tensors && new DeviceWeights(network, runtime!, tensors);
    this.#deviceMemory = tensors ? runtime!.device!.memory : Number.POSITIVE_INFINITY;
    this.#sizes = sizesOf(network);
    this.#order = [...this.#sizes.keys()];
    this.#share = shareOf(this.#sizes, this.#within(budget));
  }

  /** From now on weights may take so many bytes, or those of the largest group, where that is more. */
  allow(budget: number): void {
    this.#share = shareOf(this.#sizes, this.#within(budget));
    this.#dropAllBut();
  }

  /** What a device gives is less than what a run may take, or more; a part of it is for what is computed. */
  #within(budget: number): number {
    return Math.min(budget, mostOfDevice * this.#deviceMemory);
  }

  /** The names of those of a group that lie turned over. */
  turned(group: string): ReadonlySet<string> {
    return this.#there?.turned(group) ?? new Set();
  }

  /** The weights of a group. What passes through and is not the next is given up before they are read. */
  async group(job: Job, group: string): Promise<WeightFeeds> {
    this.#turn(group);
    const next = this.#share.readsAhead ? this.#after(group) : undefined;
    this.#dropAllBut(group, next);
    const tensors = await this.#read(job, group);
    if (next !== undefined) this.#read(job, next).catch(() => undefined); // read anew when it is asked for
    return tensors;
  }

  /** Gives all up. Afterwards nothing is read any more. */
  async release(): Promise<void> {
    for (const group of [...this.#held.keys()]) this.#drop(group);
    await this.#reading;
    await this.#there?.release();
  }

  #read(job: Job, group: string): Promise<WeightFeeds> {
    const known = this.#held.get(group);
    if (known) return known;
    const made = this.#reading.then(() => this.#placed(job, group));
    this.#held.set(group, made);
    this.#reading = made.catch(() => {
      if (this.#held.get(group) === made) this.#held.delete(group);
    });
    return made;
  }

  /** Down is to the one before; at the lowest it goes up again. */
  #turn(group: string): void {
    if (this.#way?.last === group) return;
    const at = this.#order.indexOf(group);
    this.#way = { last: group, down: at > 0 && this.#order[at + 1] === this.#way?.last };
  }

  /** The group to read while this one computes: the next that is not there to stay. After the last comes the first. */
  #after(group: string): string | undefined {
    const order = this.#way?.down ? this.#order.toReversed() : this.#order;
    const at = order.indexOf(group);
    const later = [...order.slice(at + 1), ...order.slice(0, at)];
    return later.find((one) => !(this.#share.stays.has(one) && this.#held.has(one)));
  }

  /** Of what does not stay. */
  #dropAllBut(...used: readonly (string | undefined)[]): void {
    for (const group of this.#held.keys()) {
      if (!this.#share.stays.has(group) && !used.includes(group)) this.#drop(group);
    }
  }

  #drop(group: string): void {
    const dropped = this.#held.get(group);
    this.#held.delete(group);
    dropped?.then(releaseAll, () => undefined); // what failed has released what it had
  }

  /** Read, and put where they are used. */
  async #placed(job: Job, group: string): Promise<WeightFeeds> {
    const tensors = await this.#network.weights(job, group);
    return this.#there?.placed(group, tensors) ?? tensors;
  }
}

/** Of a device's memory that weights may take, at most; what a sweep leaves them is less: deviceMemory.ts. */
const mostOfDevice = 0.75;

/** Bytes as float32 by group, in the order of use. */
type Sizes = ReadonlyMap<string, number>;

type Share = { readonly stays: ReadonlySet<string>; readonly readsAhead: boolean };

/** So much more may pass through in all for that it is read while others compute. */
const worthwhile = 1.25;

/** Which groups stay, and whether two of the others are in memory at a time: then fewer stay. */
function shareOf(sizes: Sizes, budget: number): Share {
  const [one, two] = ([1, 2] as const).map((together) => staying(sizes, budget, together));
  const [least, more] = [one, two].map((stays) => sum(passing(sizes, stays)));
  const readsAhead = takenBytes(sizes, two, 2) <= budget && more <= worthwhile * least;
  return { stays: readsAhead ? two : one, readsAhead };
}

/** The largest first: the room to pass through is then that of small ones. */
function staying(sizes: Sizes, budget: number, together: 1 | 2): ReadonlySet<string> {
  let stays = new Set<string>();
  for (const [group] of [...sizes].sort(([, a], [, b]) => b - a)) {
    const more = new Set([...stays, group]);
    if (takenBytes(sizes, more, together) <= budget) stays = more;
  }
  return stays;
}

/** By what stays, and by as many of the others as are in memory together, one after the other. */
function takenBytes(sizes: Sizes, stays: ReadonlySet<string>, together: 1 | 2): number {
  const others = passing(sizes, stays);
  const next = (i: number) =>
    together === 2 && others.length > 1 ? others[(i + 1) % others.length] : 0;
  return (
    sum([...sizes.values()]) - sum(others) + Math.max(0, ...others.map((size, i) => size + next(i)))
  );
}

/** Bytes of the groups that do not stay. */
function passing(sizes: Sizes, stays: ReadonlySet<string>): number[] {
  return [...sizes].flatMap(([group, size]) => (stays.has(group) ? [] : [size]));
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, each) => total + each, 0);
}

/** Bytes of all weights as float32: what `Weights` holds when the budget allows. */
export function weightBytes(network: Network): number {
  return sum([...sizesOf(network).values()]);
}

/** Bytes that weights take at once even when none of them stay; `together`: so many groups in memory. */
export function leastWeightBytes(network: Network, together: 1 | 2 = 1): number {
  return takenBytes(sizesOf(network), new Set(), together);
}

function sizesOf({ stages, readout }: Network): Sizes {
  const sizes = new Map<string, number>();
  for (const { group, weights } of readout ? [...stages, readout] : stages) {
    const bytes = weights.reduce((sum, { shape }) => sum + 4 * count(shape), 0);
    sizes.set(group, (sizes.get(group) ?? 0) + bytes);
  }
  return sizes;
}
