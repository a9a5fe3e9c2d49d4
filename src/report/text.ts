// A report for a terminal: verdict, sentence, numbers, and the flow maps in letters.
import type { CompareReport, Report } from '../protocol/report.ts';
import { letter, middle, percent, shown } from '../protocol/reportWords.ts';
import { familyOf } from '../words/family.ts';
import { levelOf } from '../words/looks.ts';
import { explanationOf, settleOf } from '../words/report.ts';
import { trustOf, trustTitle } from '../words/trusted.ts';
import { finalVerdict, isSame, noVerdict, verdictWords } from '../words/verdicts.ts';
import { distinguishHead } from './textDistinguish.ts';
import { clipText, type Paint, painter, wrapText } from './textLayout.ts';
import { profileLines } from './textProfile.ts';
import { reductionHead } from './textReduction.ts';
import { sectionLines } from './textSections.ts';

export type TextOptions = {
  /** Columns of the terminal; 80. */
  readonly width?: number;
  /** Whether to write colours and weights; false. The caller asks the terminal and NO_COLOR. */
  readonly colour?: boolean;
};

/** Ends with a line feed. Nothing from the report reaches the terminal as a control character. */
export function reportText(report: Report, options: TextOptions = {}): string {
  const width = Math.max(40, options.width ?? 80);
  const paint = painter(options.colour ?? false);
  const blocks = [
    head(report, width, paint),
    sectionLines('numbers', report, width, paint),
    profileLines(report, width, paint),
    levelLines(report, width, paint),
    modelLines(report, width, paint),
    sectionLines('maps', report, width, paint),
    sectionLines('checks', report, width, paint),
    trustLines(report, width, paint),
    report.notes.flatMap((note) => wrapText(shown(note, 1000), width, 2)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(report: Report, width: number, paint: Paint): string[] {
  const task = ` on ${shown(middle(report.task.name, Math.floor(width / 3)))}`;
  const explanation = wrapText(shown(explanationOf(report), 2000), width, 0);
  if (report.kind === 'fleet' || report.kind === 'trajectory') {
    const what = report.kind === 'fleet' ? 'models' : 'checkpoints';
    return [
      paint(clipText(`${report.models.length} ${what}${task}`, width), 'bold'),
      ...explanation,
    ];
  }
  if (report.kind === 'calibrate') {
    return [paint(clipText(`Methods${task}`, width), 'bold'), ...explanation];
  }
  const both = width - task.length - ' and '.length * (report.models.length - 1);
  const most = Math.floor(both / report.models.length);
  const names = report.models.map(({ name }) => shown(middle(name, most))).join(' and ');
  const title = clipText(names + task, width);
  if (report.kind === 'reduce') return reductionHead(report, width, paint);
  if (report.kind === 'distinguish') return distinguishHead(report, title, width, paint);
  if (report.kind !== 'compare') return [paint(title, 'bold'), ...explanation];
  const would = settleOf(report);
  const settle = would ? wrapText(`What would settle it: ${shown(would, 1000)}`, width, 0) : [];
  return [paint(title, 'dim'), verdictLine(report, paint), ...explanation, ...settle];
}

/** Where it stands; the page has its figures. */
function trustLines(report: Report, width: number, paint: Paint): string[] {
  const lines = trustOf(report);
  if (lines.length === 0) return [];
  const names = lines.flatMap(({ line }) => line ?? []);
  const page = names.length > 0 ? [`docs/calibration.md, ${[...new Set(names)].join(', ')}`] : [];
  const others = lines.filter(({ line }) => line === undefined).map(({ words }) => words);
  const words = `${trustTitle}: ${[...page, ...others].join('; ')}`;
  return wrapText(words, width, 2).map((line) => paint(line, 'dim'));
}

function verdictLine(report: CompareReport, paint: Paint): string {
  const found = isSame(finalVerdict(report));
  const words = verdictWords(report);
  const title = words === noVerdict ? '' : 'Verdict: ';
  return `${title}${paint(paint(words, 'bold'), found ? 'green' : 'yellow')}`;
}

/** Of a run in looks, whose intervals are wider than was asked for. */
function levelLines(report: Report, width: number, paint: Paint): string[] {
  const isTold = report.looks !== null && report.models.some(({ profile }) => profile !== null);
  if (!isTold) return [];
  return wrapText(levelOf(report, ' intervals'), width, 0).map((line) => paint(line, 'dim'));
}

function modelLines(report: Report, width: number, paint: Paint): string[] {
  if (report.kind === 'trajectory') return []; // their lines say it
  if (report.kind === 'calibrate') return []; // they are counted by label
  return report.models.flatMap((model, i) => {
    const accuracy = model.accuracy === null ? '' : `, accuracy ${percent(model.accuracy)}`;
    const mass = model.massOnAnswers === null ? '' : `, ${percent(model.massOnAnswers)} on answers`;
    const who = markOf(report, i);
    const words = `${who}${shown(middle(model.name, 60))}: ${shown(familyOf(model), 40)}${accuracy}${mass}`;
    return wrapText(words, width, who.length).map((line) => paint(line, 'dim'));
  });
}

/** Which of several models it is. */
function markOf({ kind }: Report, model: number): string {
  switch (kind) {
    case 'compare':
    case 'layers':
    case 'wiring':
    case 'reduce':
    case 'distinguish':
      return `${letter(model)}  `;
    case 'fleet':
      return `${model + 1}  `;
    case 'trajectory':
    case 'interpret':
    case 'calibrate':
    case 'circuit':
      return '';
  }
}
