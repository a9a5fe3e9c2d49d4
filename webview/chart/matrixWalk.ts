// Walking over the cells of a square matrix with the keyboard. Pure.

export type Cell = { readonly row: number; readonly column: number };

const steps: Readonly<Record<string, (at: Cell, last: number) => Cell>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, last) => ({ row, column: last }),
  PageUp: ({ column }) => ({ row: 0, column }),
  PageDown: ({ column }, last) => ({ row: last, column }),
};

/** The cell that `key` leads to; undefined when the key does not walk or the matrix of `size` ends. */
export function matrixWalk(key: string, at: Cell, size: number): Cell | undefined {
  const to = Object.hasOwn(steps, key) ? steps[key](at, size - 1) : undefined;
  const inside = (place: number) => place >= 0 && place < size;
  return to && inside(to.row) && inside(to.column) ? to : undefined;
}
