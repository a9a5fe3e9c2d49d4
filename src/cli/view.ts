// What the short commands have in common: one view, as text or as JSON.
import { STDOUT } from './argv.ts';
import { outputTargets, print, writeWhole } from './output.ts';

export type ViewOptions = { readonly json?: string };

/** Prints `text`, unless the JSON of `view` goes to stdout; a file gets the JSON beside it. */
export async function handOutView(
  view: object,
  text: string,
  { json }: ViewOptions,
  inputs: readonly string[],
): Promise<void> {
  await outputTargets({ json }, inputs);
  const written = `${JSON.stringify(view, null, 2)}\n`;
  if (json === STDOUT) return print(written);
  if (json !== undefined) await writeWhole(json, written);
  await print(text);
}

/** Rows of equal columns, each as wide as its longest cell; the last is left as it is. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map(
      (row) =>
        `${indent}${row
          .map((cell, i) => cell.padEnd(widths[i]))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** "1.5 GB", in powers of 1000 as disks are sold. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
