// How to read a cell: the variables in the order of their columns, and what its frame and its blocks mean.
import type { Report } from '../../src/protocol/report.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { type SiteKind, undeterminedWords, unexplainedWords } from '../../src/protocol/siteKind.ts';
import { slotNames, spanSite } from '../../src/protocol/sites.ts';
import { readsRows } from '../../src/words/rows.ts';
import { type Block, cellGeometry } from '../chart/cellGeometry.ts';
import { type Child, h, svg } from '../host/element.ts';
import { bracketedCuts } from './flowBrackets.ts';
import { term } from './glossary.ts';
import { name, partClass } from './words.ts';

export function flowLegend(report: Report): HTMLElement {
  const slots = slotNames(report.task);
  const items = slots.map((slot, i) =>
    h('li', {}, key(slots.length, i, isVariable(report, slot)), name(slot), meaning(report, slot)),
  );
  return h(
    'div',
    { class: 'legend' },
    h(
      'ul',
      { class: 'legend-parts', 'aria-label': 'Variables, in the order of their columns' },
      ...items,
    ),
    h('ul', { class: 'legend-marks', 'aria-label': 'Marks' }, ...marks(report)),
  );
}

const isVariable = (report: Report, slot: string) =>
  report.task.variables.length === 0 || report.task.variables.includes(slot);

/** What is no variable is a word that derives from them; what is called otherwise, by its variable. */
function meaning({ task }: Report, slot: string) {
  const of = task.parts.find(({ id }) => id === slot)?.variable;
  const words =
    task.variables.length > 0 && !task.variables.includes(slot)
      ? 'the word'
      : of === slot || of === null || of === undefined
        ? undefined
        : of;
  return words && h('span', { class: 'quiet' }, ' ', name(words));
}

const half = (slot: number, from: number, token = false): Block => {
  return { slot, from, to: from + 0.5, token };
};

/** The marks that are on the map. */
function marks(report: Report): readonly HTMLElement[] {
  const kinds = kindsOf(report);
  const mark = (kind: SiteKind, blocks: readonly Block[], ...words: readonly Child[]) =>
    kinds.has(kind) ? [h('li', {}, sample(kind, blocks), h('span', {}, ...words))] : [];
  const both = [half(0, 0), half(0, 0.5), half(1, 0), half(1, 0.5)];
  return [
    ...mark('held', both, 'one set ', term('holds', 'holds'), ' the site'),
    ...mark('mixture', [half(0, 0), half(0, 0.5), half(1, 0.5)], 'a ', term('mixture'), ' of sets'),
    ...(hasTokens(report)
      ? [
          h(
            'li',
            {},
            sample('mixture', [half(0, 0, true), half(0, 0.5, true)]),
            h(
              'span',
              {},
              term('token', readsRows(report) ? 'the region' : 'the word'),
              ' as it stands',
            ),
          ),
        ]
      : []),
    ...mark('undetermined', [half(0, 0)], undeterminedWords),
    ...mark(
      'unexplained',
      hasShares(report) ? [half(0, 0)] : [],
      unexplainedWords,
      ...bars(report),
    ),
    ...mark('shares', [half(0, 0)], term('share', 'shares'), ' of the parts'),
    ...(report.looks === null ? [] : [h('li', {}, 'n: ', term('pairs', 'pairs it rests on'))]),
    ...(bracketedCuts(report).size > 0
      ? [h('li', {}, bracket(), h('span', {}, 'held by a span ', term('and after')))]
      : []),
  ];
}

function kindsOf(report: Report): ReadonlySet<SiteKind> {
  const kinds = flowsOf(report).flatMap(({ cuts }, m) =>
    cuts.flatMap((measured, cut) =>
      (measured?.spans ?? []).map((span) => spanSite(report.models[m], cut, span).kind),
    ),
  );
  return new Set(kinds);
}

const hasShares = (report: Report) =>
  flowsOf(report).some(({ cuts }) => cuts.some((cut) => cut?.spans.some(({ shares }) => shares)));

const bars = (report: Report) => (hasShares(report) ? ['; bars: ', term('share', 'shares')] : []);

const hasTokens = ({ models, task }: Report) =>
  task.variables.length > 0 &&
  models.some(({ sites }) =>
    sites?.some(({ coordinates }) => coordinates.some(({ set }) => set[0]?.startsWith('"'))),
  );

/** A cell with only the i-th column full, so that place and colour are learnt together. */
function key(slots: number, i: number, isValue: boolean): SVGElement {
  // Wide enough for each look to be told from the others, in high contrast a pattern of 6 px.
  const width = Math.min(100, 4 + slots * Math.min(12, Math.max(8, 64 / slots)));
  const block = { slot: i, from: 0, to: 1, token: !isValue };
  return swatch('key', width, slots, [block]);
}

function sample(kind: SiteKind, blocks: readonly Block[]): SVGElement {
  return swatch(`key cell is-${kind}`, 30, 2, blocks);
}

function swatch(kind: string, width: number, slots: number, of: readonly Block[]): SVGElement {
  const { frame, blocks } = cellGeometry({ x: 0, y: 0, width, height: 18 }, slots, of);
  return svg(
    'svg',
    { class: kind, width, height: 18, viewBox: `0 0 ${width} 18`, 'aria-hidden': 'true' },
    svg('rect', { class: 'frame', x: frame.x, y: 1, width: frame.width, height: 16, rx: 2.5 }),
    ...blocks.map((block, at) =>
      svg('rect', {
        class: `${partClass(of[at].slot)}${of[at].token ? ' is-token' : ''}`,
        ...block,
      }),
    ),
  );
}

function bracket(): SVGElement {
  return svg(
    'svg',
    {
      class: 'key bracket is-told',
      width: 30,
      height: 18,
      viewBox: '0 0 30 18',
      'aria-hidden': 'true',
    },
    svg('path', { class: 'bracket-line', d: 'M2 7v4H28v-4' }),
  );
}
