// What the short commands have in common: one view, as text or as JSON, in pieces that take little memory
// however many tensors a checkpoint has.
import { shownJson } from '../protocol/reportWords.ts';
import { standardOutput, type Text } from '../report/destination.ts';
import type { Inputs } from '../report/inputs.ts';
import { PIECE_ROWS, printable } from './layout.ts';
import { outputTargets, writesStdout } from './output.ts';

export type ViewOptions = { readonly json?: string };

/**
 * Makes the view once it is known that it may go where it is to go. Prints `textOf`, unless the JSON
 * goes to stdout; a file gets the JSON beside it.
 */
export async function handOutView<T extends object>(
  make: () => Promise<T>,
  textOf: (view: T) => Text,
  { json }: ViewOptions,
  inputs: Inputs,
): Promise<T> {
  const targets = await outputTargets({ json }, inputs);
  const view = await make();
  for (const { destination } of targets) await destination.write(jsonOf(view));
  if (!writesStdout(targets)) {
    const text = textOf(view);
    const pieces = typeof text === 'string' ? [text] : text;
    await standardOutput.write(mapped(pieces, printable));
  }
  return view;
}

/** As JSON.stringify(view, null, 2) and a line's end, lists of the view in pieces. */
export function* jsonOf(view: object): Generator<string> {
  if (Array.isArray(view)) {
    yield* listOf(view, '');
  } else {
    let before = '{\n';
    for (const [key, value] of Object.entries(view)) {
      if (value === undefined) continue;
      yield `${before}  ${shownJson(JSON.stringify(key))}: `;
      if (Array.isArray(value)) yield* listOf(value, '  ');
      else yield indented(value, '  ');
      before = ',\n';
    }
    yield before === '{\n' ? '{}' : '\n}';
  }
  yield '\n';
}

/** A list as JSON that stands `indent` from the left. */
function* listOf(list: readonly unknown[], indent: string): Generator<string> {
  if (list.length === 0) {
    yield '[]';
    return;
  }
  for (let from = 0; from < list.length; from += PIECE_ROWS) {
    const rows = indented(list.slice(from, from + PIECE_ROWS), indent);
    yield `${from === 0 ? '[' : ','}${rows.slice(1, rows.lastIndexOf('\n'))}`;
  }
  yield `\n${indent}]`;
}

/** Line ends within JSON are only between its values. */
function indented(value: unknown, indent: string): string {
  return shownJson(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${indent}`);
}

function* mapped(pieces: Iterable<string>, change: (piece: string) => string): Generator<string> {
  for (const piece of pieces) yield change(piece);
}
