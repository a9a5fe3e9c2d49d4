// A grid of numbers: places of A upwards, places of B to the right, the darker the closer, the number where it fits.
import { type HeatLayout, heatCell, heatLayout } from '../chart/heatLayout.ts';
import { svg } from '../host/element.ts';

type Axis = {
  readonly name: string;
  /** One a row or column; `data-a` and `data-b` of the cells. */
  readonly labels: readonly (number | string)[];
  /** Also where there is no room for all. */
  readonly namesLast?: boolean;
};

export type Heat = {
  readonly width: number; // that there is
  readonly rows: Axis;
  readonly columns: Axis;
  /** `shade`: 0 to 1, beyond is drawn as the end. */
  readonly cell: (row: number, column: number) => { readonly shade: number; readonly text: string };
  readonly framed: readonly { readonly row: number; readonly column: number }[];
  /** For whoever cannot see it. */
  readonly label: string;
};

export function heatMap(heat: Heat): SVGElement {
  const { rows, columns, framed, label } = heat;
  const layout = heatLayout(rows.labels.length, columns.labels.length, heat.width);
  const cells = rows.labels.flatMap((_, row) =>
    columns.labels.map((__, column) => drawCell(heat, layout, row, column)),
  );
  const frames = framed.map(({ row, column }) => {
    const at = heatCell(layout, rows.labels.length, row, column);
    const size = layout.cell - 1;
    return svg('rect', { class: 'heat-match', ...at, width: size, height: size });
  });
  return svg(
    'svg',
    {
      class: 'chart',
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'img',
      'aria-label': label,
    },
    ...cells,
    ...frames,
    ...axes(layout, rows, columns),
  );
}

function drawCell(heat: Heat, layout: HeatLayout, row: number, column: number): SVGElement {
  const { rows, columns } = heat;
  const { shade, text } = heat.cell(row, column);
  const at = heatCell(layout, rows.labels.length, row, column);
  const size = layout.cell - 1;
  const opacity = Math.min(1, Math.max(0, shade));
  return svg(
    'g',
    { 'data-a': rows.labels[row], 'data-b': columns.labels[column] },
    svg('rect', { class: 'heat-ground', ...at, width: size, height: size }),
    svg('rect', { class: 'heat-cell', ...at, width: size, height: size, 'fill-opacity': opacity }),
    layout.numbers
      ? svg(
          'text',
          {
            class: 'heat-value',
            x: at.x + size / 2,
            y: at.y + size / 2 + 4,
            'text-anchor': 'middle',
          },
          text,
        )
      : undefined,
  );
}

/** Names of rows and columns, as many as have room, and of both axes. */
export function axes(layout: HeatLayout, ofRows: Axis, ofColumns: Axis): SVGElement[] {
  const [rows, columns] = [ofRows.labels.length, ofColumns.labels.length];
  const foot = layout.top + rows * layout.cell;
  const middle = layout.top + (rows * layout.cell) / 2;
  const text = (kind: string, at: Readonly<Record<string, string | number>>, words: string) =>
    svg('text', { class: kind, ...at }, words);
  const named = ({ labels, namesLast }: Axis) =>
    [...labels.keys()].filter(
      (i) => i % layout.every === 0 || (namesLast && i === labels.length - 1),
    );
  const rowTicks = named(ofRows).map((row) => {
    const y = heatCell(layout, rows, row, 0).y + layout.cell / 2 + 3.5;
    return text('tick', { x: layout.left - 6, y, 'text-anchor': 'end' }, `${ofRows.labels[row]}`);
  });
  const columnTicks = named(ofColumns).map((column) => {
    const x = heatCell(layout, rows, 0, column).x + layout.cell / 2;
    return text(
      'tick',
      { x, y: foot + 14, 'text-anchor': 'middle' },
      `${ofColumns.labels[column]}`,
    );
  });
  const centre = layout.left + (columns * layout.cell) / 2;
  const turned = { 'text-anchor': 'middle', transform: `rotate(-90 14 ${middle})` };
  return [
    ...rowTicks,
    ...columnTicks,
    text('axis-name', { x: centre, y: foot + 32, 'text-anchor': 'middle' }, ofColumns.name),
    text('axis-name', { x: 14, y: middle, ...turned }, ofRows.name),
  ];
}
