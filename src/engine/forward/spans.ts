// What of a trial's prompts lies at the positions of a site. Spans may come in another order in another pair, so this
// is asked of every pair.
import { nothing } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { takenAt } from './fate.ts';
import { isCausal, type Network, visible } from './network.ts';
import type { SitePlan } from './plan.ts';

/** The occurrences whose spans lie in each site's positions, in any pair: bits, [sites]. */
export function ownParts(
  { sites }: SitePlan,
  trial: Pick<Trial, 'pairs' | 'own' | 'regions'>,
): Int32Array {
  const { own } = trial;
  const all = [...own.keys()];
  const bits = (spans: readonly number[]) =>
    spans.reduce((mask, span) => (own[span] < 0 ? mask : mask | (1 << own[span])), 0);
  const onward = new Map<number, number>(); // by span: known once it is asked for
  return Int32Array.from(sites, ({ region }) => {
    if (region === 'all') return bits(all);
    if (!('from' in region)) return bits(region);
    const known = onward.get(region.from) ?? bits(spansFrom(trial, region.from));
    onward.set(region.from, known);
    return known;
  });
}

/** The spans that are not before this one in some pair. */
function spansFrom(
  { pairs, own, regions }: Pick<Trial, 'pairs' | 'own' | 'regions'>,
  from: number,
) {
  const found = new Set([from]);
  for (let i = 0; i < pairs; i++) {
    const at = regions(i);
    for (const span of own.keys()) if (at[span][0] >= at[from][0]) found.add(span);
  }
  return [...found];
}

/** Spans of a part that are followed by more, in some pair: with all that follows they make joint sites. */
export function jointSpans(network: Network, trial: Trial): number[] {
  if (trial.fixedPlaces) return []; // nothing follows a place
  const causal = isCausal(network);
  const spans = [...trial.own.keys()].filter((span) => trial.own[span] >= 0);
  return spans.filter((from) => {
    for (let i = 0; i < trial.pairs; i++) {
      const { length } = visible(trial.input(i, nothing), causal);
      const positions = (region: readonly number[] | { readonly from: number }) =>
        `${takenAt({ region }, trial.regions(i), length)}`;
      if (positions([from]) !== positions({ from })) return true;
    }
    return false;
  });
}
