// The order of sets of parts, in which the smaller of two sets that explain as well comes first.

import { membersOf, nothing, type PartSet, type TwoReadings } from '../task/partSet.ts';
import { inOrder, sizeOf } from './pairStatistics.ts';

/** By size, each in its own reading; variables before occurrences; then in the order of the parts. */
export function setOrder(readings: TwoReadings): (a: PartSet, b: PartSet) => number {
  return (a, b) => {
    if (a === b) return 0;
    if (a === nothing || b === nothing) return a === nothing ? -1 : 1;
    const [x, y] = [membersOf(a, readings), membersOf(b, readings)];
    const bySize = sizeOf(x.mask) - sizeOf(y.mask);
    if (bySize !== 0) return bySize;
    if (x.reading !== y.reading) return x.reading === 'variables' ? -1 : 1;
    return inOrder(x.mask, y.mask);
  };
}

/** Without doubles, smallest first. */
export function ordered(sets: Iterable<PartSet>, readings: TwoReadings): PartSet[] {
  return [...new Set(sets)].sort(setOrder(readings));
}
