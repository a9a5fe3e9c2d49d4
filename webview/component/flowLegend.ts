// How to read a cell: the parts in the order of their slots, and what frame and rule mean.
import type { Report } from '../../src/protocol/report.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { type SiteKind, siteKind, unexplainedWords } from '../../src/protocol/siteKind.ts';
import { cellGeometry } from '../chart/cellGeometry.ts';
import { type Child, h, svg } from '../host/element.ts';
import { term } from './glossary.ts';
import { name, partClass } from './words.ts';

export function flowLegend(report: Report): HTMLElement {
  const { parts } = report.task;
  const items = parts.map((part, i) =>
    h('li', {}, key(parts.length, i), name(part.id), variableOf(part)),
  );
  return h(
    'div',
    { class: 'legend' },
    h('ul', { class: 'legend-parts', 'aria-label': 'Parts, in the order of their bars' }, ...items),
    h(
      'ul',
      { class: 'legend-marks', 'aria-label': 'Marks' },
      h('li', {}, sample('crisp', 0.92), mark(term('crisp'), ': whole parts')),
      h(
        'li',
        {},
        sample('hybrid', 0.3),
        mark(term('hybrid'), '; its rule is as long as it is crisp'),
      ),
      isAnywhere(report, 'unexplained')
        ? h('li', {}, sample('unexplained', 0), unexplainedWords)
        : undefined,
    ),
  );
}

/** One piece of text in the row of a mark. */
function mark(...words: readonly Child[]): HTMLElement {
  return h('span', {}, ...words);
}

function variableOf(part: { readonly id: string; readonly variable: string }) {
  if (part.variable === part.id) return undefined;
  return h('span', { class: 'quiet' }, ' ', name(part.variable));
}

/** A cell with only the i-th slot full, so that place and colour are learnt together. */
function key(parts: number, i: number): SVGElement {
  // Wide enough for each look to be told from the others, in high contrast a pattern of 6 px.
  const width = Math.min(68, 4 + parts * Math.min(12, Math.max(8, 64 / parts)));
  const bare = Array.from({ length: parts }, (_, part) => (part === i ? 1 : 0));
  const { frame, bars } = cellGeometry({ x: 0, y: 0, width, height: 18 }, bare, 0);
  return svg(
    'svg',
    { class: 'key', width, height: 18, viewBox: `0 0 ${width} 18`, 'aria-hidden': 'true' },
    svg('rect', { class: 'frame', x: frame.x, y: 1, width: frame.width, height: 16, rx: 2.5 }),
    ...bars.map((bar) => (bar ? svg('rect', { class: partClass(i), ...bar }) : undefined)),
  );
}

function isAnywhere(report: Report, kind: SiteKind): boolean {
  return flowsOf(report).some(({ cuts }) =>
    cuts.some(({ spans }) => spans.some((site) => siteKind(site) === kind)),
  );
}

function sample(kind: SiteKind, crispness: number): SVGElement {
  const { frame, rule } = cellGeometry({ x: 0, y: 0, width: 30, height: 18 }, [], crispness);
  return svg(
    'svg',
    {
      class: `key cell is-${kind}`,
      width: 30,
      height: 18,
      viewBox: '0 0 30 18',
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'frame', ...frame, rx: 2.5 }),
    svg('rect', { class: 'rule', ...rule }),
  );
}
