// Where the rows of a flow map have their lines: block l makes cut l + 1. Pure.
import type { ModelReport } from '../../protocol/report.ts';
import { blockLists } from '../../source/find.ts';
import type { Link } from './codeState.ts';

export type BlockLine = {
  readonly line: number;
  readonly model: ModelReport;
  readonly checkpoint: string;
  /** Cuts that the block, or the blocks, of this line make. */
  readonly cuts: readonly number[];
};

/** The lines of a document that make blocks or define their class, with their rows. */
export function blockLines(file: string, links: readonly Link[]): readonly BlockLine[] {
  return links.flatMap((link): BlockLine[] => {
    const { report, side } = link.past[0] ?? {};
    const model = report?.models[side ?? 0];
    if (model === undefined || model.cuts.length === 0) return [];
    const all = model.cuts.map((_, cut) => cut).slice(1);
    const blocks = blockLists(link.match);
    return blocks.flatMap((block, i): BlockLine[] => {
      const cuts = block.path.at(-1) === '*' ? all : [i + 1];
      const places = [block.line, block.definition].filter((place) => place?.file === file);
      return places.map((place) => ({
        line: place!.line,
        model,
        checkpoint: link.checkpoint,
        cuts,
      }));
    });
  });
}
