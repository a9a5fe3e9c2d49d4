// Memory: what a pair takes on its way up.
import { nothing } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { takenAt } from './fate.ts';
import {
  isCausal,
  type Network,
  readWidth,
  startsAnywhere,
  visible,
  widestState,
} from './network.ts';
import { momentsOf, type Plan, type Site, setsOf } from './plan.ts';
import { mostStems } from './stems.ts';

/** What a pair needs of running state: its prompts, keys and values, and interchanged runs. */
export type PairBytes = {
  readonly length: number; // T, as far as it can be seen
  readonly runs: number; // prompts, and interchanged runs
  /** Padded to `positions`, at least T. */
  bytes(positions: number): number;
  /** Of these the keys and values. */
  pastBytes(positions: number): number;
};

export function pairBytesOf(network: Network, plan: Plan) {
  const causal = isCausal(network);
  const width = widestState(network, momentsOf(plan));
  const wider = Math.max(0, readWidth(network) - width); // what is read may be wider than any state
  const prompts = setsOf(plan).length;
  const resumes = startsAnywhere(network);
  const whole = new Set([nothing, ...plan.series.map(({ donor }) => donor)]).size;
  const stems = resumes ? Math.min(prompts, whole + mostStems) : prompts;
  const kv = resumes ? Math.max(...network.stages.map(({ past }) => pastWidth(past))) : 0;
  const begun = begunAt(network, plan);
  return (trial: Trial, i: number): PairBytes => {
    const length = visible(trial.input(i, 0), causal).length;
    const regions = trial.regions(i);
    let [runs, before] = [0, 0]; // interchanged runs, and the positions before their starts
    for (const { site, count } of begun) {
      const [first] = takenAt(site, regions, length);
      if (!first) continue;
      runs += count;
      if (resumes) before += count * first[0];
    }
    const last = (prompts + runs) * wider;
    // Of an interchanged run all positions from its start on, and the one that is read.
    const states = (T: number) => (stems * T + (prompts - stems + runs) * (T + 1) - before) * width;
    const pastBytes = (T: number) => 4 * stems * kv * T;
    return {
      length,
      runs: prompts + runs,
      bytes: (T) => 4 * (states(T) + last) + pastBytes(T),
      pastBytes,
    };
  };
}

/** How many interchanged runs begin at each region; at the last moment only the readout is left. */
function begunAt({ stages }: Network, plan: Plan) {
  const begun = new Map<string, { readonly site: Site; count: number }>();
  for (const site of plan.series.flatMap(({ sites }) => sites)) {
    if (site.moment === stages.length) continue;
    const key = JSON.stringify(site.region);
    const known = begun.get(key) ?? { site, count: 0 };
    known.count++;
    begun.set(key, known);
  }
  return [...begun.values()];
}

/** Of the keys and values of one position. */
export function pastWidth(past: Network['stages'][number]['past']): number {
  return past ? 2 * past.heads * past.width : 0;
}
