// Training runs for a terminal: a checkpoint a line, and what it holds as bars.

import { setsOfRun } from '../protocol/profiles.ts';
import type { Report } from '../protocol/report.ts';
import { interval, percent, score, setText, shown } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import type { Beside, TrajectoryRun } from '../protocol/trajectory.ts';
import { stepMarks, unscored } from '../words/trajectory.ts';
import { marks } from './textFleet.ts';
import { middleText, type Paint, pad, textWidth, wrapText } from './textLayout.ts';

const bars = [...' ▁▂▃▄▅▆▇█'];
/** A checkpoint below the task's floor has no profile. */
const noProfile = '·';
const widestLabel = 24;

export function trajectoryLines(
  { runs, lasts }: SectionOf<'trajectory'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const between = lasts.flatMap((beside) => {
    const [a, b] = [beside.of, beside.with].map((m) => shown(report.models[m].name, 60));
    return wrapText(`${besideText(beside)}  ${a} · ${b}`, width, 4);
  });
  return [
    ...runs.flatMap((run) => [...runLines(run, report, width, paint), '']),
    ...(between.length > 0
      ? [paint('the last checkpoints of the runs', 'bold'), ...between, '']
      : []),
    ...wrapText(
      '= same interpretation, ≡ indistinguishable, ≠ different, ? inconclusive; the number is the profile distance with its interval, from 0 (alike) to 1',
      width,
      0,
    ).map((line) => paint(line, 'dim')),
  ];
}

function runLines(run: TrajectoryRun, report: Report, width: number, paint: Paint): string[] {
  const labels = run.steps.map(({ label }) => shown(label, 80));
  const room = Math.min(widestLabel, Math.max('checkpoint'.length, ...labels.map(textWidth)));
  const last = run.steps.findLast(({ solves }) => solves);
  const head = `${pad('checkpoint', room)}  accuracy  ${pad('beside the last', 20)}  ${pad('beside the one before', 20)}`;
  const rows = run.steps.flatMap((step, s) => {
    const { accuracy } = report.models[step.model];
    const toLast = step.toLast ? besideText(step.toLast) : unscored(step, step === last);
    const columns = [
      pad(middleText(labels[s], room), room),
      (accuracy === null ? '–' : percent(accuracy)).padStart(8),
      pad(toLast, 20),
      pad(step.toPrevious ? besideText(step.toPrevious) : '', 20),
      stepMarks(run, s)
        .map((mark) => `← ${mark}`)
        .join(' '),
    ];
    return columns.join('  ').trimEnd();
  });
  return [
    paint(shown(run.name, 80), 'bold'),
    paint(head.trimEnd(), 'dim'),
    ...rows,
    ...barLines(run, report, width),
  ];
}

function besideText({ verdict, distance }: Beside): string {
  return `${marks[verdict]} ${distance ? interval(distance) : 'no distance'}`;
}

/** A set a line, a checkpoint a bar: how purely it is held. */
function barLines(run: TrajectoryRun, report: Report, width: number): string[] {
  const sets = setsOfRun(run, report.models);
  if (sets.length === 0) return [];
  const names = sets.map(({ set }) => setText(set));
  const room = Math.min(widestLabel, Math.max(...names.map(textWidth)));
  if (room + 2 + run.steps.length > width) return [];
  const lines = sets.map(({ values }, k) => {
    const drawn = values.map((value) =>
      value === undefined ? noProfile : bars[Math.round(value * (bars.length - 1))],
    );
    const most = Math.max(...values.map((value) => value ?? 0));
    return `${pad(middleText(names[k], room), room)}  ${drawn.join('')}  ${score(most)} at most`;
  });
  return ['', 'held, a checkpoint a bar, from 0 to 1', ...lines];
}
