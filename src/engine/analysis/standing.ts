// What a look leaves to do: nothing, because the answer is settled or more pairs would hardly settle it; to measure
// the cuts that were left out; or to look at more pairs.
import {
  type Comparison,
  type Pairing,
  type RulingOptions,
  rulingOf,
} from '../congruity/compare.ts';
import { inputMargin, type Reason, type Ruling, type Verdict } from '../congruity/verdict.ts';
import { type Interval, normalQuantile, normalShare } from '../numeric/statistics.ts';
import { holding } from '../signature/siteLabel.ts';
import type { Look } from './looks.ts';

export type Standing = 'settled' | 'hopeless' | 'uncovered' | 'open';

/** What a comparison shows that its standing depends on. */
export type Shown = {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly distance: Interval | undefined;
  readonly full: Interval;
  /** Of rows: how unlike they answer to some region of the input. */
  readonly input?: Interval | undefined;
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
  if (reason === 'only the input' && options.isPartial) return 'uncovered'; // one of them may have a place inside
  const [a, b] = sides.map((side) => ({ ...side, hasInnerCut: true })); // one of the cuts left out may be it
  const whole = { ...options, isPartial: false };
  const ifCovered = options.isPartial ? rulingOf(a, b, found, intervals, whole).verdict : verdict;
  const { distance, full, input, models } = intervals;
  const largest = models.map((model) => model.largest);
  const shown = { verdict, reason, distance, full, input, largest };
  return standingOf(shown, ifCovered, look, last, options);
}

/** A verdict that the last look will hardly give is not waited for. */
const hardly = 0.05;

/**
 * `ifCovered`: the verdict if no cut had been left out. Of two models that are the same by their profiles it may be
 * that no interchange at all tells them apart, which says more: that is waited for while it can be.
 */
export function standingOf(
  { verdict, reason, distance, full, input, largest }: Shown,
  ifCovered: Verdict,
  look: Look,
  last: Look,
  { margin, fullMargin }: Margins,
): Standing {
  if (verdict === 'different' || verdict === 'indistinguishable') return 'settled';
  if (ifCovered === 'indistinguishable') return 'uncovered';
  const chance = chancesAt(look, last);
  const canBeSame = reason !== 'only the input';
  const isBelow = !canBeSame || full.high < fullMargin; // then it is not pairs that keep it from being said
  if (!isBelow && chance.below(full, fullMargin) >= hardly) return 'open';
  if (verdict === 'same interpretation') return 'settled';
  if (reason === 'too few pairs') return 'open';
  if (chance.above(input, inputMargin) >= hardly) return 'open';
  const evidence = largest.map((entry) => chance.above(entry, holding));
  const different = Math.min(chance.above(distance, margin), Math.max(...evidence));
  const same = canBeSame ? Math.min(chance.below(distance, margin), ...evidence) : 0;
  return Math.max(different, same) >= hardly ? 'open' : 'hopeless';
}

/**
 * How likely the last look's interval lies above a bound, or below it, by what this look shows: predictive power, with
 * either end of the interval for the error on its side (D. Spiegelhalter, L. Freedman, P. Blackburn, "Monitoring
 * clinical trials: conditional or predictive power?", 1986). Where there is no interval, it is none.
 */
function chancesAt(look: Look, last: Look) {
  const share = look.pairs / last.pairs;
  const narrower = Math.sqrt(share) * (reachOf(last.level) / reachOf(look.level));
  const reach = Math.sqrt(1 - share) / reachOf(look.level); // of the number, in intervals
  const above = ({ value, low, high }: Interval, bound: number) => {
    const wanted = bound + (value - low) * narrower - value; // by how much the number must rise
    const end = wanted > 0 ? high : low;
    if (look.pairs === last.pairs || end === value) return wanted < 0 ? 1 : 0;
    return isCut(end) ? 0.5 : normalShare(-wanted / (Math.abs(end - value) * reach));
  };
  const turned = ({ value, low, high }: Interval) => ({ value: -value, low: -high, high: -low });
  return {
    above: (of: Interval | undefined, bound: number) => (of ? above(of, bound) : 0),
    below: (of: Interval | undefined, bound: number) => (of ? above(turned(of), -bound) : 0),
  };
}

/** Intervals end at 0 and at 1 whatever the error: next to these they do not say how large that is. */
function isCut(end: number): boolean {
  return Math.abs(end - Math.round(end)) < 0.01;
}

/** In standard errors. */
function reachOf(level: number): number {
  return normalQuantile((1 + level) / 2);
}

/** Half of an interval that says where an entry of a profile lies. */
const near = 0.1;
/** Entries of less are told to nobody (docs/reading.md). */
const told = 0.3;

/**
 * Of one model: its largest entry is evidence or is none, and every entry worth telling is known to a tenth. How near is
 * near enough decides nothing of the model: it is asked at the level of one look by itself.
 */
export function standingOfOne(
  entries: readonly Interval[],
  largest: Interval | undefined,
  look: Look,
  level: number, // of all looks together
): Standing {
  if (largest === undefined || largest.high < holding) return 'settled';
  if (largest.low < holding) return 'open';
  const narrower = reachOf(level) / reachOf(look.level);
  const isNear = ({ low, high }: Interval) => (high - low) * narrower <= 2 * near;
  return entries.every((entry) => entry.value < told || isNear(entry)) ? 'settled' : 'open';
}
