// Effects as a grid, row 0 at the bottom: the stronger the shade, the greater; some of them framed.
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';

export type Cell = {
  readonly row: number;
  readonly column: number;
  readonly size: number; // 0 or more
  readonly isFramed: boolean;
  readonly tip: () => HTMLElement;
};

export type Grid = {
  readonly cells: readonly Cell[];
  readonly rows: number;
  readonly rowName: string;
  /** What stands under each column. */
  readonly columns: readonly string[];
  readonly columnName: string;
  readonly label: string; // for who hears it
};

export function effectGrid(grid: Grid): HTMLElement {
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw(grid, width)));
  tipsFor(box, '[data-cell]', (cell) => grid.cells[Number(cell.getAttribute('data-cell'))]?.tip());
  return scroll;
}

function draw(grid: Grid, width: number): SVGElement {
  const layout = heatLayout(grid.rows, grid.columns.length, width);
  const most = Math.max(...grid.cells.map(({ size }) => size), Number.MIN_VALUE);
  const { width: across, height } = layout;
  return svg(
    'svg',
    {
      ...{ class: 'chart', width: across, height, viewBox: `0 0 ${across} ${height}` },
      ...{ role: 'img', 'aria-label': `${grid.label}; the table has the numbers.` },
    },
    ...grid.cells.map((cell, i) => drawCell(layout, grid.rows, cell, i, cell.size / most)),
    ...axes(layout, grid),
  );
}

function drawCell(
  layout: HeatLayout,
  rows: number,
  { row, column, isFramed }: Cell,
  index: number,
  shade: number,
): SVGElement {
  const size = layout.cell - 1;
  const box = { ...heatCell(layout, rows, row, column), width: size, height: size };
  return svg(
    'g',
    { 'data-cell': index },
    svg('rect', { class: 'heat-ground', ...box }),
    svg('rect', { class: 'heat-cell', ...box, 'fill-opacity': shade }),
    isFramed ? svg('rect', { class: 'heat-match', ...box }) : undefined,
  );
}

function axes(layout: HeatLayout, { rows, columns, rowName, columnName }: Grid): SVGElement[] {
  const foot = layout.top + rows * layout.cell;
  const middle = layout.top + (rows * layout.cell) / 2;
  const text = (kind: string, at: Readonly<Record<string, string | number>>, words: string) =>
    svg('text', { class: kind, ...at }, words);
  const isNamed = (i: number) => i % layout.every === 0;
  const rowTicks = [...Array(rows).keys()].filter(isNamed).map((row) => {
    const y = heatCell(layout, rows, row, 0).y + layout.cell / 2 + 3.5;
    return text('tick', { x: layout.left - 6, y, 'text-anchor': 'end' }, String(row));
  });
  const columnTicks = columns.flatMap((name, column) => {
    if (!isNamed(column) && column < columns.length - 1) return [];
    const x = heatCell(layout, rows, 0, column).x + layout.cell / 2;
    return [text('tick', { x, y: foot + 14, 'text-anchor': 'middle' }, name)];
  });
  const centre = layout.left + (columns.length * layout.cell) / 2;
  const turned = { 'text-anchor': 'middle', transform: `rotate(-90 14 ${middle})` };
  return [
    ...rowTicks,
    ...columnTicks,
    text('axis-name', { x: centre, y: foot + 32, 'text-anchor': 'middle' }, columnName),
    text('axis-name', { x: 14, y: middle, ...turned }, rowName),
  ];
}
