// What a run knows so far, short enough for the line of its progress and whole for a line of its own.
import type { FleetReport, Report, TrajectoryReport } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import { sectionOf } from '../protocol/sections.ts';
import { comparedPairs, mechanism } from '../words/reasons.ts';
import { ofInputs } from '../words/rows.ts';
import type { SoFar } from './progress.ts';

export function soFarText(report: Report): SoFar {
  if (report.kind === 'fleet') return soFarOfFleet(report);
  if (report.kind === 'trajectory') return soFarOfTrajectory(report);
  const { pairs } = report.task;
  const seen = ofInputs(report, mechanism(report.reason));
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

/** How many checkpoints are looked at, and how many are set beside the last. */
function soFarOfTrajectory({ models, sections, task }: TrajectoryReport): SoFar {
  const seen = models.filter(({ sites }) => sites !== null).length;
  const found = sectionOf({ sections }, 'trajectory')!;
  const beside = found.runs.flatMap(({ steps }) =>
    steps.flatMap(({ toLast }) => toLast ?? []),
  ).length;
  const short = `${count(seen)} of ${count(models.length)} checkpoints looked at, ${count(beside)} compared with the last`;
  return { short, whole: `${count(task.pairs)} pairs: ${short}` };
}

/** Until two are compared: how many models are looked at. */
function soFarOfFleet({ reason, models, task }: FleetReport): SoFar {
  const on = `${count(task.pairs)} pairs`;
  const seen = models.filter(({ sites }) => sites !== null).length;
  const solving = models.length - reason.failed.length;
  const isCompared = models.some(({ profile }) => profile !== null);
  if (!isCompared) {
    const words = `a first look at ${count(seen)} of ${count(solving)} models`;
    return { short: words, whole: `${on}: ${words}` };
  }
  const all = (models.length * (models.length - 1)) / 2;
  return {
    short: `${count(comparedPairs(reason.verdicts))} of ${count(all)} compared so far (${on})`,
    whole: `${on}: so far ${mechanism(reason)}`,
  };
}
