// By which distances the models of a fleet would be put together: a tree beside the rows of their matrix.
import type { Report } from '../../src/protocol/report.ts';
import { score, shown } from '../../src/protocol/reportWords.ts';
import type { JoinReport } from '../../src/protocol/sections.ts';
import { treeOf } from '../chart/linkageTree.ts';
import { h, svg } from '../host/element.ts';

export type Linkage = {
  readonly joins: readonly JoinReport[];
  /** Below it models may be the same. */
  readonly margin: number;
};

/** Of the drawing, which is stretched to its place: distances from 0 to 1. */
const width = 100;

/** A row a model, in the order given. */
export function linkageTree(
  { joins, margin }: Linkage,
  order: readonly number[],
  models: readonly Pick<Report['models'][number], 'name'>[],
): SVGElement {
  const x = (at: number) => width * Math.min(1, at);
  return svg(
    'svg',
    {
      class: 'linkage',
      viewBox: `0 0 ${width} ${order.length}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': treeName(joins, models),
    },
    svg('line', { class: 'margin', x1: x(margin), x2: x(margin), y1: 0, y2: order.length }),
    ...treeOf(order, joins).map(({ x1, x2, y1, y2 }) =>
      svg('line', { class: 'branch', x1: x(x1), x2: x(x2), y1, y2 }),
    ),
  );
}

/** The scale above it. */
export function linkageScale({ margin }: Linkage): HTMLElement {
  const marks = svg(
    'svg',
    { class: 'linkage-scale', width: '100%', height: 16, 'aria-hidden': 'true' },
    ...[0, margin, 1].map((at, i) =>
      svg(
        'text',
        { x: `${100 * at}%`, y: 12, 'text-anchor': ['start', 'middle', 'end'][i] },
        i === 1 ? score(at) : String(at),
      ),
    ),
  );
  return h('div', {}, h('span', { class: 'linkage-title' }, 'joined at distance'), marks);
}

function treeName(
  joins: readonly JoinReport[],
  models: readonly { readonly name: string }[],
): string {
  const who = (places: readonly number[]) =>
    places.map((m) => shown(models[m].name, 40)).join(', ');
  const each = joins.map(
    ({ of: [a, b], height }) => `${who(a)} with ${who(b)} at ${score(height)}`,
  );
  return `Models by distance: ${each.join('; ')}`;
}
