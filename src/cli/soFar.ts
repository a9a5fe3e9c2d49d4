// What a run knows so far, short enough for the line of its progress and whole for a line of its own.
import type { CompareReport, InterpretReport } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import { mechanism } from '../words/reasons.ts';
import type { SoFar } from './progress.ts';

export function soFarText(report: CompareReport | InterpretReport): SoFar {
  const { pairs } = report.task;
  const seen = mechanism(report.reason);
  const isVerdict = report.kind === 'compare' && report.reason.code !== 'survey';
  return {
    short: isVerdict
      ? `${report.verdict} so far (${count(pairs)} pairs)`
      : `${count(pairs)} pairs: ${seen}`,
    whole: isVerdict
      ? `${count(pairs)} pairs: ${report.verdict} so far. ${seen}`
      : `${count(pairs)} pairs: ${seen}`,
  };
}
