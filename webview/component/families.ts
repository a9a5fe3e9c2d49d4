// Two families of a fleet: what their verdicts say, congruity by each distance on one axis, and every number as a table.
import type { FamiliesSection, FamilyScore } from '../../src/protocol/families.ts';
import type { Report } from '../../src/protocol/report.ts';
import {
  absencesOf,
  axisName,
  countsOf,
  headlineOf,
  questionOf,
  scoreName,
  scoreRows,
} from '../../src/words/families.ts';
import { type Child, h } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { drawRows, type Row } from './distances.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { badge, name } from './words.ts';

export function families(section: FamiliesSection, report: Report): HTMLElement {
  const rows = section.scores.flatMap(rowsOf);
  const box = h('div', { class: 'distances' });
  onWidth(box, (width) => {
    if (rows.length > 0) {
      box.replaceChildren(drawRows(rows, width, report.provenance.parameters.level));
    }
  });
  return figure({
    id: 'families',
    title: 'Two families',
    caption: `${questionOf(section)} Drawn: congruity by each distance. ${absencesOf(section)}`,
    picture: h(
      'div',
      {},
      ...head(section, report),
      box,
      ...section.scores.slice(0, 1).map(scoreTable),
    ),
    table: () => h('div', {}, ...head(section, report), ...section.scores.map(scoreTable)),
  });
}

function head(section: FamiliesSection, report: Report): Child[] {
  const who = section.families.map((places, side) =>
    h(
      'li',
      {},
      badge(side),
      ' ',
      ...places.flatMap((m, i) => [i > 0 ? ', ' : '', name(report.models[m].name)]),
      section.within[side].length > 0
        ? h('span', { class: 'quiet' }, ` · among themselves: ${countsOf(section.within[side])}`)
        : undefined,
    ),
  );
  return [
    h('ul', { class: 'family-models' }, ...who),
    h('p', { class: 'family-headline' }, headlineOf(section)),
  ];
}

/** Congruity with the wider of its intervals. */
function rowsOf(of: FamilyScore): Row[] {
  if (of.score === null) return [];
  const { congruity, p, separability } = of.score;
  const { value, pairs, implementations } = congruity;
  const ends = [pairs, implementations].filter((each) => each !== null);
  const low = Math.min(value, ...ends.map((each) => each.low));
  const high = Math.max(value, ...ends.map((each) => each.high));
  const [p1, p2] = p.map((each) => each.value.toFixed(2));
  const says = `p1 ${p1}, p2 ${p2}, separability ${separability.value.toFixed(2)}`;
  return [
    {
      name: axisName(of),
      of: { value, low, high },
      hasInterval: ends.length > 0,
      margins: [],
      says,
      decides: false,
    },
  ];
}

function scoreTable(of: FamilyScore): HTMLElement {
  const columns = [{ name: 'Number' }, { name: 'Value' }, { name: 'What it is' }];
  const rows = scoreRows(of).map(({ name: what, value, means }) => [what, value, means]);
  return table(`By ${scoreName(of)}`, columns, rows, { captionShown: true });
}
