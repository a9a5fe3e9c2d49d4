// Which interchanges have to be run, and which answer as a whole prompt does: as the base, where the donor's state
// at the site cannot differ from the base's or cannot reach the answer; as the donor, where nothing else that differs
// reaches the answer; as the mixed prompt, where no position has seen another yet.
import { slotsAt } from '../graph/stage.ts';
import type { Range } from '../task/task.ts';
import type { Input } from '../task/trial.ts';
import { isCausal, lastMixing, mixes, type Network } from './network.ts';
import type { Region, Site } from './plan.ts';

/** The prompt whose own answer an interchange gives: base, donor or a mixture of them. undefined: it is run. */
export type Fate = Input | undefined;

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
  const whole = wholeStates(network);
  const heldAt = network.held ?? (() => [0, Infinity] as const);
  return (base, donor) => {
    const { readAt, values } = base;
    const differs = firstDifference(base, donor);
    const [from, to] = causal ? [differs, readAt + 1] : [0, values.length];
    const takesAll = (taken: readonly Range[], [first, end]: Range) =>
      taken.some(([a, b]) => a <= Math.max(from, first) && b >= Math.min(to, end));
    // Under a causal mask a position before the first difference is the same in both runs, and one after
    // the answer is never read.
    const isPassed = ([from, to]: Range) => causal && (to <= differs || from > readAt);
    const isEqual = ([from, to]: Range) =>
      base.values.subarray(from, to).every((value, t) => value === donor.values[from + t]);
    return (site, taken) => {
      const { moment } = site;
      const held = heldAt(moment);
      if (taken.every(([a, b]) => b <= held[0] || a >= held[1])) return base; // nothing is there
      if (differs === Infinity || taken.every(isPassed)) return base;
      if (moment > lastMix && !holds(taken, readAt)) return base; // each goes its own way
      const isWhole = whole(site);
      if (isWhole && (moment === stages.length || takesAll(taken, held))) return donor;
      if (moment > firstMix) return undefined;
      // Before any mixing of positions equal values have equal states, and a position's state is its value.
      if (taken.every(isEqual)) return base;
      return isWhole ? mixed(base, donor, taken) : undefined;
    };
  };
}

/** Whether all that is known of a position at a site's moment is interchanged there. */
function wholeStates({ stages }: Network): (site: Site) => boolean {
  const alone = new Map<number, boolean>(); // by moment: there is no state but one
  return ({ moment, channels, within }) => {
    if (channels || within) return false;
    const known = alone.get(moment) ?? Object.keys(slotsAt(stages, moment)).length === 1;
    alone.set(moment, known);
    return known;
  };
}

function mixed({ values, readAt }: Input, donor: Input, taken: readonly Range[]): Input {
  const changed = values.slice();
  for (const [from, to] of taken) changed.set(donor.values.subarray(from, to), from);
  return { values: changed, readAt };
}

/** Whether the states of two donors cannot differ at these positions: then one interchange is both. */
export function agree(a: Input, b: Input, taken: readonly Range[], causal: boolean): boolean {
  const differs = firstDifference(a, b);
  return differs === Infinity || (causal && taken[taken.length - 1][1] <= differs);
}

/** Whether a position is among those taken. */
export function holds(taken: readonly Range[], position: number): boolean {
  return taken.some(([from, to]) => from <= position && position < to);
}

/** The positions of a site in one input of `length` visible positions, ascending; ranges do not touch. */
export function takenAt(
  { region }: Pick<Site, 'region'>,
  regions: readonly Range[],
  length: number,
): Range[] {
  const taken: Range[] = [];
  for (const [from, to] of rangesOf(region, regions, length).sort(([a], [b]) => a - b)) {
    const end = Math.min(to, length);
    const last = taken.at(-1);
    if (from >= end) continue;
    if (last && from <= last[1]) taken[taken.length - 1] = [last[0], Math.max(last[1], end)];
    else taken.push([from, end]);
  }
  return taken;
}

function rangesOf(region: Region, regions: readonly Range[], length: number): Range[] {
  if (region === 'all') return [[0, length]];
  if ('from' in region) return [[regions[region.from][0], length]];
  return region.map((span) => regions[span]);
}
