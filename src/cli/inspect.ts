// congruity inspect: here and now, without a second process and without the runtime.
import { graphView } from '../engine/analysis/graphView.ts';
import { inspect } from '../engine/analysis/inspect.ts';
import { grouped } from '../engine/checkpoint/words.ts';
import { quietJob } from '../engine/core/job.ts';
import { nodePorts } from '../platform/ports.ts';
import type { InspectView } from '../protocol/engineService.ts';
import type { GraphView, ValueView } from '../protocol/graphView.ts';
import { mappingFiles } from '../protocol/mapping.ts';
import { blockWords } from '../words/changes.ts';
import { exitCodes } from './exitCodes.ts';
import { columnPieces, columns, size } from './layout.ts';
import type { PlaceOptions } from './optionGroups.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type InspectOptions = ViewOptions & PlaceOptions & { readonly values?: boolean };

/** `graph`: where it was asked for. */
type Inspected = InspectView & { readonly graph?: GraphView };

export async function inspectCommand(path: string, options: InspectOptions): Promise<number> {
  const { mapping: mappings, base: bases } = options;
  const look = async (): Promise<Inspected> => {
    const ports = nodePorts({ cache: false, bases, mappings });
    const view = await inspect(quietJob, ports, { path });
    return options.values ? { ...view, graph: await graphView(ports, path) } : view;
  };
  const files = mappingFiles(options);
  await handOutView(look, inspectText, options, { models: [path], files });
  return exitCodes.same;
}

export function* inspectText(view: Inspected): Generator<string> {
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
  if (view.graph) yield* graphText(view.graph);
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

/** What `verify --golden` compares by name, and a comparison interchanges. */
function* graphText({ inputs, outputs, values, valueCount, computedBy }: GraphView) {
  const row = ({ name, op, shape, integer }: ValueView) => [
    name,
    `[${shape.map((size) => size ?? 'any').join(', ')}]`,
    integer ? 'indices' : '',
    op ?? 'input',
  ];
  yield* section('Inputs', inputs, row);
  yield* section('Outputs', outputs, row);
  const some = values.length < valueCount ? `, the first ${grouped(values.length)}` : '';
  yield* section(`Values (${grouped(valueCount)}${some}), by ${computedBy}`, values, row);
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
