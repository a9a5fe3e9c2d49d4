// Text for a terminal: columns, sizes, nothing that the terminal would obey.
import { shown } from '../protocol/reportWords.ts';

const MOST_LETTERS = 400; // of one cell

/** Rows of equal columns, each as wide as its longest cell. Cells may be hostile text from a file. */
export function columns(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => shown(cell, MOST_LETTERS)));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
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
