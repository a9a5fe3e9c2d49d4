// The sentences of a report.
import type { Report } from '../protocol/report.ts';
import { explanation, mechanism, numbers, remedyWords } from './reasons.ts';

/** Why it says what it says: what is seen, then the numbers, with granularity and number of interchanges. */
export function explanationOf({ reason }: Report): string {
  return explanation(reason);
}

/** The two sentences of it; undefined: nothing was measured. */
export function mechanismOf({ reason }: Report): string {
  return mechanism(reason);
}

export function numbersOf({ reason }: Report): string | undefined {
  return numbers(reason);
}

/** What would settle an inconclusive verdict; null: it is settled. */
export function settleOf(report: Report): string | null {
  if (report.kind !== 'compare') return null;
  if (report.reason.code === 'said') return report.reason.settle;
  return report.remedy && remedyWords(report.remedy);
}
