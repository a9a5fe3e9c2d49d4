// Variants, as variants.ts, whose states lie on a device: what joins and what is taken are rows of the runs' states, so
// all of a moment is one gathering of rows there.
import type { Job } from '../core/job.ts';
import { ended } from '../graph/stage.ts';
import type { Range } from '../task/task.ts';
import type { Input } from '../task/trial.ts';
import { ranges } from './batch.ts';
import { counted } from './deviceRows.ts';
import { DeviceStates } from './deviceStates.ts';
import type { Forward, Past } from './forward.ts';
import type { Step } from './network.ts';
import { type Change, type Donor, type Group, placesOf, take, type Variant } from './variants.ts';

type Runs = {
  readonly inputs: readonly Input[];
  readonly length: number;
  readonly device: DeviceStates;
};
type Taking = { readonly i: number; readonly donor: Donor; readonly change: Change };

export class DeviceVariants implements Group {
  readonly start: number;
  readonly #states: DeviceStates;
  readonly #forward: Forward;
  readonly #runs: Runs;
  readonly #base: Int32Array;
  readonly #later = new Map<number, Taking[]>();
  #count = 0;
  /** The first so many have their states; the others join at the next `change`. */
  #joined = 0;

  constructor(forward: Forward, runs: Runs, start: number, capacity: number) {
    this.#forward = forward;
    this.#runs = runs;
    this.start = start;
    this.#states = new DeviceStates(runs.device.rows);
    this.#base = new Int32Array(capacity);
  }

  add({ base, donor, changes }: Variant): void {
    const i = this.#count++;
    this.#base[i] = base;
    for (const change of changes) {
      const later = this.#later.get(change.site.moment) ?? [];
      this.#later.set(change.site.moment, later);
      later.push({ i, donor, change });
    }
  }

  async change(moment: number): Promise<void> {
    const takings = this.#later.get(moment) ?? [];
    this.#later.delete(moment);
    for (const slot of this.#runs.device.names) {
      const here = takings.filter(({ change }) => change.site.slot === slot);
      if (this.#joined < this.#count || here.length > 0) await this.#settle(slot, here);
    }
    this.#joined = this.#count;
  }

  async step(job: Job, step: Step, past: Past | undefined): Promise<void> {
    const { length, inputs } = this.#runs;
    const queries = length - this.start;
    const of = (from: number, to: number, what: (run: number) => number) =>
      this.#base.subarray(from, to).map(what);
    const size = this.#forward.prompts(step.stages, queries, length);
    for (const [from, to] of ranges(this.#count, size)) {
      await job.pause();
      await this.#states.up(job, this.#forward, step.stages, [from, to], {
        batch: to - from,
        queries,
        start: this.start,
        lengths: of(from, to, (run) => inputs[run].values.length),
        past: past && this.start > 0 ? { ...past, base: this.#base.subarray(from, to) } : undefined,
        readAt: step.readsOut ? of(from, to, (run) => inputs[run].readAt) : undefined,
      });
    }
    await this.#states.turn(ended(step.stages));
  }

  read(name: string): Promise<Float32Array> {
    return this.#count > 0 ? this.#states.read(name) : Promise.resolve(new Float32Array(0));
  }

  release(): void {
    this.#states.release();
  }

  /** Those that join get the base run's state, and all what they take at this moment. */
  async #settle(slot: string, takings: readonly Taking[]): Promise<void> {
    const there = this.#runs.device.get(slot);
    const own = this.#states.find(slot);
    const [, positions, width] = there.dims;
    const first = positions === 1 ? 0 : this.start;
    const Q = positions - first;
    const isPlain = takings.every(
      ({ donor, change }) => typeof donor === 'number' && !change.site.within,
    );
    const plain = isPlain ? takings : [];
    const unit = plain.reduce(
      (size, { change }) => (change.site.channels ?? []).reduce(greatestCommon, size),
      width,
    );
    const each = width / unit;
    const before = this.#joined * Q * each; // of its own, which come first
    const rows = counted(0, this.#count * Q * each);
    const copy = (to: number, from: number, count: number) => {
      for (let k = 0; k < count; k++) rows[to + k] = before + from + k;
    };
    for (let i = this.#joined; i < this.#count; i++) {
      copy(i * Q * each, (this.#base[i] * positions + first) * each, Q * each);
    }
    for (const { i, donor, change } of plain) {
      const [low, high] = change.site.channels ?? [0, width];
      for (const [from, to] of this.#places(i, change, positions)) {
        for (let t = from; t < to; t++) {
          const at = ((donor as number) * positions + t) * each + low / unit;
          copy((i * Q + t - first) * each + low / unit, at, (high - low) / unit);
        }
      }
    }
    const sources = own ? [own, there] : [there];
    const dims = [this.#count, Q, width];
    this.#states.put(slot, await this.#states.rows.gather(sources, rows, unit, dims));
    if (!isPlain) await this.#takeHere(slot, takings, positions);
  }

  /** What is no copy of rows is made in memory: parts of a subspace, and what stands instead of a run's state. */
  async #takeHere(slot: string, takings: readonly Taking[], positions: number): Promise<void> {
    const { dims } = this.#states.get(slot);
    const [, own, width] = dims;
    const data = await this.#states.read(slot);
    const of = { positions, width, data: await this.#runs.device.read(slot) };
    for (const { i, donor, change } of takings) {
      const places = this.#places(i, change, positions);
      take({ positions: own, width, data }, i, of, { donor, change, places });
    }
    await this.#states.putUp(slot, { dims, data });
  }

  #places(i: number, { taken }: Change, positions: number): readonly Range[] {
    return placesOf(taken, positions, this.start, this.#runs.inputs[this.#base[i]].readAt);
  }
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}
