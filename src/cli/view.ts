// What the short commands have in common: one view, as text or as JSON.

import { STDOUT } from './argv.ts';
import { printable } from './layout.ts';
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
  await print(printable(text));
}
