// What a report is compared by.
import type { Report } from '../../src/protocol/report.ts';
import { reportJson } from '../../src/report/json.ts';

/** The canonical JSON without what may differ from run to run. */
export function bytesOf(report: Report): string {
  return reportJson({ ...report, timings: { seconds: 0, steps: [] } });
}
