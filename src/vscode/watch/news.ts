// What of a run's report is news against the one before it: checkpoints at which the interpretation breaks.
import type { Report } from '../../protocol/report.ts';
import { sectionOf } from '../../protocol/sections.ts';
import type { TrajectoryRun } from '../../protocol/trajectory.ts';

export type News = {
  readonly run: string;
  readonly label: string;
  /** The checkpoint that it is set against; undefined: it does not solve the task any more. */
  readonly against: string | undefined;
};

/** Of reports on the same run. Without one before there is nothing to break. */
export function newsOf(before: Report | null, now: Report): News[] {
  const old = runOf(before);
  const run = runOf(now);
  if (old === undefined || run === undefined) return [];
  const known = new Set(old.steps.map(({ label }) => label));
  const labelOf = (model: number) => run.steps.find((step) => step.model === model)?.label;
  const news = run.steps.flatMap((step, s): News[] => {
    if (known.has(step.label)) return [];
    const { label, solves, toPrevious } = step;
    if (!solves)
      return run.steps[s - 1]?.solves ? [{ run: run.name, label, against: undefined }] : [];
    if (!run.breaks.includes(s) || toPrevious === null) return [];
    return [{ run: run.name, label, against: labelOf(toPrevious.with) }];
  });
  return news.length > 0 ? news : drift(old, run);
}

/** No step breaks, and yet the last one surely is no more what the run had settled at. */
function drift({ settled, steps }: TrajectoryRun, run: TrajectoryRun): News[] {
  const from =
    settled === null ? undefined : run.steps.find(({ label }) => label === steps[settled].label);
  const last = run.steps.findLast(({ solves }) => solves);
  if (from?.toLast?.verdict !== 'different' || last === undefined) return [];
  return [{ run: run.name, label: last.label, against: from.label }];
}

function runOf(report: Report | null): TrajectoryRun | undefined {
  return report === null ? undefined : sectionOf(report, 'trajectory')?.runs[0];
}
