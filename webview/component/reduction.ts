// A hard task beside a simple one: what is held of the sets that both have, and of those that only one
// can tell.
import type { ReductionEntry, ReductionSection } from '../../src/protocol/reduction.ts';
import { cutText, interval, setText, shown, spanText } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { figure } from './figure.ts';
import { axisOf } from './profiles.ts';
import { table } from './table.ts';
import { badge, name } from './words.ts';

/** A set held less than this on both is in the table alone. */
const toldFrom = 0.15;

export function reduction(section: ReductionSection): HTMLElement {
  const { entries } = section;
  const isTold = ({ held, decides }: ReductionEntry) =>
    decides || held.some(({ value }) => value >= toldFrom);
  return figure({
    id: 'reduction',
    title: 'Held on either task',
    caption: caption(section),
    picture: h('div', { class: 'profiles' }, rowsOf(section, entries.filter(isTold), drawn)),
    table: () => rowsOf(section, entries, (_, of) => [interval(of)]),
  });
}

function caption({ tasks, map, alone }: ReductionSection): HTMLElement {
  const pairs = map.map(([v, w]) =>
    v === w ? shown(v, 80) : `${shown(v, 80)} is ${shown(w, 80)}`,
  );
  const left = alone.flatMap((names, side) =>
    names.length === 0
      ? []
      : [
          ` Only ${shown(tasks[side].name, 80)} has ${names.map((each) => shown(each, 80)).join(', ')}: of a set the other task tells what it has of it.`,
        ],
  );
  return h(
    'span',
    {},
    `How purely any place holds exactly a set of variables, from 0 to 1, on ${shown(tasks[0].name, 80)} (A) and on ${shown(tasks[1].name, 80)} (B). Variables of both: ${pairs.join(', ') || 'none'}.`,
    ...left,
  );
}

type Cell = (side: 0 | 1, held: ReductionEntry['held'][number]) => readonly Child[];

function rowsOf(section: ReductionSection, entries: readonly ReductionEntry[], cell: Cell) {
  const { tasks, beyond } = section;
  const columns = [
    { name: 'Set' },
    ...tasks.flatMap(({ name: task }) => [{ name: name(task) }, { name: 'Where' }]),
  ];
  const shared = entries.map(({ sets: [a, b], held, sites, decides }): readonly Child[] => [
    h(
      'span',
      { class: decides ? 'decides' : undefined },
      setText(a) === setText(b) ? setText(a) : `${setText(a)}, there ${setText(b)}`,
      decides ? h('b', {}, ' · most apart') : undefined,
    ),
    ...held.flatMap((of, side) => [
      h('span', { class: 'held' }, badge(side), ...cell(side as 0 | 1, of)),
      placeText(sites[side]),
    ]),
  ]);
  const alone = beyond.map(({ side, set, held, site, evidence, isWhole }): readonly Child[] => {
    const own = [h('span', { class: 'held' }, badge(side), ...cell(side, held)), placeText(site)];
    const other = [h('span', { class: 'quiet' }, isWhole ? 'all it asks for' : 'cannot tell'), ''];
    const open = evidence === 'seen' ? '' : ', perhaps';
    return [`${setText(set)}${open}`, ...(side === 0 ? [...own, ...other] : [...other, ...own])];
  });
  return table('Sets held on either task', columns, [...shared, ...alone], { folds: true });
}

function placeText(site: ReductionEntry['sites'][number]): string {
  return site === null ? '' : `${spanText(site)} · ${cutText(site.cut, site.at)}`;
}

const drawn: Cell = (_, held) => [axisOf(held), interval(held)];
