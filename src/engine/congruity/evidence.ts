// Does a model work anything out on the way? Evidence is a place that holds one set of parts purely; and where
// the other model has none of it, that must have been read and not merely missed (method.md 4.2 and 6).
import type { Interval } from '../numeric/statistics.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { holding, mostUnexplained } from '../signature/siteLabel.ts';

export type Evidence =
  | 'seen' // some set is held for at least half, whatever the pairs
  | 'none' // none is
  | 'undecided';

/** From the interval of the largest entry of its profile; undefined: there is none. */
export function evidenceOf(largest: Interval | undefined): Evidence {
  if (largest === undefined || largest.high < holding) return 'none';
  return largest.low >= holding ? 'seen' : 'undecided';
}

/** A site as the deciding set is looked for at it, where that is not what the input itself puts there. */
export type Look = {
  readonly strength: number;
  readonly unexplained: number;
  /** Whether other weights would not fit as well: of this set, and of what holds the site. */
  readonly determined: boolean;
  /** Upper end of the set's weight. */
  readonly weightHigh: number;
};

/** No site that matters hides the set: each can be read, or has too little of it, whatever the pairs. */
export function isAbsent(sites: readonly Look[], margin: number): boolean {
  return sites.every(({ strength, unexplained, determined, weightHigh }) => {
    if (strength < weakest) return true;
    return determined && (unexplained <= mostUnexplained || weightHigh < holding - margin);
  });
}
