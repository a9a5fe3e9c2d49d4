// A transformer as stages: two a block, with z, the heads' outputs, at the boundary between them.
import { attendStage } from './attend.ts';
import { finishStage } from './finish.ts';
import { declareWeights, norm, picked, rowsOf, stateOf } from './layers.ts';
import { type Norm, normWeights, type Spec } from './spec.ts';
import type { Stage } from './stage.ts';

/** The group of the weights of block l. */
export function blockGroup(l: number): string {
  return `block ${l}`;
}
export const inputGroup = 'embedding';

export type Stages = {
  readonly stages: readonly Stage[];
  /** Cut l is the moment before stage cuts[l]: the residual stream between block l - 1 and block l. */
  readonly cuts: readonly number[]; // [L + 1]
};

export function transformerStages({ inputNorm, width, blocks }: Spec): Stages {
  const first = inputNorm ? [normStage(inputNorm, width)] : [];
  const halves = blocks.flatMap((block, l) => [
    attendStage(block, blockGroup(l)),
    finishStage(block, blockGroup(l)),
  ]);
  const cuts = Array.from({ length: blocks.length + 1 }, (_, l) => first.length + 2 * l);
  return { stages: [...first, ...halves], cuts };
}

/** A norm alone: BERT's after the embeddings. */
function normStage(kind: Norm, width: number): Stage {
  const weights = normWeights(kind, 'norm', width);
  return {
    group: inputGroup,
    sees: 'itself',
    takes: { x: width },
    gives: { x: width },
    ends: [],
    weights,
    widest: width,
    headWidth: undefined,
    past: undefined,
    content: `norm ${JSON.stringify({ kind, width })}`,
    build: (graph, { x }, how) => {
      declareWeights(graph, weights);
      const normed = norm(graph, kind, picked(graph, rowsOf(graph, x, width), how), 'norm');
      return { x: stateOf(graph, normed, x, width) };
    },
    inputs: () => ({}),
  };
}
