// Inputs on which two models part, for a terminal: what each search found, with a few of them.
import type { DistinguishSection, SearchReport } from '../protocol/distinguish.ts';
import type { DistinguishReport, Report } from '../protocol/report.ts';
import { interval, letter, score, shown } from '../protocol/reportWords.ts';
import {
  distinguishMeans,
  regionWords,
  standingOutWords,
  unitsWords,
} from '../words/distinguish.ts';
import { explanationOf } from '../words/report.ts';
import { clipText, type Paint, wrapText } from './textLayout.ts';

const titles: Readonly<Record<SearchReport['by'], string>> = {
  answers: 'prompts',
  interchanges: 'interchanged',
};
const mostShown = 4;
const fileWords = 'What was found can be exported as a task file, on which a comparison shows it.';

export function distinguishLines(section: DistinguishSection, _: Report, width: number): string[] {
  const { searches, task } = section;
  const file = task === null ? [] : wrapText(fileWords, width, 0);
  return [...searches.flatMap((search) => searchLines(search, width)), ...file];
}

/** "prompts       part  where `a` is 5: 0.93 [0.88, 0.97] on 42 prompts, elsewhere 0.01, p 0.005". */
function searchLines(search: SearchReport, width: number): string[] {
  const { by, outcome, held, outside, examples } = search;
  const of =
    held === null
      ? 'not measured'
      : `${interval(held)} on ${held.units} ${unitsWords(by, held.units)}`;
  const rest = outside === null ? '' : `, elsewhere ${score(outside)}`;
  const words = `${titles[by].padEnd(13)} ${outcome.padEnd(5)} ${shown(regionWords(search), 400)}: apart ${of}${rest}, ${standingOutWords(search)}`;
  const told = outcome === 'part' ? examples.slice(0, mostShown) : [];
  return [
    ...wrapText(words, width, 20),
    ...told.flatMap(({ base, source, answers, apart }) => {
      const from = source === null ? '' : ` from ${shown(source, 200)}`;
      const said = answers.map((answer, m) => `${letter(m)} ${shown(answer, 40)}`).join(', ');
      return wrapText(`  ${score(apart)}  ${shown(base, 200)}${from}: ${said}`, width, 8);
    }),
  ];
}

export function distinguishHead(
  report: DistinguishReport,
  title: string,
  width: number,
  paint: Paint,
): string[] {
  const { verdict } = report;
  return [
    paint(clipText(title, width), 'dim'),
    `Verdict: ${paint(paint(verdict, 'bold'), verdict === 'alike' ? 'green' : 'yellow')}`,
    ...wrapText(`That is: ${distinguishMeans[verdict]}.`, width, 0),
    ...wrapText(shown(explanationOf(report), 2000), width, 0),
  ];
}
