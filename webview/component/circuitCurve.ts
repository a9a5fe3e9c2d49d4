// How faithful circuits of other sizes are: those of greatest effect, those that help most, and, at the circuit's own
// size, circuits at random.
import { scaleLinear } from 'd3-scale';
import { count, percent, score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import { areasWords } from '../../src/words/circuit.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

type Circuit = SectionOf<'circuit'>;
type Scale = (value: number) => number;

const height = 200;
const frame = { left: 44, right: 12, top: 10, bottom: 40 };

export function circuitCurve(section: Circuit): HTMLElement {
  const { cpr, cmd, random, size, faithfulness } = section;
  const box = h('div', {});
  onWidth(box, (width) => box.replaceChildren(draw(section, width)));
  return figure({
    id: 'curve',
    title: 'Faithfulness over size',
    caption: `Line: the components of greatest effect; dashed: those that help most. Dot: the circuit, ${score(faithfulness.value)}; bar: ${count(random.circuits)} circuits of its ${count(size)} components at random, median ${score(random.median)}, 95 in 100 under ${score(random.high)}; ${percent(random.below)} do less than it. CPR ${score(cpr)}, CMD ${score(cmd)}. ${areasWords}`,
    picture: box,
    table: () => curveTable(section),
  });
}

function draw(section: Circuit, width: number): SVGElement {
  const { curve, random, faithfulness, size, components } = section;
  const heights = curve.flatMap(({ greatest, helping }) => [greatest, helping]);
  const ends = [...heights, random.median, random.high, faithfulness.value, 0, 1];
  const y = scaleLinear([Math.min(...ends), Math.max(...ends)], [height - frame.bottom, frame.top]);
  // Small circuits are what is looked at: by the root of the share.
  const across = scaleLinear([0, 1], [frame.left, Math.max(frame.left + 40, width - frame.right)]);
  const x = (of: number) => across(Math.sqrt(of / components.length));
  const path = (kind: 'greatest' | 'helping') =>
    curve.map((point, i) => `${i === 0 ? 'M' : 'L'}${x(point.size)} ${y(point[kind])}`).join('');
  return svg(
    'svg',
    {
      class: 'chart',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': 'Faithfulness over the number of components; the table has the numbers.',
    },
    ...axes(section, x, y, width, y.ticks(4)),
    svg('path', { class: 'curve-line', d: path('greatest') }),
    svg('path', { class: 'curve-line is-dashed', d: path('helping') }),
    svg('line', {
      class: 'curve-random',
      ...{ x1: x(size), x2: x(size), y1: y(random.median), y2: y(random.high) },
    }),
    svg('circle', { class: 'curve-dot', cx: x(size), cy: y(faithfulness.value), r: 4 }),
  );
}

function axes(
  { components }: Circuit,
  x: Scale,
  y: Scale,
  width: number,
  ticks: readonly number[],
): SVGElement[] {
  const foot = height - frame.bottom;
  const label = (at: Readonly<Record<string, string | number>>, words: string, kind = 'tick') =>
    svg('text', { class: kind, ...at }, words);
  const sizes = [0.01, 0.1, 0.25, 0.5, 1].map((share) => Math.floor(share * components.length));
  return [
    ...ticks.flatMap((tick) => [
      svg('line', {
        class: 'curve-grid',
        ...{ x1: frame.left, x2: width - frame.right, y1: y(tick), y2: y(tick) },
      }),
      label({ x: frame.left - 6, y: y(tick) + 3.5, 'text-anchor': 'end' }, String(tick)),
    ]),
    ...[...new Set(sizes)].map((size) =>
      label({ x: x(size), y: foot + 14, 'text-anchor': 'middle' }, String(size)),
    ),
    label(
      { x: (frame.left + width) / 2, y: foot + 32, 'text-anchor': 'middle' },
      'components kept',
      'axis-name',
    ),
  ];
}

function curveTable({ curve }: Circuit): HTMLElement {
  const columns = [
    { name: 'Share' },
    { name: 'Components', number: true },
    { name: 'Of greatest effect', number: true },
    { name: 'Helping most', number: true },
  ];
  const rows = curve.map(({ share, size, greatest, helping }) => [
    `${Number((100 * share).toFixed(1))} %`,
    count(size),
    score(greatest),
    score(helping),
  ]);
  return table('Faithfulness of circuits by their size', columns, rows);
}
