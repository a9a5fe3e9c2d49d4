// Own sets (method.md 4.2): what the input itself puts at a site, and so is no evidence of any computation.

import { membersOf, occurrencesOf, type PartSet, type TwoReadings } from '../task/partSet.ts';
import type { Classes } from './classes.ts';

/**
 * Whether a set is a site's own: it replaces no other occurrences than those at the site, or it is of variables
 * each of which stands there as it is. A word that derives from variables owns none.
 */
export function isOwn(
  set: PartSet,
  occurrencesAtSite: number, // bits
  readings: TwoReadings,
): boolean {
  const occurrences = occurrencesOf(set, readings);
  if (occurrences !== undefined && (occurrences & ~occurrencesAtSite) === 0) return true;
  const { reading, mask } = membersOf(set, readings);
  return reading === 'variables' && (mask & ~plainAt(occurrencesAtSite, readings)) === 0;
}

function plainAt(occurrences: number, { plain }: TwoReadings): number {
  return plain.reduce((all, v, o) => (v >= 0 && (occurrences >> o) & 1 ? all | (1 << v) : all), 0);
}

/** The classes that hold a set of the site's own: 1 for each of them. */
export function ownClasses(
  { of, names }: Classes,
  sets: readonly PartSet[], // [S]
  occurrencesAtSite: number,
  readings: TwoReadings,
): Uint8Array {
  const own = new Uint8Array(names.length);
  for (const [g, set] of sets.entries())
    if (isOwn(set, occurrencesAtSite, readings)) own[of[g]] = 1;
  return own;
}
