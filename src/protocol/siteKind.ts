// What a site is to its reader, the same on the page, in the terminal and beside the code. Leaf.
import type { SiteReport } from './coordinates.ts';

/** Under this strength, and under this share of a part's effect, there is nothing to speak of. */
export const weakest = 0.05;
/** What leaves more than this unexplained is not read as a mixture of sets. */
export const readableTo = 0.35;

/** held: one set holds the site. mixture: several do. undetermined: their answers differ too little here.
 * unexplained: the site matters, but no mixture of sets explains it. nothing: it has no effect.
 * shares: of an older report, which knows no more. unmeasured: nothing is known of it. */
export type SiteKind =
  | 'held'
  | 'mixture'
  | 'undetermined'
  | 'unexplained'
  | 'shares'
  | 'nothing'
  | 'unmeasured';

export const unmeasuredWords = 'not measured';

export const unexplainedWords = 'matters, but no part explains it';
export const undeterminedWords = 'matters, but the sets cannot be told apart here';

/** `shares` by part id, of a single span; null: not measured. */
export function siteKind(
  site: SiteReport | undefined,
  shares: Readonly<Record<string, number>> | null,
): SiteKind {
  if (site === undefined) {
    if (shares === null) return 'unmeasured';
    return Object.values(shares).some((share) => share >= weakest) ? 'shares' : 'nothing';
  }
  if (site.strength < weakest) return 'nothing';
  if (site.unexplained > readableTo) return 'unexplained';
  if (!site.determined) return 'undetermined';
  return site.label !== null && site.label.length > 0 ? 'held' : 'mixture';
}
