// Runs that are computed from one position on: they start at their site's moment from the base run's states, and
// what is before that position comes from the base's keys and values. Those of all moments go up together, so
// the batch is large although each joins late. A mixed prompt is one too: it takes its own words at the first moment.
import type { Job } from '../core/job.ts';
import { ended } from '../graph/stage.ts';
import type { Range } from '../task/task.ts';
import type { Input } from '../task/trial.ts';
import { ranges } from './batch.ts';
import type { DeviceStates } from './deviceStates.ts';
import { holds } from './fate.ts';
import type { Forward, Past } from './forward.ts';
import type { Step } from './network.ts';
import type { Site } from './plan.ts';
import { type Held, States } from './states.ts';
import { moveWithin } from './subspace.ts';

/** What a variant takes at one site. */
export type Change = {
  readonly site: Site;
  /** Positions that are taken. */
  readonly taken: readonly Range[];
};

/** A run, or what every position that is taken gets of a site's state: [width]. */
export type Donor = number | ((site: Site) => Float32Array);

/** One run to be: which run it changes, and what it takes from which. */
export type Variant = {
  readonly base: number; // a run
  readonly donor: Donor;
  /** By moment, ascending; it begins at the first of them, or before. */
  readonly changes: readonly Change[];
};

/** Whole prompts on their way up, as far as variants need them: Runs are. */
export type Below = {
  readonly inputs: readonly Input[];
  readonly length: number; // T, of the longest
  /** At the present moment. */
  readonly states: { readonly names: readonly string[]; get(name: string): Held };
  /** Where the states lie on a device: then there are none in memory. */
  readonly device?: DeviceStates | undefined;
};

/** Variants that are computed from one position on. */
export interface Group {
  readonly start: number;
  /** Adds a variant at the present moment. */
  add(variant: Variant): void;
  /** What is taken at the present moment, by those that have joined. */
  change(moment: number): void | Promise<void>;
  /** Takes all variants that have joined one step up. */
  step(job: Job, step: Step, past: Past | undefined): Promise<void>;
  /** A state of all of them, in the order in which they joined. */
  read(name: string): Promise<Float32Array>;
  release(): void;
}

export class Variants implements Group {
  readonly start: number;
  readonly states: States; // [capacity, T - start, width]
  readonly #forward: Forward;
  readonly #runs: Below;
  readonly #base: Int32Array; // [capacity]: whose run it changes
  /** Changes that are still to come, by moment. */
  readonly #later = new Map<number, (() => void)[]>();
  #count = 0;

  constructor(forward: Forward, runs: Below, start: number, capacity: number) {
    this.#forward = forward;
    this.#runs = runs;
    this.start = start;
    this.states = new States(capacity);
    this.#base = new Int32Array(capacity);
  }

  add({ base, donor, changes }: Variant): void {
    const i = this.#count++;
    for (const name of this.#runs.states.names) this.#copy(name, i, base);
    this.#base[i] = base;
    for (const change of changes) {
      const later = this.#later.get(change.site.moment) ?? [];
      this.#later.set(change.site.moment, later);
      later.push(() => this.#take(i, donor, change));
    }
  }

  change(moment: number): void {
    for (const take of this.#later.get(moment) ?? []) take();
    this.#later.delete(moment);
  }

  async step(job: Job, step: Step, past: Past | undefined): Promise<void> {
    const { length, inputs } = this.#runs;
    const queries = length - this.start;
    const of = (from: number, to: number, what: (run: number) => number) =>
      this.#base.subarray(from, to).map(what);
    const size = this.#forward.prompts(step.stages, queries, length);
    for (const [from, to] of ranges(this.#count, size)) {
      await job.pause();
      const base = this.#base.subarray(from, to);
      const states = await this.#forward.step(job, step.stages, {
        states: this.states.slice(from, to),
        batch: to - from,
        queries,
        start: this.start,
        lengths: of(from, to, (run) => inputs[run].values.length),
        past: past && this.start > 0 ? { ...past, base } : undefined,
        readAt: step.readsOut ? of(from, to, (run) => inputs[run].readAt) : undefined,
      });
      for (const [name, tensor] of Object.entries(states)) this.states.set(name, from, tensor);
    }
    this.states.turn(ended(step.stages));
  }

  read(name: string): Promise<Float32Array> {
    return Promise.resolve(this.#count > 0 ? this.states.get(name).data : new Float32Array(0));
  }

  release(): void {
    // What is in memory goes with whoever holds it.
  }

  #take(i: number, donor: Donor, change: Change): void {
    const { slot } = change.site;
    const of = this.#runs.states.get(slot);
    const { readAt } = this.#runs.inputs[this.#base[i]];
    const places = placesOf(change.taken, of.positions, this.start, readAt);
    take(this.states.get(slot), i, of, { donor, change, places });
  }

  /** The base run's state, from the start on. */
  #copy(name: string, i: number, base: number): void {
    const { data, positions, width } = this.#runs.states.get(name);
    const first = positions === 1 ? 0 : this.start;
    const count = positions - first;
    const isOpen = this.states.names.includes(name);
    const own = isOpen ? this.states.get(name) : this.states.open(name, count, width);
    const row = data.subarray((base * positions + first) * width, (base + 1) * positions * width);
    own.data.set(row, i * count * width);
  }
}

/** Positions of a state that are taken: all its own, or of one position that which is read. */
export function placesOf(
  taken: readonly Range[],
  positions: number,
  start: number,
  readAt: number,
): readonly Range[] {
  if (positions === 1) return holds(taken, readAt) ? [[0, 1]] : [];
  // Before the start the donor's states are the base's.
  return taken.map(([from, to]) => [Math.max(from, start), to]);
}

type Taking = { readonly donor: Donor; readonly change: Change; readonly places: readonly Range[] };

/** Into row i of `own`, whose positions end where those of the runs do. */
export function take(own: Held, i: number, of: Held, { donor, change, places }: Taking): void {
  const { site } = change;
  const { positions, width } = of;
  const [low, high] = site.channels ?? [0, width];
  const first = positions - own.positions;
  const given = typeof donor === 'number' ? undefined : donor(site);
  const row = typeof donor === 'number' ? donor * positions : 0;
  for (const [from, to] of places) {
    for (let t = from; t < to; t++) {
      const [data, at] = given ? [given, 0] : [of.data, (row + t) * width];
      const here = (i * own.positions + t - first) * width;
      const taken = data.subarray(at + low, at + high);
      if (!site.within) own.data.set(taken, here + low);
      else moveWithin(site.within, own.data.subarray(here + low, here + high), taken);
    }
  }
}
