// Where the rows of a flow map have their lines: block l makes cut l + 1. Pure.
import type { ModelReport } from '../../protocol/report.ts';
import { type FlowReport, flowsOf } from '../../protocol/sections.ts';
import type { Link } from './codeState.ts';

export type BlockLine = {
  readonly line: number;
  /** Of the class that this line begins; otherwise the same line. */
  readonly endLine: number;
  readonly flow: FlowReport;
  readonly model: ModelReport;
  readonly checkpoint: string;
  /** Cuts that the block, or the blocks, of this line make. */
  readonly cuts: readonly number[];
};

/** The lines of a document that make blocks or define their class, with their rows. */
export function blockLines(file: string, links: readonly Link[]): readonly BlockLine[] {
  return links.flatMap((link): BlockLine[] => {
    const { report, side = 0 } = link.past[0] ?? {};
    const flow = report && flowsOf(report)[side];
    const model = report?.models[side];
    if (flow === undefined || model === undefined) return [];
    const every = flow.cuts.map((_, cut) => cut).slice(1);
    return link.found.blocks.flatMap(({ all, made, definition }, i): BlockLine[] => {
      const cuts = all ? every : [i + 1];
      const here = { flow, model, checkpoint: link.checkpoint, cuts };
      return [
        ...(made.file === file ? [{ ...here, line: made.line, endLine: made.line }] : []),
        ...(definition?.file === file
          ? [{ ...here, line: definition.line, endLine: definition.endLine }]
          : []),
      ];
    });
  });
}
