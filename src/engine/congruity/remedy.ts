// What would settle an inconclusive verdict.
import type { Interval } from '../numeric/statistics.ts';
import { holding } from '../signature/siteLabel.ts';
import { type Control, capping } from './controls.ts';
import { fewestPairs, type Ruling } from './verdict.ts';

export type Remedy =
  | { readonly code: 'more values'; readonly needed: number }
  /** `margin`: what the interval holds now, and would not hold any more. */
  | { readonly code: 'more pairs'; readonly needed: number; readonly margin: number }
  | { readonly code: 'more than pairs'; readonly margin: number } // the number lies too near the margin
  | { readonly code: 'steadier task' }
  | { readonly code: 'finer or more seeds' }
  | { readonly code: 'finer or another task' }
  | { readonly code: 'places inside' }
  | { readonly code: 'name variables' };

type Measured = {
  readonly distance: Interval | undefined;
  /** Of the largest profile entry of each model. */
  readonly largest: readonly (Interval | undefined)[];
  readonly controls: readonly Control[];
  readonly margin: number;
  readonly pairs: number;
};

/** undefined: the verdict is settled. */
export function remedyOf(
  { verdict, reason, capped }: Ruling,
  measured: Measured,
): Remedy | undefined {
  const { distance, largest, controls, margin, pairs } = measured;
  if (verdict !== 'inconclusive') return undefined;
  switch (reason) {
    case 'too few pairs':
      return { code: 'more values', needed: fewestPairs };
    case 'controls': {
      const failed = capped ? capping(controls, capped) : [];
      // Two halves of the same pairs differ by chance alone: more of them differ less.
      const farthest = Math.max(...failed.map(({ value }) => value));
      return failed.every(({ kind }) => kind === 'positive')
        ? { code: 'more pairs', needed: enough(pairs * (farthest / margin) ** 2, pairs), margin }
        : { code: 'steadier task' };
    }
    case 'name variables':
      return { code: 'name variables' };
    case 'only the input':
      return { code: 'places inside' };
    case 'straddles':
      return distance && morePairs(distance, margin, pairs);
    case 'evidence undecided': {
      const open = largest.find((one) => one && one.low < holding && one.high >= holding);
      return open ? morePairs(open, holding, pairs) : { code: 'finer or more seeds' };
    }
    case 'unreadable':
      return { code: 'finer or more seeds' };
    default:
      return { code: 'finer or another task' };
  }
}

/** The interval shrinks as one over the root of the pairs; from its present half-width, how many. */
function morePairs({ value, low, high }: Interval, margin: number, pairs: number): Remedy {
  const reach = value > margin ? value - low : high - value;
  const gap = Math.abs(value - margin);
  const wanted = gap > 0 ? pairs * (reach / gap) ** 2 : Number.POSITIVE_INFINITY;
  if (wanted > 100 * pairs) return { code: 'more than pairs', margin };
  return { code: 'more pairs', needed: enough(wanted, pairs), margin };
}

/** A fifth more than is wanted, for the estimate may move; in round numbers, and more than there are. */
function enough(wanted: number, pairs: number): number {
  return Math.max(Math.ceil(Number((1.2 * wanted).toPrecision(2))), pairs + 1);
}
