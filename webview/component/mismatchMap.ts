// Every cut of A against every cut of B, of those that were measured: the darker the closer the match, the number
// where it fits.
import { score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import { unmeasuredWords } from '../../src/protocol/siteKind.ts';
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { badge } from './words.ts';

type Mismatch = Pick<SectionOf<'mismatch'>, 'cuts' | 'matches'>;

/** Cuts of A and of B of which there is a number: the rows and the columns. */
type Shown = { readonly ofA: readonly number[]; readonly ofB: readonly number[] };

function shownOf({ cuts }: Mismatch): Shown {
  const ofB = [...(cuts[0] ?? []).keys()];
  return {
    ofA: [...cuts.keys()].filter((a) => cuts[a].some((value) => value !== null)),
    ofB: ofB.filter((b) => cuts.some((row) => row[b] !== null)),
  };
}

export function mismatchMap({ cuts, matches }: Mismatch): HTMLElement {
  const cutsShown = shownOf({ cuts, matches });
  const isPartial =
    cutsShown.ofA.length < cuts.length || cutsShown.ofB.length < (cuts[0]?.length ?? 0);
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw({ cuts, matches }, cutsShown, width)));
  tipsFor(box, '[data-a]', (cell) => tip(cuts, cell));
  return figure({
    id: 'mismatch',
    title: 'Mismatch of cuts',
    caption: `The largest mismatch of the best pairing of spans, 0 (alike) to 1 (chance). The stronger the shade the closer; cuts that hold the same sets are framed.${isPartial ? ' Cuts that are not here were not measured on all of the pairs.' : ''}`,
    picture: scroll,
    table: () => mismatchTable(cuts, cutsShown),
  });
}

function draw({ cuts, matches }: Mismatch, { ofA, ofB }: Shown, width: number): SVGElement {
  const rows = ofA.length;
  const columns = ofB.length;
  const layout = heatLayout(rows, columns, width);
  const cells = ofA.flatMap((a, row) =>
    ofB.map((b, column) => drawCell(layout, heatCell(layout, rows, row, column), cuts[a][b], a, b)),
  );
  const frames = matches.flatMap(({ a, b }) => {
    const [row, column] = [ofA.indexOf(a), ofB.indexOf(b)];
    if (row < 0 || column < 0) return [];
    const at = heatCell(layout, rows, row, column);
    const size = layout.cell - 1;
    return [svg('rect', { class: 'heat-match', ...at, width: size, height: size })];
  });
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
    ...axes(layout, ofA, ofB),
  );
}

function drawCell(
  layout: HeatLayout,
  at: { readonly x: number; readonly y: number },
  value: number | null,
  a: number,
  b: number,
): SVGElement {
  const size = layout.cell - 1;
  const close = value === null ? 0 : Math.min(1, Math.max(0, 1 - value));
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
          numberText(value),
        )
      : undefined,
  );
}

const numberText = (value: number | null) => (value === null ? '–' : score(value));

function axes(layout: HeatLayout, ofA: readonly number[], ofB: readonly number[]): SVGElement[] {
  const [rows, columns] = [ofA.length, ofB.length];
  const foot = layout.top + rows * layout.cell;
  const named = (count: number) => [...Array(count).keys()].filter((i) => i % layout.every === 0);
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
        String(ofA[a]),
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
        String(ofB[b]),
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
    h('p', { class: 'quiet' }, value === null ? unmeasuredWords : `mismatch ${score(value)}`),
  );
}

function mismatchTable(cuts: Mismatch['cuts'], { ofA, ofB }: Shown): HTMLElement {
  const columns = [{ name: 'Cut of A' }, ...ofB.map((b) => ({ name: `B ${b}`, number: true }))];
  const rows = ofA.map((a) => [`A ${a}`, ...ofB.map((b) => numberText(cuts[a][b]))]);
  return table('Mismatch of cuts of A (rows) with cuts of B (columns)', columns, rows);
}
