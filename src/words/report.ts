// The sentences of a report.
import { isSoFar } from '../protocol/looked.ts';
import type { Report } from '../protocol/report.ts';
import { sectionOf } from '../protocol/sections.ts';
import { answerOf } from './families.ts';
import { looksOf, type Reader } from './looks.ts';
import { explanation, mechanism, numbers } from './reasons.ts';
import { remedyWords } from './remedies.ts';
import { ofInputs } from './rows.ts';

/** Why it says what it says: what is seen, then the numbers, with granularity and number of interchanges; of a run in
 * looks how it went. */
export function explanationOf(report: Report, reader?: Reader): string {
  const looks = looksOf(report, reader);
  const words = [
    ...answer(report),
    soFar(report) + ofInputs(report, explanation(report.reason)),
  ].join(' ');
  return looks === undefined ? words : `${words} ${looks}`;
}

/** Of two families what was asked comes first, once it is known. */
function answer(report: Report): string[] {
  const families = sectionOf(report, 'families');
  return families && !isSoFar(report) ? [answerOf(families)] : [];
}

/** What is seen. */
export function mechanismOf(report: Report): string {
  return soFar(report) + ofInputs(report, mechanism(report.reason));
}

/** Of a first look its sentence says so itself. */
function soFar(report: Report): string {
  return isSoFar(report) && report.reason.code !== 'survey' ? 'So far: ' : '';
}

/** undefined: nothing was measured. */
export function numbersOf({ reason }: Report): string | undefined {
  return numbers(reason);
}

/** What would settle an inconclusive verdict; null: it is settled, or the run goes on to settle it. */
export function settleOf(report: Report): string | null {
  if (report.kind !== 'compare' || isSoFar(report)) return null;
  if (report.reason.code === 'said') return report.reason.settle;
  return report.remedy && ofInputs(report, remedyWords(report.remedy));
}
