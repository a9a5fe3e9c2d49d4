// Training runs for a terminal: a checkpoint a line, and what it holds as bars.

import { setsOfRun } from '../protocol/profiles.ts';
import type { Report } from '../protocol/report.ts';
import { interval, percent, score, setText, shown } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import type { Beside, TrajectoryRun } from '../protocol/trajectory.ts';
import { cappedStepsWords, inconclusiveWords, stepMarks, unscored } from '../words/trajectory.ts';
import { marks } from './textFleet.ts';
import { clipText, middleText, type Paint, pad, textWidth, wrapText } from './textLayout.ts';

const bars = [...' ▁▂▃▄▅▆▇█'];
/** A checkpoint below the task's floor has no profile. */
const noProfile = '·';
const widestLabel = 24;

export function trajectoryLines(
  section: SectionOf<'trajectory'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const { runs, lasts } = section;
  const capped = cappedStepsWords(section, report);
  const between = lasts.flatMap((beside) => {
    const [a, b] = [beside.of, beside.with].map((m) => shown(report.models[m].name, 60));
    return wrapText(`${besideText(beside)}  ${a} · ${b}`, width, 4);
  });
  return [
    ...runs.flatMap((run) => [...runLines(run, report, width, paint), '']),
    ...(between.length > 0
      ? [paint('the last checkpoints of the runs', 'bold'), ...between, '']
      : []),
    ...(capped ? wrapText(capped, width, 0) : []),
    ...wrapText(
      `= same interpretation, ≡ indistinguishable, ≠ different, ? ${inconclusiveWords(section)}; the number is the profile distance with its interval, from 0 (alike) to 1`,
      width,
      0,
    ).map((line) => paint(line, 'dim')),
  ];
}

function runLines(run: TrajectoryRun, report: Report, width: number, paint: Paint): string[] {
  const labels = run.steps.map(({ label }) => shown(label, 80));
  const [inLast, inPrevious] = cellsIn(width);
  const most = Math.min(widestLabel, width - inLast - inPrevious - besideCells);
  const room = Math.min(most, Math.max('checkpoint'.length, ...labels.map(textWidth)));
  const last = run.steps.findLast(({ solves }) => solves);
  const head = ['checkpoint', 'accuracy', 'to last', 'to the one before'];
  const rows = run.steps.map((step, s): readonly string[] => {
    const { accuracy } = report.models[step.model];
    return [
      middleText(labels[s], room),
      (accuracy === null ? '–' : percent(accuracy)).padStart(8),
      step.toLast ? besideText(step.toLast, inLast) : unscored(step, step === last),
      step.toPrevious ? besideText(step.toPrevious, inPrevious) : '',
      stepMarks(run, s)
        .map((mark) => `← ${mark}`)
        .join(' '),
    ];
  });
  const line = ([label, accuracy, toLast, toPrevious, marked = '']: readonly string[]) =>
    `${pad(label, room)}  ${accuracy}  ${pad(toLast, inLast)}  ${pad(toPrevious, inPrevious)}  ${marked}`.trimEnd();
  return [
    paint(clipText(shown(run.name, 80), width), 'bold'),
    paint(clipText(line(head), width), 'dim'),
    ...rows.flatMap((row) => wrapText(line(row), width, 4)),
    ...barLines(run, report, width),
  ];
}

/** "≠ 0.97 [0.94, 1.00]", and without the interval. */
const [wholeCell, shortCell] = [19, 6];
/** Accuracy, and the space between columns. */
const besideCells = 14;
/** A name that tells checkpoints apart. */
const leastLabel = 14;

/** Columns for the distance to the last and to the one before. */
function cellsIn(width: number): readonly [number, number] {
  const rest = width - besideCells - leastLabel;
  if (rest >= 2 * wholeCell) return [wholeCell, wholeCell];
  return rest >= wholeCell + shortCell ? [wholeCell, shortCell] : [shortCell, shortCell];
}

function besideText({ verdict, distance }: Beside, columns = wholeCell): string {
  if (distance === null) return `${marks[verdict]} –`;
  return `${marks[verdict]} ${columns === wholeCell ? interval(distance) : score(distance.value)}`;
}

/** A set a line, a checkpoint a bar: how purely it is held. */
function barLines(run: TrajectoryRun, report: Report, width: number): string[] {
  const sets = setsOfRun(run, report.models);
  if (sets.length === 0) return [];
  const names = sets.map(({ set }) => setText(set));
  const room = Math.min(widestLabel, Math.max(...names.map(textWidth)));
  const tail = '  0.00 at most'.length;
  if (room + 2 + run.steps.length + tail > width) return [];
  const lines = sets.map(({ values }, k) => {
    const drawn = values.map((value) =>
      value === undefined ? noProfile : bars[Math.round(value * (bars.length - 1))],
    );
    const most = Math.max(...values.map((value) => value ?? 0));
    return `${pad(middleText(names[k], room), room)}  ${drawn.join('')}  ${score(most)} at most`;
  });
  return ['', ...wrapText('held, a checkpoint a bar, from 0 to 1', width, 0), ...lines];
}
