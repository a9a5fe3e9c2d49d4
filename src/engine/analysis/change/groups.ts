// Groups of a tensor's values that may have a grid or a table of their own: all of it, a row, a column, a block of neighbours.
import { everyOne } from './draw.ts';
import type { Values } from './values.ts';

export type Group = { readonly at: (k: number) => number; readonly size: number };

export type Groups = { readonly number: number; readonly group: (n: number) => Group };

/** Two values lie on every grid. */
const leastValues = 3;

function lineOf(from: number, step: number, size: number): Group {
  return { at: (k) => from + k * step, size };
}

const none: Groups = { number: 0, group: () => lineOf(0, 1, 0) };

export function wholeOf({ rows, columns }: Values): Groups {
  return { number: 1, group: () => lineOf(0, 1, rows * columns) };
}

export function rowsOf({ rows, columns }: Values): Groups {
  if (rows < 2 || columns < leastValues) return none;
  return { number: rows, group: (row) => lineOf(row * columns, 1, columns) };
}

export function columnsOf({ rows, columns }: Values): Groups {
  if (rows < leastValues) return none;
  return { number: columns, group: (column) => lineOf(column, columns, rows) };
}

export function blocksOf({ rows, columns }: Values, block: number): Groups {
  if (columns % block !== 0 || columns === block) return none;
  return { number: (rows * columns) / block, group: (n) => lineOf(n * block, 1, block) };
}

/** Neighbours down a column: those of one input where a matrix lies as [in, out]. */
export function blocksDown({ rows, columns }: Values, block: number): Groups {
  if (rows % block !== 0 || columns < 2) return none;
  const down = rows / block;
  const group = (n: number) =>
    lineOf((n % down) * block * columns + Math.floor(n / down), columns, block);
  return { number: columns * down, group };
}

/** All of them, in an order in which one that is unlike the others is seen soon. */
export function* everyGroup({ number, group }: Groups): Generator<Group> {
  for (const n of everyOne(number)) yield group(n);
}
