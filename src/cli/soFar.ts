// What a run knows so far, short enough for the line of its progress and whole for a line of its own.
import type { CompareReport, InterpretReport } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import { mechanismOf } from '../words/report.ts';
import type { SoFar } from './progress.ts';

export function soFarText(report: CompareReport | InterpretReport): SoFar {
  const { pairs } = report.task;
  const seen = mechanismOf(report);
  const isVerdict = report.kind === 'compare' && report.reason.code !== 'survey';
  return {
    short: isVerdict
      ? `so far ${report.verdict} (${count(pairs)} pairs)`
      : `${count(pairs)} pairs: ${seen}`,
    whole: isVerdict
      ? `So far, ${count(pairs)} pairs: ${report.verdict}. ${seen}`
      : `${count(pairs)} pairs: ${seen}`,
  };
}
