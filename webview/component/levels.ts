// The levels beside each other: a row a level with its verdict and distance, and the places that hold several parts.
import type { LevelReport, LevelsSection, SubspaceReport } from '../../src/protocol/levels.ts';
import type { Report } from '../../src/protocol/report.ts';
import { interval, score, shown } from '../../src/protocol/reportWords.ts';
import { placeWords } from '../../src/words/findings.ts';
import {
  carriesOverWords,
  directionsWords,
  levelWords,
  purest,
  subspaceWords,
  usedWords,
} from '../../src/words/levels.ts';
import { type Child, h } from '../host/element.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { badge, name, sentence, setChip } from './words.ts';

/** More places than this are in the table alone. */
const mostPlaces = 6;

export function levelsFigure(section: LevelsSection, report: Report): HTMLElement {
  const over = carriesOverWords(section);
  return figure({
    id: 'levels',
    title: 'Levels',
    caption:
      over ??
      'The same model looked at more finely: what each level interchanges is said beside it.',
    picture: h(
      'div',
      { class: 'levels' },
      levelTable(section, report),
      h(
        'div',
        { class: 'level-places' },
        ...(section.subspaces ?? []).slice(0, mostPlaces).map((of) => placeCard(of, report)),
      ),
      ...more(section),
    ),
    table: () =>
      h(
        'div',
        {},
        levelTable(section, report),
        ...(section.subspaces && section.subspaces.length > 0
          ? [subspaceTable(section.subspaces, report)]
          : []),
      ),
  });
}

function more({ subspaces }: LevelsSection): HTMLElement[] {
  const left = (subspaces?.length ?? 0) - mostPlaces;
  if (subspaces?.length === 0) {
    return [h('p', { class: 'quiet' }, 'No place holds two parts that could be kept apart.')];
  }
  return left > 0 ? [h('p', { class: 'quiet' }, `${left} more places in the table.`)] : [];
}

function levelTable({ rows, headline }: LevelsSection, report: Report): HTMLElement {
  const both = report.models.length === 2;
  const columns = [
    { name: 'Level' },
    { name: 'Interchanged' },
    ...(both ? [{ name: 'Verdict' }, { name: 'Profile distance' }] : []),
    ...report.models.map((_, m) => ({
      name: both ? `${'AB'[m]} holds most purely` : 'Holds most purely',
    })),
    { name: 'Pairs', number: true },
  ];
  const body = rows.map((row): readonly Child[] => [
    row.granularity === headline ? h('b', {}, row.granularity) : row.granularity,
    levelWords[row.granularity],
    ...(both ? [row.ruling?.verdict ?? '–', distanceOf(row)] : []),
    ...report.models.map((_, m) => heldAt(row, m, report)),
    String(row.pairs),
  ]);
  return table('Levels', columns, body, { folds: true });
}

function distanceOf({ ruling }: LevelReport): string {
  return ruling?.distance ? interval(ruling.distance) : '–';
}

function heldAt(row: LevelReport, model: number, report: Report): Child {
  const most = purest(row, model);
  if (most === undefined) return '–';
  const where = most.site ? sentence(` ${placeWords(most.site)}`) : [];
  return h('span', {}, setChip(most.set, report.task), ` ${interval(most)}`, ...where);
}

function placeCard(of: SubspaceReport, report: Report): HTMLElement {
  const who = report.models.length === 2 ? badge(of.model) : undefined;
  return h(
    'div',
    { class: 'level-place' },
    h(
      'p',
      {},
      who,
      who && ' ',
      ...sentence(subspaceWords(of, shown(report.models[of.model].name, 80))),
    ),
    h(
      'ul',
      {},
      ...of.parts.map((one) =>
        h('li', {}, ...sentence(`\`${one.part}\`: ${directionsWords(one, of.width)}`)),
      ),
      ...[usedWords(of)].flatMap((words) => (words ? [h('li', {}, ...sentence(words))] : [])),
    ),
  );
}

function subspaceTable(subspaces: readonly SubspaceReport[], report: Report): HTMLElement {
  const columns = [
    { name: 'Model' },
    { name: 'Place' },
    { name: 'Part' },
    { name: 'Directions', number: true },
    { name: 'Strength', number: true },
    { name: 'At random', number: true },
    { name: 'Unexplained', number: true },
    { name: 'Reading' },
  ];
  const body = subspaces.flatMap((of) => {
    const used = of.used ? [{ ...of.used, part: 'what the answers use', reading: '' }] : [];
    return [...of.parts, ...used].map((one): readonly Child[] => [
      name(report.models[of.model].name),
      h('span', {}, ...sentence(placeWords({ cut: of.cut, span: of.span, onward: false }))),
      one.part,
      `${one.directions} of ${of.width}`,
      score(one.strength),
      one.random === null ? '–' : score(one.random),
      score(one.unexplained),
      one.reading,
    ]);
  });
  return table('What says each part alone', columns, body, { captionShown: true, folds: true });
}
