// Effects as a grid, row 0 at the bottom: the stronger the shade, the greater; some of them framed.
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { axes } from './heatMap.ts';
import { lookCount } from './words.ts';

export type Cell = {
  readonly row: number;
  readonly column: number;
  readonly size: number; // 0 or more
  readonly isFramed: boolean;
  /** 1, 2, ..: cells of one number have one colour too, also in another grid. */
  readonly mark?: number;
  readonly tip: () => HTMLElement;
};

export type Grid = {
  readonly cells: readonly Cell[];
  readonly rows: number;
  readonly rowName: string;
  /** What stands beside each row; its number. */
  readonly rowLabels?: readonly string[];
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
    ...axes(
      layout,
      { name: grid.rowName, labels: grid.rowLabels ?? [...Array(grid.rows).keys()] },
      { name: grid.columnName, labels: grid.columns, namesLast: true },
    ),
  );
}

function drawCell(
  layout: HeatLayout,
  rows: number,
  { row, column, isFramed, mark }: Cell,
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
    isFramed ? svg('rect', { class: frameClass(mark), ...box }) : undefined,
    mark !== undefined && layout.cell >= leastForMark
      ? svg(
          'text',
          {
            ...{ class: 'heat-mark', 'text-anchor': 'middle' },
            ...{ x: box.x + size / 2, y: box.y + size / 2 + 4 },
          },
          String(mark),
        )
      : undefined,
  );
}

/** Pixels of a cell in which two digits have room. */
const leastForMark = 18;

function frameClass(mark: number | undefined): string {
  return mark === undefined ? 'heat-match' : `heat-match is-marked part-${(mark - 1) % lookCount}`;
}
