// congruity map: a filled-in guess of a mapping file.

import type { MapView } from '../protocol/mapping.ts';
import { shown } from '../protocol/reportWords.ts';
import { openDestination, standardOutput } from '../report/destination.ts';
import { runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { columns, printable } from './layout.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type MapOptions = ViewOptions & { readonly out?: string };

/** The mapping alone, where it is to be a file; else what it is and what is unsure of it. */
export async function mapCommand(path: string, { out, json }: MapOptions): Promise<number> {
  const guess = () => runInEngine('map', { path }, { quiet: true, cache: false });
  const inputs = { models: [path], files: [] };
  // A mapping has its place in the folder of the weights, where nothing else is written.
  const destination =
    out === undefined ? undefined : await openDestination(out, { models: [], files: [] });
  const view = await handOutView(guess, mapText, { json }, inputs);
  if (destination && view.mapping !== null) {
    await destination.write(`${JSON.stringify(view.mapping, null, 2)}\n`);
    if (json === undefined) await standardOutput.write(printable(`\nWritten: ${shown(out!)}\n`));
  }
  return view.mapping === null || view.problem !== null ? exitCodes.data : exitCodes.same;
}

export function mapText(view: MapView): string {
  const { model, mapping, unsure, evidence, problem, family, file } = view;
  const lines = (title: string, all: readonly string[]) =>
    all.length === 0 ? '' : `\n${title}\n${columns(all.map((each) => [each]))}`;
  const name = shown(model, 200);
  if (mapping === null) {
    return `${name}: no mapping of a transformer\n${lines('Why', evidence)}\nA network of rows or pictures needs none: "congruity inspect" tells whether it is known as one.\n`;
  }
  const known =
    family === null ? '' : `  ${shown(family, 80)} knows these tensors: no mapping is needed.\n`;
  const verdict = problem === null ? 'every tensor has a place' : 'not complete';
  const next = `\nThe file belongs beside the weights as ${shown(file, 200)}; "congruity verify" tells if it is right, and then "guess" can be taken away.\n`;
  const parts = mapping as { settings: object; tensors: object; block: object };
  const rows = [
    ...Object.entries(parts.settings).map(([key, value]) => [
      'settings',
      key,
      JSON.stringify(value),
    ]),
    ...(['tensors', 'block'] as const).flatMap((of) =>
      Object.entries(parts[of]).map(([key, { weight, bias, axes }]) => [
        of,
        key,
        weight ?? '',
        bias ?? '',
        axes ?? '',
      ]),
    ),
  ];
  return `${name}: a guess of its mapping, ${verdict}\n${known}${lines('Problem', problem === null ? [] : [problem])}\n${columns(rows)}${lines('Evidence', evidence)}${lines('Unsure', unsure)}${next}`;
}
