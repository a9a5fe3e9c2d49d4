// What a report is compared by.
import type { Report } from '../../src/protocol/report.ts';
import { explanation } from '../../src/words/reasons.ts';
import { remedyWords } from '../../src/words/remedies.ts';

/** All that it says but what may differ from run to run. */
export function bytesOf(report: Report): string {
  return JSON.stringify({ ...report, timings: { seconds: 0, steps: [] } }, undefined, 1);
}

export function explanationOf({ reason }: Report): string {
  return explanation(reason);
}

export function settleOf(report: Report): string | null {
  return report.kind === 'compare' && report.remedy ? remedyWords(report.remedy) : null;
}
