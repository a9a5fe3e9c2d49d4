// Interchanges of many sites in one run: a circuit is asked by taking everything outside of it from another prompt.
// Some pairs are recorded once, base and donor; then any number of patches goes up over that.
import type { Job } from '../core/job.ts';
import type { PartSet } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { together } from './batch.ts';
import { mostBytes } from './blocks.ts';
import { firstDifference, holds, takenAt } from './fate.ts';
import type { Forward } from './forward.ts';
import { lastMixing, readWidth, startsAnywhere, stepsOf, visible, widestState } from './network.ts';
import type { Site } from './plan.ts';
import { joined as joinedRows, rowOf } from './readOut.ts';
import { type Kept, type Recorded, Replay, record } from './recorded.ts';
import { type Beginning, VariantGroups } from './variantGroups.ts';
import type { Change, Donor } from './variants.ts';
import { type Read, readAgainst } from './vocabulary.ts';

/** What every position gets of a site's state instead of what a donor has there: [width]. */
export type Fill = (site: Site) => Float32Array;

export type Patching = {
  /** The prompt that is changed. */
  readonly into: PartSet;
  /** The prompt that is taken from, one of those recorded; or what stands there instead. */
  readonly from: PartSet | Fill;
  /** Sites that are interchanged together: a run of every pair each. */
  readonly patches: readonly (readonly Site[])[];
};

type Begun = Beginning & { readonly row: number };

/** Base and donor prompts of some pairs, and the patches that go up over them. */
export class PairsRecorded {
  readonly #forward: Forward;
  readonly #trial: Trial;
  readonly #pairs: readonly number[];
  readonly #sets: readonly PartSet[];
  readonly #recorded: Recorded;

  /** `sites`: those of all patches that will be asked for; `sets`: the prompts, whether into or from. */
  static async of(
    job: Job,
    forward: Forward,
    trial: Trial,
    pairs: readonly number[],
    sets: readonly PartSet[],
    sites: readonly Site[],
  ): Promise<PairsRecorded> {
    const { network } = forward;
    const inputs = sets.flatMap((set) => pairs.map((i) => trial.input(i, set)));
    const kept = keptFor(network.cuts, sites);
    const steps = stepsOf(network, new Set(kept.keys()));
    const recorded = await record(job, forward, inputs, steps, kept, startsAnywhere(network));
    return new PairsRecorded(forward, trial, pairs, sets, recorded);
  }

  private constructor(
    forward: Forward,
    trial: Trial,
    pairs: readonly number[],
    sets: readonly PartSet[],
    recorded: Recorded,
  ) {
    this.#forward = forward;
    this.#trial = trial;
    this.#pairs = pairs;
    this.#sets = sets;
    this.#recorded = recorded;
  }

  /** Of every patch and pair. */
  async patched(job: Job, patching: Patching): Promise<Read> {
    const { network } = this.#forward;
    const bases = this.#pairs.map((_, i) => this.#run(i, patching.into));
    const own = this.#read(bases);
    const of: number[] = []; // rows' pairs
    const all: Begun[] = [];
    const rows: Float32Array[] = [];
    for (const [p, patch] of patching.patches.entries()) {
      for (const i of this.#pairs.keys()) {
        const row = p * this.#pairs.length + i;
        of.push(i);
        const begun = this.#begin(i, patching, patch, row);
        if (begun) all.push(begun);
        else rows[row] = own[i];
      }
    }
    const width = 4 * widestState(network, new Set(this.#recorded.states.keys()));
    const bytesOf = ({ start }: Begun) => width * (this.#recorded.length + 1 - start);
    for (const some of together(all, bytesOf, mostBytes)) {
      for (const [row, x] of await this.#climb(job, some)) rows[row] = x;
    }
    return readAgainst(
      job,
      this.#forward,
      joinedRows(own),
      joinedRows(rows),
      of,
      this.#trial.answers,
    );
  }

  /** undefined: nothing changes. */
  #begin(i: number, { into, from }: Patching, patch: readonly Site[], row: number) {
    const { network, causal } = this.#forward;
    const base = this.#run(i, into);
    const input = this.#recorded.inputs[base];
    const donor: Donor = typeof from === 'number' ? this.#run(i, from) : from;
    const differs =
      typeof donor === 'number' ? firstDifference(input, this.#recorded.inputs[donor]) : 0;
    const regions = this.#trial.regions(this.#pairs[i]);
    const length = visible(input, causal).length;
    const last = lastMixing(network.stages);
    const changes = patch.flatMap((site): Change[] => {
      const taken = takenAt(site, regions, length);
      const isSame = differs === Infinity || (causal && taken.every(([, to]) => to <= differs));
      const isUnread = site.moment > last && !holds(taken, input.readAt);
      return isSame || isUnread ? [] : [{ site, taken }];
    });
    if (changes.length === 0) return undefined;
    const firsts = changes.map(({ taken }) => taken.find(([, to]) => !causal || to > differs)![0]);
    const start = startsAnywhere(network) ? Math.max(differs, Math.min(...firsts)) : 0;
    const first = Math.min(...changes.map(({ site }) => site.moment));
    const moment = network.cuts.findLast((cut) => cut <= first)!;
    return { row, base, donor, changes, start, moment };
  }

  /** x before the readout, by row. */
  async #climb(job: Job, begun: readonly Begun[]): Promise<Map<number, Float32Array>> {
    const { steps, pasts } = this.#recorded;
    const { network } = this.#forward;
    const replay = new Replay(this.#recorded);
    const groups = new VariantGroups(this.#forward, replay, begun, steps);
    const arrive = (at: number) => {
      replay.moment = at;
      return groups.arrive(at);
    };
    for (const [k, step] of steps.entries()) {
      await arrive(step.from);
      await groups.step(job, step, pasts[k]);
    }
    await arrive(network.stages.length);
    const rows = new Map<number, Float32Array>();
    for (const [group, of] of groups.joined) {
      const x = await group.read('x');
      for (const [v, { row }] of of.entries()) rows.set(row, rowOf(x, v, readWidth(network)));
    }
    return rows;
  }

  #read(runs: readonly number[]): Float32Array[] {
    const { data, width } = this.#recorded.states
      .get(this.#forward.network.stages.length)!
      .get('x')!;
    return runs.map((run) => data.subarray(run * width, (run + 1) * width));
  }

  /** Index into the runs of local pair i with this set taken from its source. */
  #run(i: number, set: PartSet): number {
    return this.#recorded.of[this.#sets.indexOf(set) * this.#pairs.length + i];
  }
}

/** x at every cut, where variants begin, and at each site what is taken there. */
function keptFor(cuts: readonly number[], sites: readonly Site[]): Kept {
  const kept = new Map(cuts.map((cut) => [cut, new Set(['x'])]));
  for (const { moment, slot } of sites) {
    kept.set(moment, (kept.get(moment) ?? new Set()).add(slot));
  }
  return kept;
}
