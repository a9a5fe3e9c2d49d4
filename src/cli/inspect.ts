// congruity inspect: here and now, without a second process and without the runtime.
import { inspect } from '../engine/analysis/inspect.ts';
import { grouped } from '../engine/checkpoint/words.ts';
import { quietJob } from '../engine/core/job.ts';
import { nodePorts } from '../platform/ports.ts';
import type { InspectView } from '../protocol/engineService.ts';
import { blockWords } from '../words/changes.ts';
import { exitCodes } from './exitCodes.ts';
import { columnPieces, columns, size } from './layout.ts';
import type { BaseOptions } from './optionGroups.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type InspectOptions = ViewOptions & BaseOptions & { readonly mapping?: string };

export async function inspectCommand(path: string, options: InspectOptions): Promise<number> {
  const { mapping, base: bases } = options;
  const look = () => inspect(quietJob, nodePorts({ cache: false, bases }), { path, mapping });
  const files = mapping === undefined ? [] : [mapping];
  await handOutView(look, inspectText, options, { models: [path], files });
  return exitCodes.same;
}

export function* inspectText(view: InspectView): Generator<string> {
  const facts = [
    ['container', view.container],
    ...(view.family === null ? [['family', 'not understood']] : []),
    ...view.shape,
    ['parameters', grouped(view.parameters)],
    ['size', size(view.bytes)],
  ];
  yield `${view.name}\n${columns(facts)}`;
  yield* section('Problems', view.problems, (line) => [line]);
  yield* section('Notes', view.notes, (line) => [line]);
  yield* section('Tied weights', view.tied, (tie) => [`${tie.name} = ${tie.with}: ${tie.why}`]);
  yield* section('Not understood', view.notUnderstood, (line) => [line]);
  yield* section('Metadata', view.metadata, (row) => row);
  const layouts = new Map(
    view.tensors.flatMap(({ dtype, block }) => (block ? [[dtype, block]] : [])),
  );
  yield* section('Blocks', [...layouts], ([dtype, block]) => [dtype, blockWords(block)]);
  yield `\nTensors (${view.tensors.length})\n`;
  yield* columnPieces(view.tensors, (t) => [
    t.name,
    t.dtype,
    t.shape.join(' x '),
    size(t.bytes),
    t.file,
  ]);
}

/** Nothing where there are no rows. */
function* section<T>(
  title: string,
  rows: readonly T[],
  cellsOf: (row: T) => readonly string[],
): Generator<string> {
  if (rows.length === 0) return;
  yield `\n${title}\n`;
  yield* columnPieces(rows, cellsOf);
}
