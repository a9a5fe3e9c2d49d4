// Variants of some prompts, in groups by the position from which they are computed: each joins its group at its moment, and
// a group goes up as one batch.
import type { Job } from '../core/job.ts';
import { DeviceVariants } from './deviceVariants.ts';
import type { Forward, Past } from './forward.ts';
import type { Step } from './network.ts';
import { joinedStarts } from './starts.ts';
import { type Below, type Group, type Variant, Variants } from './variants.ts';

/** A variant, from which position and moment on it is computed. */
export type Beginning = Variant & { readonly start: number; readonly moment: number };

export class VariantGroups<V extends Beginning> {
  /** By the position at which they start, those that start first before the others. */
  readonly all: readonly Group[];
  /** By group, in the order of their rows. */
  readonly joined: ReadonlyMap<Group, readonly V[]>;
  readonly #joined = new Map<Group, V[]>();
  readonly #groupOf = new Map<number, Group>(); // by start
  readonly #begun = new Map<number, V[]>(); // by moment

  /** Of all that will begin on the way of `runs` up these steps. */
  constructor(forward: Forward, runs: Below, begun: readonly V[], steps: readonly Step[]) {
    const ways = begun.map(({ start, moment }) => {
      return { start, steps: steps.filter(({ from }) => from >= moment).length };
    });
    const { device } = runs;
    const joined = joinedStarts(ways, runs.length, steps.length, forward.callRows);
    const room = new Map<number, number>();
    for (const { start } of begun) {
      const first = joined.get(start)!;
      room.set(first, (room.get(first) ?? 0) + 1);
    }
    const groups = new Map(
      [...room]
        .sort(([a], [b]) => a - b)
        .map(([first, count]): [number, Group] => [
          first,
          device
            ? new DeviceVariants(
                forward,
                { inputs: runs.inputs, length: runs.length, device },
                first,
                count,
              )
            : new Variants(forward, runs, first, count),
        ]),
    );
    this.all = [...groups.values()];
    this.joined = this.#joined;
    for (const group of this.all) this.#joined.set(group, []);
    for (const [start, first] of joined) this.#groupOf.set(start, groups.get(first)!);
    for (const one of begun) {
      this.#begun.set(one.moment, [...(this.#begun.get(one.moment) ?? []), one]);
    }
  }

  /** Those that begin at the present moment join, and take what all take at it. */
  async arrive(moment: number): Promise<void> {
    for (const one of this.#begun.get(moment) ?? []) {
      const group = this.#groupOf.get(one.start)!;
      group.add(one);
      this.#joined.get(group)!.push(one);
    }
    for (const group of this.all) await group.change(moment);
  }

  async step(job: Job, step: Step, past: Past | undefined): Promise<void> {
    for (const group of this.all) await group.step(job, step, past);
  }

  release(): void {
    for (const group of this.all) group.release();
  }
}
