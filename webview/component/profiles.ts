// What each model holds, side by side: a row a set, with the place that holds it best; the row in which the
// two differ most decides.
import type { Interval, ProfileEntry, SitePlace } from '../../src/protocol/coordinates.ts';
import { type ProfileRow, profileRows } from '../../src/protocol/profiles.ts';
import type { Report } from '../../src/protocol/report.ts';
import { interval, letter, levelText, score } from '../../src/protocol/reportWords.ts';
import { type Child, h, svg } from '../host/element.ts';
import { figure } from './figure.ts';
import { showSite } from './flowMap.ts';
import { term } from './glossary.ts';
import { table } from './table.ts';
import { badge, name, setChip } from './words.ts';

/** Undefined where nothing was measured, or there is no set but nothing and everything. */
export function profileFigure(report: Report): HTMLElement | undefined {
  const rows = profileRows(report);
  if (!rows || rows.told.length + rows.others.length === 0) return undefined;
  const both = report.models.length === 2;
  return figure({
    id: 'profile',
    title: both ? 'Profiles' : 'Profile',
    caption: caption(rows.others.length, both),
    picture:
      rows.told.length > 0
        ? h('div', { class: 'profiles' }, profileTable(report, rows.told, drawnEntry))
        : h('p', { class: 'quiet' }, nothingHeld(report)),
    table: () => profileTable(report, [...rows.told, ...rows.others], writtenEntry),
  });
}

/** Where an empty table would stand. */
function nothingHeld({ models }: Report): string {
  const who = models.length === 1 ? 'No place' : 'No place of either';
  return `${who} holds one of these sets to 0.15 or more.`;
}

function caption(others: number, both: boolean): HTMLElement {
  const left = others === 0 ? '' : ` ${others} more in the table, held by under 0.15.`;
  return h(
    'span',
    {},
    'How purely any place ',
    term('holds'),
    ' exactly a set, from 0 to 1: the ',
    term('profile'),
    '.',
    both ? ' Where the two differ most is the profile distance.' : undefined,
    left,
  );
}

type Entry = (report: Report, model: number, entry: ProfileEntry | undefined) => readonly Child[];

function profileTable(report: Report, rows: readonly ProfileRow[], cells: Entry): HTMLElement {
  const both = report.models.length === 2;
  const columns = [
    { name: 'Set' },
    ...report.models.flatMap((_, i) => [
      { name: both ? `Held by ${letter(i)}` : 'Held' },
      { name: 'Where' },
    ]),
    ...(both ? [{ name: 'Apart', number: true }] : []),
  ];
  const body = rows.map(({ set, entries, decides }): readonly Child[] => [
    h(
      'span',
      { class: decides ? 'decides' : undefined },
      setChip(set, report.task),
      decides ? h('b', {}, ' · most apart') : undefined,
    ),
    ...entries.flatMap((entry, i) => cells(report, i, entry)),
    ...(both ? [score(apart(entries))] : []),
  ]);
  return table(both ? 'Profiles of A and B' : 'Profile', columns, body, { folds: true });
}

const apart = ([a, b]: ProfileRow['entries']) => Math.abs((a?.value ?? 0) - (b?.value ?? 0));

/** The value as a dot with its interval on the axis, and as a number. */
function drawnEntry(report: Report, model: number, entry: ProfileEntry | undefined) {
  const who = report.models.length === 2 ? badge(model) : undefined;
  const axis = entry ? [axisOf(entry), score(entry.value)] : [h('span', { class: 'quiet' }, '–')];
  return [
    h('span', { class: 'held' }, who, ...axis),
    entry?.site ? placeButton(report, model, entry.site) : '',
  ];
}

function writtenEntry(report: Report, model: number, entry: ProfileEntry | undefined) {
  return [entry ? interval(entry) : '–', entry?.site ? placeButton(report, model, entry.site) : ''];
}

export function axisOf({ value, low, high }: Interval): SVGElement {
  const width = 96;
  const at = (x: number) => 5 + Math.min(1, Math.max(0, x)) * (width - 10);
  return svg(
    'svg',
    { class: 'profile-axis', width, height: 14, viewBox: `0 0 ${width} 14`, 'aria-hidden': 'true' },
    svg('line', { class: 'axis', x1: 5, y1: 7, x2: width - 5, y2: 7 }),
    svg('line', { class: 'whisker', x1: at(low), y1: 7, x2: at(high), y2: 7 }),
    svg('circle', { class: 'value', cx: at(value), cy: 7, r: 3.5 }),
  );
}

/** "`b` · block 0", which shows the site in the flow map. */
export function placeButton(report: Report, model: number, site: SitePlace): HTMLElement {
  const where = [
    name(site.span, 'name prompt'),
    site.onward ? ' and after' : undefined,
    ` · ${levelText(site)}`,
  ];
  if (site.heads || site.part !== undefined) return h('span', {}, ...where); // no cell of the flow map
  const element = h('button', { type: 'button', class: 'place-link' }, ...where);
  const span = report.task.spans.findIndex(({ id }) => id === site.span);
  element.title = 'Show it in the flow map';
  element.addEventListener('click', () => showSite(document, { model, cut: site.cut, span }));
  return element;
}
