// Memory: what a pair takes on its way up.
import type { Trial } from '../task/trial.ts';
import { takenAt } from './fate.ts';
import { isCausal, type Network, visible, widestState } from './network.ts';
import { masksOf, type Plan, type Site } from './plan.ts';

/** Bytes of running state that pair i needs: its prompts, keys and values, and interchanged runs. */
export function pairBytes(network: Network, trial: Trial, plan: Plan, i: number): number {
  const causal = isCausal(network);
  const width = widestState(network);
  const T = visible(trial.input(i, 0), causal).length;
  const prompts = masksOf(plan).length * T * width;
  const kv = causal ? T * Math.max(...network.stages.map(({ past }) => pastWidth(past))) : 0;
  const regions = trial.regions(i);
  const positions = new Map<Site['region'], number>(); // of a run: its own, and the one that is read
  const positionsAt = (site: Site) => {
    const [first] = takenAt(site, regions, T);
    return first ? (causal ? T - first[0] : T) + 1 : 0;
  };
  let variants = 0;
  for (const site of plan.series.flatMap(({ sites }) => sites)) {
    if (site.moment === network.stages.length) continue; // known, or the readout alone
    if (!positions.has(site.region)) positions.set(site.region, positionsAt(site));
    variants += positions.get(site.region)!;
  }
  return 4 * (prompts + kv + variants * width);
}

function pastWidth(past: Network['stages'][number]['past']): number {
  return past ? 2 * past.heads * past.width : 0;
}
