// congruity inspect: here and now, without a second process and without the runtime.
import { inspect } from '../engine/analysis/inspect.ts';
import { grouped } from '../engine/checkpoint/words.ts';
import { quietJob } from '../engine/core/job.ts';
import { nodePorts } from '../platform/ports.ts';
import type { InspectView } from '../protocol/engineService.ts';
import { exitCodes } from './exitCodes.ts';
import { columns, size } from './layout.ts';
import { handOutView, type ViewOptions } from './view.ts';

export async function inspectCommand(path: string, options: ViewOptions): Promise<number> {
  const view = await inspect(quietJob, nodePorts({ cache: false }), { path });
  await handOutView(view, inspectText(view), options, { models: [path], files: [] });
  return exitCodes.same;
}

export function inspectText(view: InspectView): string {
  const facts = [
    ['container', view.container],
    ...(view.family === null ? [['family', 'not understood']] : []),
    ...view.shape,
    ['parameters', grouped(view.parameters)],
    ['size', size(view.bytes)],
  ];
  const tensors = view.tensors.map((t) => [
    t.name,
    t.dtype,
    t.shape.join(' x '),
    size(t.bytes),
    t.file,
  ]);
  return [
    `${view.name}\n${columns(facts)}`,
    ...section('Problems', view.problems),
    ...section('Not understood', view.notUnderstood),
    ...(view.metadata.length > 0 ? [`Metadata\n${columns(view.metadata)}`] : []),
    `Tensors (${view.tensors.length})\n${columns(tensors)}`,
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${title}\n${columns(lines.map((line) => [line]))}`] : [];
}
