// Text for a terminal: columns, sizes, nothing that the terminal would obey.
import { shown } from '../protocol/reportWords.ts';
import { pad, textWidth } from '../report/textLayout.ts';

const MOST_LETTERS = 400; // of one cell
/** Rows in a piece: some 100 KB. */
export const PIECE_ROWS = 1000;

/** Rows of equal columns, each as wide as its longest cell. Cells may be hostile text from a file. */
export function columns(cells: readonly (readonly string[])[]): string {
  return [...columnPieces(cells, (row) => row)].join('');
}

/** The same of so many rows that their cells are made twice, to measure and to write, and not kept. */
export function* columnPieces<T>(
  rows: readonly T[],
  cellsOf: (row: T) => readonly string[],
): Generator<string> {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of cellsOf(row).entries()) {
      widths[i] = Math.max(widths[i] ?? 0, textWidth(shown(cell, MOST_LETTERS)));
    }
  }
  const line = (row: T) => {
    const cells = cellsOf(row).map((cell, i) => pad(shown(cell, MOST_LETTERS), widths[i]));
    return `  ${cells.join('  ').trimEnd()}\n`;
  };
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    yield rows
      .slice(from, from + PIECE_ROWS)
      .map(line)
      .join('');
  }
}

/** Text of several lines without other control characters. */
export function printable(text: string): string {
  return text
    .split('\n')
    .map((line) => shown(line))
    .join('\n');
}

/** "1.5 GB", in powers of 1000 as disks are sold. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
