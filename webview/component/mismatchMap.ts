// Every cut of A against every cut of B: the darker the closer the match, the number where it fits.
import { score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { badge } from './words.ts';

type Mismatch = Pick<SectionOf<'mismatch'>, 'cuts' | 'matches'>;

export function mismatchMap({ cuts, matches }: Mismatch): HTMLElement {
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw({ cuts, matches }, width)));
  tipsFor(box, '[data-a]', (cell) => tip(cuts, cell));
  return figure({
    id: 'mismatch',
    title: 'Mismatch of cuts',
    caption:
      'The largest mismatch of the best pairing of spans, 0 (alike) to 1 (chance). The stronger the shade the closer; cuts that hold the same sets are framed.',
    picture: scroll,
    table: () => mismatchTable(cuts),
  });
}

function draw({ cuts, matches }: Mismatch, width: number): SVGElement {
  const rows = cuts.length;
  const columns = cuts[0]?.length ?? 0;
  const layout = heatLayout(rows, columns, width);
  const matched = new Set(matches.map(({ a, b }) => `${a} ${b}`));
  const cells = cuts.flatMap((row, a) =>
    row.map((value, b) => drawCell(layout, heatCell(layout, rows, a, b), value, a, b)),
  );
  const frames = cuts.flatMap((row, a) =>
    row.map((_, b) =>
      matched.has(`${a} ${b}`)
        ? svg('rect', {
            class: 'heat-match',
            ...heatCell(layout, rows, a, b),
            width: layout.cell - 1,
            height: layout.cell - 1,
          })
        : undefined,
    ),
  );
  return svg(
    'svg',
    {
      class: 'chart',
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'img',
      'aria-label': `Mismatch of ${rows} cuts of A with ${columns} cuts of B; the table has the numbers.`,
    },
    ...cells,
    ...frames,
    ...axes(layout, rows, columns),
  );
}

function drawCell(
  layout: HeatLayout,
  at: { readonly x: number; readonly y: number },
  value: number,
  a: number,
  b: number,
): SVGElement {
  const size = layout.cell - 1;
  const close = Math.min(1, Math.max(0, 1 - value));
  return svg(
    'g',
    { 'data-a': a, 'data-b': b },
    svg('rect', { class: 'heat-ground', ...at, width: size, height: size }),
    svg('rect', { class: 'heat-cell', ...at, width: size, height: size, 'fill-opacity': close }),
    layout.numbers
      ? svg(
          'text',
          {
            class: 'heat-value',
            x: at.x + size / 2,
            y: at.y + size / 2 + 4,
            'text-anchor': 'middle',
          },
          score(value),
        )
      : undefined,
  );
}

function axes(layout: HeatLayout, rows: number, columns: number): SVGElement[] {
  const foot = layout.top + rows * layout.cell;
  const named = (count: number) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => i % layout.every === 0);
  const middle = layout.top + (rows * layout.cell) / 2;
  return [
    ...named(rows).map((a) =>
      svg(
        'text',
        {
          class: 'tick',
          x: layout.left - 6,
          y: heatCell(layout, rows, a, 0).y + layout.cell / 2 + 3.5,
          'text-anchor': 'end',
        },
        String(a),
      ),
    ),
    ...named(columns).map((b) =>
      svg(
        'text',
        {
          class: 'tick',
          x: heatCell(layout, rows, 0, b).x + layout.cell / 2,
          y: foot + 14,
          'text-anchor': 'middle',
        },
        String(b),
      ),
    ),
    svg(
      'text',
      {
        class: 'axis-name',
        x: layout.left + (columns * layout.cell) / 2,
        y: foot + 32,
        'text-anchor': 'middle',
      },
      'cut of B',
    ),
    svg(
      'text',
      {
        class: 'axis-name',
        x: 14,
        y: middle,
        'text-anchor': 'middle',
        transform: `rotate(-90 14 ${middle})`,
      },
      'cut of A',
    ),
  ];
}

function tip(cuts: Mismatch['cuts'], cell: Element): HTMLElement | undefined {
  const a = Number(cell.getAttribute('data-a'));
  const b = Number(cell.getAttribute('data-b'));
  const value = cuts[a]?.[b];
  if (value === undefined) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, badge(0), `cut ${a} — `, badge(1), `cut ${b}`),
    h('p', { class: 'quiet' }, `mismatch ${score(value)}`),
  );
}

function mismatchTable(cuts: Mismatch['cuts']): HTMLElement {
  const columns = [
    { name: 'Cut of A' },
    ...(cuts[0] ?? []).map((_, b) => ({ name: `B ${b}`, number: true })),
  ];
  const rows = cuts.map((row, a) => [`A ${a}`, ...row.map(score)]);
  return table('Mismatch of every cut of A (rows) with every cut of B (columns)', columns, rows);
}
