// What would settle an inconclusive verdict.
import type { Interval } from '../numeric/statistics.ts';
import { fewestPairs, type Ruling } from './verdict.ts';

export type Remedy =
  | { readonly code: 'more values'; readonly needed: number }
  | { readonly code: 'more pairs'; readonly needed: number }
  | { readonly code: 'more than pairs' } // the distance lies too near the margin
  | { readonly code: 'steadier task' }
  | { readonly code: 'finer or more seeds' }
  | { readonly code: 'finer or another task' };

type Measured = { readonly distance: Interval; readonly margin: number; readonly pairs: number };

/** undefined: the verdict is settled. */
export function remedyOf({ verdict, reason }: Ruling, measured: Measured): Remedy | undefined {
  if (verdict !== 'inconclusive') return undefined;
  switch (reason) {
    case 'too few pairs':
      return { code: 'more values', needed: fewestPairs };
    case 'controls':
      return { code: 'steadier task' };
    case 'straddles':
      return morePairs(measured);
    case 'one-sided evidence':
      return { code: 'finer or more seeds' };
    default:
      return { code: 'finer or another task' };
  }
}

/** The interval shrinks as one over the root of the pairs; from its present half-width, how many. */
function morePairs({ distance, margin, pairs }: Measured): Remedy {
  const above = distance.value > margin;
  const reach = above ? distance.value - distance.low : distance.high - distance.value;
  const gap = Math.abs(distance.value - margin);
  const wanted = gap > 0 ? pairs * (reach / gap) ** 2 : Number.POSITIVE_INFINITY;
  if (wanted > 100 * pairs) return { code: 'more than pairs' };
  const rounded = Math.ceil(Number((1.2 * wanted).toPrecision(2))); // a fifth more: the estimate may move
  return { code: 'more pairs', needed: Math.max(rounded, pairs + 1) };
}
