// A hard task beside a simple one for a terminal: a line for every set that both have, then what only one can tell.
import type { BeyondReport, ReductionSection } from '../protocol/reduction.ts';
import type { ReduceReport, Report } from '../protocol/report.ts';
import { interval, middle, setText, shown, spanText } from '../protocol/reportWords.ts';
import { reductionMeans } from '../words/reduction.ts';
import { explanationOf } from '../words/report.ts';
import { clipText, type Paint, wrapText } from './textLayout.ts';

/** A set held less than this on both is not told. */
const toldFrom = 0.15;

export function reductionLines(section: ReductionSection, _: Report, width: number): string[] {
  const { tasks, map, entries, beyond } = section;
  const names = tasks.map(({ name }) => shown(name, 40));
  const pairs = map.map(([v, w]) =>
    v === w ? shown(v, 40) : `${shown(v, 40)} is ${shown(w, 40)}`,
  );
  const told = entries.filter(
    ({ held, decides }) => decides || Math.max(...held.map(({ value }) => value)) >= toldFrom,
  );
  return [
    `variables of both: ${pairs.length === 0 ? 'none' : pairs.join(', ')}`,
    `held, from 0 to 1, on ${names[0]} and on ${names[1]}:`,
    ...told.map(({ sets, held, decides }) => {
      const what =
        setText(sets[0]) === setText(sets[1]) ? setText(sets[0]) : sets.map(setText).join(' is ');
      return `  ${what}  ${interval(held[0])}  ${interval(held[1])}${decides ? '  most apart' : ''}`;
    }),
    ...beyond.map((one) => beyondLine(one, names)),
  ].flatMap((line) => wrapText(line, width, 4));
}

function beyondLine({ side, set, held, site, evidence }: BeyondReport, names: readonly string[]) {
  const where = site === null ? '' : ` at ${spanText(site)}, cut ${site.cut}`;
  const open = evidence === 'seen' ? '' : ', perhaps';
  return `  on ${names[side]} alone${open}: ${setText(set)}  ${interval(held)}${where}`;
}

/** Who, the verdict, what it means and why. */
export function reductionHead(report: ReduceReport, width: number, paint: Paint): string[] {
  const { models, verdict } = report;
  const names = models.map(({ name }) => shown(middle(name, Math.floor((width - 5) / 2))));
  const isReduced = verdict === 'reduces' || verdict === 'contains the simple task';
  const tone = isReduced ? 'green' : 'yellow';
  return [
    paint(clipText(names.join(' and '), width), 'dim'),
    ...verdictLines(verdict, width, (line) => paint(paint(line, 'bold'), tone)),
    ...wrapText(`That is: ${reductionMeans[verdict]}.`, width, 0),
    ...wrapText(shown(explanationOf(report), 2000), width, 0),
  ];
}

/** "Verdict: reduces"; under it where the terminal is too narrow. */
function verdictLines(verdict: string, width: number, loud: (line: string) => string): string[] {
  const begin = 'Verdict: ';
  if (begin.length + verdict.length <= width) return [`${begin}${loud(verdict)}`];
  return [begin.trim(), ...wrapText(verdict, width - 2, 0).map((line) => `  ${loud(line)}`)];
}
