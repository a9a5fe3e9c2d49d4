// A circuit on a page: its numbers, and a map of blocks and heads, the stronger the shade the greater the effect, what is
// in the circuit framed.
import type { ComponentReport } from '../../src/protocol/circuit.ts';
import { count, interval, percent, score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import { ablationWords, componentName, measuredBy } from '../../src/words/circuit.ts';
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { circuitCurve } from './circuitCurve.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

type Circuit = SectionOf<'circuit'>;

export function circuitView(section: Circuit): HTMLElement {
  return h('div', { class: 'circuit' }, componentMap(section), circuitCurve(section));
}

function componentMap(section: Circuit): HTMLElement {
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw(section, width)));
  tipsFor(box, '[data-component]', (cell) =>
    tip(section, Number(cell.getAttribute('data-component'))),
  );
  const { pairs } = section;
  return figure({
    id: 'circuit',
    title: 'Heads and MLPs',
    caption: `What an interchange of one head or MLP from the source moves (${count(pairs.found)} pairs): the stronger the shade, the more. Framed: the circuit, ${count(section.size)} of ${count(section.components.length)}. It does ${interval(section.faithfulness)} of the task by itself (${ablationWords[section.ablation]}; ${count(pairs.checked)} ${pairs.isApart ? 'other ' : ''}pairs).`,
    picture: scroll,
    table: () => componentTable(section),
  });
}

function sizesOf({ components, metric }: Circuit): number[] {
  const all = components.map(({ noising }) => Math.abs(measuredBy(metric, noising).value));
  const most = Math.max(...all, Number.MIN_VALUE);
  return all.map((each) => each / most);
}

/** Columns: the heads, then the MLP. */
function shapeOf({ components }: Circuit): { readonly layers: number; readonly heads: number } {
  return {
    layers: Math.max(...components.map(({ layer }) => layer)) + 1,
    heads: Math.max(...components.map(({ head }) => (head ?? -1) + 1)),
  };
}

function draw(section: Circuit, width: number): SVGElement {
  const { layers, heads } = shapeOf(section);
  const layout = heatLayout(layers, heads + 1, width);
  const sizes = sizesOf(section);
  const cells = section.components.map((one, c) => {
    const at = heatCell(layout, layers, one.layer, one.head ?? heads);
    return drawCell(layout, at, one, c, sizes[c]);
  });
  return svg(
    'svg',
    {
      class: 'chart',
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'img',
      'aria-label': `Effects of ${section.components.length} heads and MLPs, ${section.size} of them in the circuit; the table has the numbers.`,
    },
    ...cells,
    ...axes(layout, layers, heads),
  );
}

function drawCell(
  layout: HeatLayout,
  at: { readonly x: number; readonly y: number },
  one: ComponentReport,
  index: number,
  shade: number,
): SVGElement {
  const size = layout.cell - 1;
  const box = { ...at, width: size, height: size };
  return svg(
    'g',
    { 'data-component': index },
    svg('rect', { class: 'heat-ground', ...box }),
    svg('rect', { class: 'heat-cell', ...box, 'fill-opacity': shade }),
    one.isChosen ? svg('rect', { class: 'heat-match', ...box }) : undefined,
  );
}

function axes(layout: HeatLayout, layers: number, heads: number): SVGElement[] {
  const foot = layout.top + layers * layout.cell;
  const isNamed = (i: number) => i % layout.every === 0;
  const label = (attributes: Readonly<Record<string, string | number>>, words: string) =>
    svg('text', { class: 'tick', ...attributes }, words);
  const rows = [...Array(layers).keys()].filter(isNamed).map((layer) => {
    const { y } = heatCell(layout, layers, layer, 0);
    const at = { x: layout.left - 6, y: y + layout.cell / 2 + 3.5, 'text-anchor': 'end' };
    return label(at, String(layer));
  });
  const columns = [...Array(heads).keys()].filter(isNamed).map((head) => {
    const { x } = heatCell(layout, layers, 0, head);
    return label({ x: x + layout.cell / 2, y: foot + 14, 'text-anchor': 'middle' }, String(head));
  });
  const { x } = heatCell(layout, layers, 0, heads);
  const mlp = label({ x: x + layout.cell / 2, y: foot + 14, 'text-anchor': 'middle' }, 'MLP');
  const middle = layout.top + (layers * layout.cell) / 2;
  const turned = `rotate(-90 14 ${middle})`;
  return [
    ...rows,
    ...columns,
    mlp,
    svg(
      'text',
      {
        class: 'axis-name',
        x: layout.left + (heads * layout.cell) / 2,
        y: foot + 32,
        'text-anchor': 'middle',
      },
      'head',
    ),
    svg(
      'text',
      { class: 'axis-name', x: 14, y: middle, 'text-anchor': 'middle', transform: turned },
      'block',
    ),
  ];
}

function tip({ components }: Circuit, index: number): HTMLElement | undefined {
  const one = components[index];
  if (one === undefined) return undefined;
  const { noising, denoising, stability, isChosen } = one;
  const way = (name: string, { logitDifference, kl }: ComponentReport['noising']) =>
    `${name} ${logitDifference ? `${interval(logitDifference)}, ` : ''}KL ${score(kl.value)}`;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, `${componentName(one)}${isChosen ? ' — in the circuit' : ''}`),
    h('p', {}, way('noising', noising)),
    h('p', {}, way('denoising', denoising)),
    h('p', { class: 'quiet' }, `stable in ${percent(stability)} of draws of the pairs`),
  );
}

function componentTable({ components }: Circuit): HTMLElement {
  const number = true;
  const effects = ['noising', 'denoising'].flatMap((way) => [
    { name: `${way}, logit difference`, number },
    { name: `${way}, KL`, number },
  ]);
  const columns = [
    { name: 'Component' },
    { name: 'In the circuit' },
    ...effects,
    { name: 'Stability', number },
  ];
  const rows = components.map((one) => [
    componentName(one),
    one.isChosen ? 'yes' : 'no',
    ...[one.noising, one.denoising].flatMap(({ logitDifference, kl }) => [
      logitDifference ? interval(logitDifference) : '–',
      interval(kl),
    ]),
    percent(one.stability),
  ]);
  return table('Effects of heads and MLPs', columns, rows);
}
