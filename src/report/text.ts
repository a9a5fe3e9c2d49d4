// A report for a terminal: verdict, sentence, numbers, and the flow maps in letters.
import type { CompareReport, Interval, Report } from '../protocol/report.ts';
import {
  interval,
  letter,
  middle,
  percent,
  score,
  setText,
  shown,
} from '../protocol/reportWords.ts';
import { flowLines } from './textFlow.ts';
import { clipText, type Paint, wrapText } from './textLayout.ts';

export type TextOptions = {
  /** Columns of the terminal; 80. */
  readonly width?: number;
  /** Whether to write colours and weights; false. The caller asks the terminal and NO_COLOR. */
  readonly colour?: boolean;
};

const codes: Readonly<Record<Parameters<Paint>[1], number>> = {
  bold: 1,
  dim: 2,
  green: 32,
  yellow: 33,
};
const widestAxis = 31;
const leastAxis = 11;

/** Ends with a line feed. Nothing from the report reaches the terminal as a control character. */
export function reportText(report: Report, options: TextOptions = {}): string {
  const width = Math.max(40, options.width ?? 80);
  const paint: Paint = (text, style) =>
    options.colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
  const blocks = [
    head(report, width, paint),
    report.kind === 'compare' ? distanceLines(report, width) : [],
    modelLines(report, width, paint),
    flowLines(report, width, paint),
    checkLines(report, width, paint),
    report.notes.flatMap((note) => wrapText(shown(note, 1000), width, 2)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(report: Report, width: number, paint: Paint): string[] {
  const task = ` on ${shown(middle(report.task.name, Math.floor(width / 3)))}`;
  const both = width - task.length - ' and '.length * (report.models.length - 1);
  const most = Math.floor(both / report.models.length);
  const names = report.models.map(({ name }) => shown(middle(name, most))).join(' and ');
  const title = clipText(names + task, width);
  const explanation = wrapText(shown(report.explanation, 2000), width, 0);
  if (report.kind === 'interpret') return [paint(title, 'bold'), ...explanation];
  const found = report.verdict === 'same interpretation' || report.verdict === 'indistinguishable';
  const settle = report.settle
    ? wrapText(`What would settle it: ${shown(report.settle, 1000)}`, width, 0)
    : [];
  const verdict = paint(report.verdict, 'bold');
  return [
    paint(title, 'dim'),
    `Verdict: ${paint(verdict, found ? 'green' : 'yellow')}`,
    ...explanation,
    ...settle,
  ];
}

/** "causal distance  0.83 [0.78, 0.87]  ────┊──────━━●━  margin 0.30". */
function distanceLines(report: CompareReport, width: number): string[] {
  const { margin, fullMargin } = report.provenance.parameters;
  const { distance, fullDistance, mergeDistance } = report;
  const rows = [
    distance && {
      name: 'causal distance',
      of: distance,
      at: margin,
      says: `margin ${score(margin)}`,
    },
    fullDistance && {
      name: 'full distance',
      of: fullDistance,
      at: fullMargin,
      says: `margin ${score(fullMargin)}`,
    },
    mergeDistance && {
      name: 'merge distance',
      of: mergeDistance,
      at: undefined,
      says: mergeDistance.reading,
    },
  ];
  return rows.flatMap((row) => {
    if (!row) return [];
    const number = `${row.name.padEnd(15)}  ${interval(row.of)}`;
    const space = Math.min(widestAxis, width - number.length - row.says.length - 4);
    const drawn = space >= leastAxis ? `  ${axis(row.of, row.at, space)}` : '';
    return wrapText(`${number}${drawn}  ${row.says}`, width, 17);
  });
}

/** The axis from 0 to 1: interval heavy, value a dot, margin a dotted bar. */
function axis(of: Interval, margin: number | undefined, space: number): string {
  const place = (x: number) => Math.round(Math.min(1, Math.max(0, x)) * (space - 1));
  const marks = Array.from({ length: space }, () => '─');
  if (margin !== undefined) marks[place(margin)] = '┊';
  for (let i = place(of.low); i <= place(of.high); i++) marks[i] = '━';
  marks[place(of.value)] = '●';
  return marks.join('');
}

function modelLines(report: Report, width: number, paint: Paint): string[] {
  return report.models.flatMap((model, i) => {
    const accuracy = model.accuracy === null ? '' : `, accuracy ${percent(model.accuracy)}`;
    const seen =
      model.cuts.length === 0
        ? ''
        : `, intermediates seen: ${model.inventory.map(setText).join(' ') || 'none'}`;
    const who = report.models.length === 2 ? `${letter(i)}  ` : '';
    const words = `${who}${shown(middle(model.name, 60))}: ${shown(model.family, 40)}${accuracy}${seen}`;
    return wrapText(words, width, who.length).map((line) => paint(line, 'dim'));
  });
}

function checkLines(report: Report, width: number, paint: Paint): string[] {
  const checks = [
    { name: 'controls', rows: report.kind === 'compare' ? report.controls : [] },
    { name: 'self-checks', rows: report.trust },
  ];
  return checks.flatMap(({ name, rows }) => {
    if (rows.length === 0) return [];
    const failed = rows.filter((row) => !row.passed).map((row) => shown(row.name, 80));
    if (failed.length === 0) return [`${name.padEnd(15)}  all ${rows.length} passed`];
    const lines = wrapText(`${name.padEnd(15)}  failed: ${failed.join('; ')}`, width, 17);
    return lines.map((line) => paint(line, 'yellow'));
  });
}
