// The grid of a cut x cut map: rows are cuts of A, columns cuts of B, cut 0 at the bottom left. Pure.

export type HeatLayout = {
  readonly width: number;
  readonly height: number;
  readonly cell: number;
  readonly left: number;
  readonly top: number;
  /** Every how many cuts one is named, so that names do not touch. */
  readonly every: number;
  readonly numbers: boolean;
};

const left = 52;
const top = 6;
const bottom = 44;

/** The layout for `rows` cuts of A and `columns` of B within `width` pixels. */
export function heatLayout(rows: number, columns: number, width: number): HeatLayout {
  const most = Math.max(rows, columns, 1);
  const cell = Math.floor(Math.min(46, Math.max(9, Math.min(width - left - 8, 460) / most)));
  return {
    width: left + columns * cell + 2,
    height: top + rows * cell + bottom,
    cell,
    left,
    top,
    every: Math.max(1, Math.ceil(16 / cell)),
    numbers: cell >= 30,
  };
}

export function heatCell(layout: HeatLayout, rows: number, a: number, b: number) {
  return { x: layout.left + b * layout.cell, y: layout.top + (rows - 1 - a) * layout.cell };
}
