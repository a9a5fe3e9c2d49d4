// The sentences of a report.
import type { Report } from '../protocol/report.ts';
import { explanation, remedyWords } from './reasons.ts';

/** Why it says what it says, in one or two sentences, naming granularity and number of interchanges. */
export function explanationOf({ reason }: Report): string {
  return explanation(reason);
}

/** What would settle an inconclusive verdict; null: it is settled. */
export function settleOf(report: Report): string | null {
  if (report.kind !== 'compare') return null;
  if (report.reason.code === 'said') return report.reason.settle;
  return report.remedy && remedyWords(report.remedy);
}
