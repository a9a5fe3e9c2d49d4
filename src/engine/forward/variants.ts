// Runs that are computed from one position on: they start at their site's moment from the base run's states, and
// what is before that position comes from the base's keys and values. Those of all moments go up together, so
// the batch is large although each joins late. A mixed prompt is one too: it takes its own words at the first moment.
import type { Job } from '../core/job.ts';
import { ended } from '../graph/stage.ts';
import type { Range } from '../task/task.ts';
import { ranges, stageRows } from './batch.ts';
import { holds } from './fate.ts';
import type { Forward, Past } from './forward.ts';
import type { Step } from './network.ts';
import type { Site } from './plan.ts';
import type { Runs } from './runs.ts';
import { States } from './states.ts';

/** One run to be: which run it changes, and what it takes from which. */
export type Variant = {
  readonly base: number; // a run
  readonly donor: number; // a run
  readonly site: Site;
  /** Positions that are taken. */
  readonly taken: readonly Range[];
};

export class Variants {
  readonly start: number;
  readonly states: States; // [capacity, T - start, width]
  readonly #forward: Forward;
  readonly #runs: Runs;
  readonly #base: Int32Array; // [capacity]: whose run it changes
  #count = 0;

  constructor(forward: Forward, runs: Runs, start: number, capacity: number) {
    this.#forward = forward;
    this.#runs = runs;
    this.start = start;
    this.states = new States(capacity);
    this.#base = new Int32Array(capacity);
  }

  /** Adds a variant at the present moment. */
  add({ base, donor, site, taken }: Variant): void {
    const i = this.#count++;
    for (const name of this.#runs.states.names) this.#copy(name, i, base);
    const { data, positions, width } = this.#runs.states.get(site.slot);
    const own = this.states.get(site.slot);
    const [low, high] = site.channels ?? [0, width];
    const first = positions === 1 ? 0 : this.start;
    const isRead = positions === 1 && holds(taken, this.#runs.inputs[base].readAt);
    for (const [from, to] of positions > 1 ? taken : isRead ? [[0, 1]] : []) {
      // Before the start the donor's states are the base's.
      for (let t = Math.max(from, first); t < to; t++) {
        const at = (donor * positions + t) * width;
        const here = (i * own.positions + t - first) * width;
        own.data.set(data.subarray(at + low, at + high), here + low);
      }
    }
    this.#base[i] = base;
  }

  /** Takes all variants that have joined one step up. */
  async step(job: Job, step: Step, past: Past | undefined): Promise<void> {
    const { length, inputs } = this.#runs;
    const queries = length - this.start;
    const of = (from: number, to: number, what: (run: number) => number) =>
      this.#base.subarray(from, to).map(what);
    const size = Math.floor(stageRows(step.stages) / queries);
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
