// Verdicts in the order in which a list of them is read, the closest first; and how a report tells its own.
import { isSoFar } from '../protocol/looked.ts';
import type { CompareReport, Report, Verdict } from '../protocol/report.ts';
import type { FleetPair } from '../protocol/sections.ts';

export const verdictOrder: readonly Verdict[] = [
  'indistinguishable',
  'same interpretation',
  'inconclusive',
  'different',
  'not comparable',
];

/** Do the two surely compute alike? */
export function isSame(verdict: Verdict | undefined): boolean {
  return verdict === 'same interpretation' || verdict === 'indistinguishable';
}

/** Of a first look. */
export const noVerdict = 'no verdict yet';

/** "different", "different so far", "no verdict yet". */
export function verdictWords(report: CompareReport): string {
  if (!isSoFar(report)) return report.verdict;
  return report.reason.code === 'survey' ? noVerdict : `${report.verdict} so far`;
}

/** What is final; undefined: nothing is, or there is no verdict. */
export function finalVerdict(report: Report): Verdict | undefined {
  return report.kind === 'compare' && !isSoFar(report) ? report.verdict : undefined;
}

/** Of two models of a fleet; undefined: they are not compared yet. */
export function pairVerdict({ verdict, reason }: FleetPair): Verdict | undefined {
  return reason === 'survey' ? undefined : verdict;
}
