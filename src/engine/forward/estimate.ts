// Memory: what a pair takes on its way up.
import type { Trial } from '../task/trial.ts';
import { takenAt } from './fate.ts';
import { isCausal, type Network, startsAnywhere, visible, widestState } from './network.ts';
import { masksOf, type Plan, type Site } from './plan.ts';

/** Bytes of running state that pair i needs: its prompts, keys and values, and interchanged runs. */
export type PairBytes = (trial: Trial, i: number) => number;

export function pairBytesOf(network: Network, plan: Plan): PairBytes {
  const causal = isCausal(network);
  const width = widestState(network);
  const prompts = masksOf(plan).length;
  const resumes = startsAnywhere(network);
  const kv = resumes ? Math.max(...network.stages.map(({ past }) => pastWidth(past))) : 0;
  const begun = begunAt(network, plan);
  return (trial, i) => {
    const T = visible(trial.input(i, 0), causal).length;
    const regions = trial.regions(i);
    let positions = 0;
    for (const { site, count } of begun) {
      const [first] = takenAt(site, regions, T);
      if (first) positions += count * ((resumes ? T - first[0] : T) + 1); // its own, and the one that is read
    }
    return 4 * ((prompts * T + positions) * width + kv * T);
  };
}

/** How many interchanged runs begin at each region; at the last moment only the readout is left. */
function begunAt({ stages }: Network, plan: Plan) {
  const begun = new Map<string, { readonly site: Site; count: number }>();
  for (const site of plan.series.flatMap(({ sites }) => sites)) {
    if (site.moment === stages.length) continue;
    const key = `${site.region}`;
    const known = begun.get(key) ?? { site, count: 0 };
    known.count++;
    begun.set(key, known);
  }
  return [...begun.values()];
}

function pastWidth(past: Network['stages'][number]['past']): number {
  return past ? 2 * past.heads * past.width : 0;
}
