// Which interchanges have to be run, and which are known without running: where the donor's state at the
// site cannot differ from the base's, or cannot reach the answer, nothing changes.
import type { Range } from '../task/task.ts';
import type { Input } from '../task/trial.ts';
import { isCausal, lastMixing, mixes, type Network } from './network.ts';
import type { Site } from './plan.ts';

export type Fate =
  | 'silent' // the answer is the base's
  | 'donated' // the answer is the donor's own
  | 'open'; // it has to be run

/** First position at which two inputs of one length differ; Infinity when they are equal. */
export function firstDifference({ values: a }: Input, { values: b }: Input): number {
  const at = a.findIndex((value, t) => value !== b[t]);
  return at < 0 ? Infinity : at;
}

/** The fates of a network's sites, for one base and donor. */
export type Fates = (base: Input, donor: Input) => (site: Site, taken: readonly Range[]) => Fate;

export function fatesOf(network: Network): Fates {
  const { stages } = network;
  const causal = isCausal(network);
  const [firstMix, lastMix] = [stages.findIndex(mixes), lastMixing(stages)];
  return (base, donor) => {
    const { readAt } = base;
    const differs = firstDifference(base, donor);
    // Under a causal mask a position before the first difference is the same in both runs, and one after
    // the answer is never read.
    const isPassed = ([from, to]: Range) => causal && (to <= differs || from > readAt);
    const isEqual = ([from, to]: Range) =>
      base.values.subarray(from, to).every((value, t) => value === donor.values[from + t]);
    return ({ moment, slot, channels }, taken) => {
      if (differs === Infinity || taken.every(isPassed)) return 'silent';
      // Before any mixing of positions equal values have equal states; after the last each goes its own way.
      if (moment <= firstMix && taken.every(isEqual)) return 'silent';
      if (moment > lastMix && !holds(taken, readAt)) return 'silent';
      return moment === stages.length && slot === 'x' && !channels ? 'donated' : 'open';
    };
  };
}

/** Whether a position is among those taken. */
export function holds(taken: readonly Range[], position: number): boolean {
  return taken.some(([from, to]) => from <= position && position < to);
}

/** The positions of a site in one input of `length` visible positions, ascending. */
export function takenAt(site: Site, regions: readonly Range[], length: number): Range[] {
  if (site.region === 'all') return [[0, length]];
  return site.region
    .map((span): Range => [regions[span][0], Math.min(regions[span][1], length)])
    .filter(([from, to]) => from < to)
    .sort(([a], [b]) => a - b);
}
