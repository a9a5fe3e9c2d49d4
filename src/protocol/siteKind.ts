// What a site of a flow map is to its reader, the same on the page, in the terminal and beside the code.
// Leaf.
import type { SpanReport } from './sections.ts';

/** From this crispness on a site's label is written. */
export const crispFrom = 0.5;
/** Under this strength, and under this share of a part's effect, there is nothing to speak of. */
export const weakest = 0.05;

/** crisp: whole parts arrive. hybrid: parts arrive in shares. unexplained: the site matters, but its label
 * is the empty set, or no part has a share in it. nothing: it has no effect. */
export type SiteKind = 'crisp' | 'hybrid' | 'unexplained' | 'nothing';

export const unexplainedWords = 'matters, but no part explains it';

export function siteKind({ label, crispness, strength, shares }: SpanReport): SiteKind {
  if (crispness >= crispFrom) return label.length > 0 ? 'crisp' : 'unexplained';
  if (strength < weakest) return 'nothing';
  return Object.values(shares).some((share) => share >= weakest) ? 'hybrid' : 'unexplained';
}
