// A transformer as stages: two a block, with z, the heads' outputs, at the boundary between them; or three, where what
// the MLP adds is looked at too.
import { attendStage } from './attend.ts';
import { addStage, finishStage, writeStage } from './finish.ts';
import { declareWeights, linear, norm, picked, rowsOf, stateOf } from './layers.ts';
import { patchStage, type SlotPatch } from './patch.ts';
import { type BlockSpec, inputWeights, type Spec } from './spec.ts';
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

/** Where a block can be looked into: after the heads alone, or after heads and MLP. */
export type Seams = 'heads' | 'heads and MLPs';

const partsOf: Readonly<Record<Seams, readonly ((block: BlockSpec, group: string) => Stage)[]>> = {
  heads: [attendStage, finishStage],
  'heads and MLPs': [attendStage, writeStage, addStage],
};

export function transformerStages(spec: Spec, seams: Seams): Stages {
  const { blocks } = spec;
  const first = inputWeights(spec).length > 0 ? [inputStage(spec)] : [];
  const parts = partsOf[seams];
  const all = blocks.flatMap((block, l) => parts.map((part) => part(block, blockGroup(l))));
  const cuts = Array.from({ length: blocks.length + 1 }, (_, l) => first.length + parts.length * l);
  return { stages: [...first, ...all], cuts };
}

/** What is patched of a block: what its heads have read, and what its MLP adds. */
export type BlockPatch = { readonly z?: SlotPatch; readonly m?: SlotPatch };

/** The same with something else in the place of parts of z and m, block by block. Nobody looks between cuts. */
export function patchedStages(spec: Spec, patches: readonly BlockPatch[]): Stages {
  const { stages, cuts } = transformerStages(spec, 'heads and MLPs');
  const all = [...stages.slice(0, cuts[0])];
  const at: number[] = [];
  for (const [l, { z, m }] of patches.entries()) {
    const group = blockGroup(l);
    const [attend, write, add] = stages.slice(cuts[l]);
    at.push(all.length);
    all.push(attend, ...(z ? [patchStage('z', z, group)] : []));
    all.push(write, ...(m ? [patchStage('m', m, group)] : []), add);
  }
  return { stages: all, cuts: [...at, all.length] };
}

/** What stands between the embedding and the first block: BERT's norm, and ELECTRA's way to another width. */
function inputStage(spec: Spec): Stage {
  const { inputNorm, inputWidth: e, width: d } = spec;
  const weights = inputWeights(spec);
  return {
    group: inputGroup,
    sees: 'itself',
    takes: { x: e },
    gives: { x: d },
    ends: [],
    weights,
    widest: Math.max(d, e),
    headWidth: undefined,
    past: undefined,
    content: `input ${JSON.stringify({ inputNorm, e, d })}`,
    build: (graph, { x }, how) => {
      const names = declareWeights(graph, weights);
      const rows = picked(graph, rowsOf(graph, x, e), how);
      const normed = inputNorm ? norm(graph, inputNorm, rows, 'norm') : rows;
      const made = e === d ? normed : linear(graph, 'out-in', names, normed, 'project');
      return { x: stateOf(graph, made, x, d) };
    },
    inputs: () => ({}),
  };
}
