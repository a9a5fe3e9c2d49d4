// The levels for a terminal: a line each, and the places that hold several parts.
import type { LevelsSection } from '../protocol/levels.ts';
import type { Report } from '../protocol/report.ts';
import { interval, score, setText, shown } from '../protocol/reportWords.ts';
import { placeWords } from '../words/findings.ts';
import {
  carriesOverWords,
  directionsWords,
  levelWords,
  purest,
  subspaceWords,
  usedWords,
} from '../words/levels.ts';
import { wrapText } from './textLayout.ts';

/** More places than this only a page shows. */
const mostPlaces = 8;

export function levelsLines(section: LevelsSection, report: Report, width: number): string[] {
  const { rows, subspaces } = section;
  const names = report.models.map((model) => shown(model.name, 80));
  const over = carriesOverWords(section);
  const told = rows.flatMap((row) => {
    const { granularity, pairs, ruling } = row;
    const name = `${granularity} level`.padEnd(16);
    const held = names.map((who, m) => {
      const most = purest(row, m);
      if (most === undefined) return `${who}: no set to tell apart`;
      const where = most.site ? ` ${placeWords(most.site)}` : '';
      return `${who} ${setText(most.set)} ${score(most.value)}${where}`;
    });
    const verdict = ruling
      ? `${ruling.verdict}${ruling.distance ? `, distance ${interval(ruling.distance)}` : ''}; `
      : '';
    const says = `${verdict}${pairs} pairs of interchanges of ${levelWords[granularity]}; held most purely: ${held.join('; ')}`;
    return [...wrapText(`${name}  ${says}`, width, 18)];
  });
  const places = (subspaces ?? [])
    .slice(0, mostPlaces)
    .flatMap((of) => [
      ...wrapText(subspaceWords(of, names[of.model]), width, 0),
      ...of.parts.flatMap((one) =>
        wrapText(`- ${shown(one.part, 80)}: ${directionsWords(one, of.width)}`, width, 2),
      ),
      ...[usedWords(of)].flatMap((words) => (words ? wrapText(`- ${words}`, width, 2) : [])),
    ]);
  const left = (subspaces?.length ?? 0) - mostPlaces;
  return [
    ...told,
    ...(over ? wrapText(over, width, 0) : []),
    ...places,
    ...(left > 0 ? [`${left} more places are in the JSON and on the page.`] : []),
  ];
}
