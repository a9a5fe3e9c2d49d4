// What the short commands have in common: one view, as text or as JSON.
import { shownJson } from '../protocol/reportWords.ts';
import { standardOutput } from '../report/destination.ts';
import type { Inputs } from '../report/inputs.ts';
import { printable } from './layout.ts';
import { outputTargets, writesStdout } from './output.ts';

export type ViewOptions = { readonly json?: string };

/** Prints `text`, unless the JSON of `view` goes to stdout; a file gets the JSON beside it. */
export async function handOutView(
  view: object,
  text: string,
  { json }: ViewOptions,
  inputs: Inputs,
): Promise<void> {
  const targets = await outputTargets({ json }, inputs);
  const written = `${shownJson(JSON.stringify(view, null, 2))}\n`;
  for (const { destination } of targets) await destination.write(written);
  if (!writesStdout(targets)) await standardOutput.write(printable(text));
}
