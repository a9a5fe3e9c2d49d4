// What a look leaves to do: nothing, because the answer is settled or more pairs would hardly settle it; to measure
// the cuts that were left out; or to look at more pairs.
import {
  type Comparison,
  type Pairing,
  type RulingOptions,
  rulingOf,
} from '../congruity/compare.ts';
import type { Reason, Ruling, Verdict } from '../congruity/verdict.ts';
import { type Interval, normalQuantile } from '../numeric/statistics.ts';
import { holding } from '../signature/siteLabel.ts';
import type { Look } from './looks.ts';

export type Standing = 'settled' | 'hopeless' | 'uncovered' | 'open';

/** What a comparison shows that its standing depends on. */
export type Shown = {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly distance: Interval | undefined;
  readonly full: Interval;
  /** The largest entry of each model's profile. */
  readonly largest: readonly (Interval | undefined)[];
};

export type Margins = { readonly margin: number; readonly fullMargin: number };

/** Two models as they were found at a look. */
type Found = Pairing & Ruling & Pick<Comparison, 'sides' | 'intervals'>;

export function standingOfPair(
  found: Found,
  { look, last }: { readonly look: Look; readonly last: Look },
  options: RulingOptions,
): Standing {
  const { sides, verdict, reason, intervals } = found;
  const ifCovered = rulingOf(...sides, found, intervals, { ...options, isPartial: false });
  const { distance, full, models } = intervals;
  const largest = models.map((model) => model.largest);
  const shown = { verdict, reason, distance, full, largest };
  return standingOf(shown, ifCovered.verdict, look, last, options);
}

/**
 * `ifCovered`: the verdict if no cut had been left out. Of two models that are the same by their profiles it may be
 * that no interchange at all tells them apart, which says more: that is waited for while it can be.
 */
export function standingOf(
  shown: Shown,
  ifCovered: Verdict,
  look: Look,
  last: Look,
  margins: Margins,
): Standing {
  const { verdict, full } = shown;
  if (verdict === 'different' || verdict === 'indistinguishable') return 'settled';
  if (ifCovered === 'indistinguishable') return 'uncovered';
  const mayBe = projected(full, look, last).low < margins.fullMargin;
  if (mayBe && full.value < margins.fullMargin) return 'open';
  if (verdict === 'same interpretation') return 'settled';
  return isHopeless(shown, look, last, margins) ? 'hopeless' : 'open';
}

/** Would the same numbers, from all the pairs, still say nothing? */
function isHopeless(
  { reason, distance, largest }: Shown,
  look: Look,
  last: Look,
  { margin }: Margins,
): boolean {
  const straddles = (interval: Interval | undefined, bound: number) => {
    if (interval === undefined) return true;
    const { low, high } = projected(interval, look, last);
    return low <= bound && bound <= high;
  };
  switch (reason) {
    case 'name variables':
    case 'no evidence':
      return true;
    case 'straddles':
      return straddles(distance, margin);
    case 'evidence undecided':
      return largest.some((entry) => entry !== undefined && straddles(entry, holding));
    default:
      return false; // with more pairs controls pass more often, and more sites can be read
  }
}

/** The interval that the last look would have if the number stayed as it is: as the root of the pairs, by its level. */
function projected({ value, low, high }: Interval, look: Look, last: Look): Interval {
  const narrower = Math.sqrt(look.pairs / last.pairs) * (reachOf(last.level) / reachOf(look.level));
  return { value, low: value - (value - low) * narrower, high: value + (high - value) * narrower };
}

/** In standard errors. */
function reachOf(level: number): number {
  return normalQuantile((1 + level) / 2);
}

/** Half of an interval that says where an entry of a profile lies. */
const near = 0.1;
/** Entries of less are told to nobody (docs/reading.md). */
const told = 0.3;

/** Of one model: its largest entry is evidence or is none, and every entry worth telling is known to a tenth. */
export function standingOfOne(
  entries: readonly Interval[],
  largest: Interval | undefined,
): Standing {
  if (largest === undefined || largest.high < holding) return 'settled';
  if (largest.low < holding) return 'open';
  const open = entries.some(({ value, low, high }) => value >= told && high - low > 2 * near);
  return open ? 'open' : 'settled';
}
