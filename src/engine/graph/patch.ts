// A stage that puts something else in the place of a part of a state, channel by channel and position by position: what
// makes of a network another one that still solves the task.
import type { GraphBuilder } from './graph.ts';
import { picked, rowsOf, stateOf } from './layers.ts';
import type { Placing, Stage } from './stage.ts';

/** The state becomes state * keep + add; beyond T positions it is as at the last. */
export type SlotPatch = {
  readonly keep: Float32Array; // [width]
  readonly add: Float32Array; // [T, width]
};

/** A stage between the one that gives the state `slot` and the one that takes it. */
export function patchStage(slot: string, { keep, add }: SlotPatch, group: string): Stage {
  const width = keep.length;
  const names = { keep: `patch_${slot}_keep`, add: `patch_${slot}_add` };
  return {
    ...({ group, sees: 'itself', ends: [], weights: [], widest: width } as const),
    ...({ headWidth: undefined, past: undefined } as const),
    takes: { [slot]: width },
    gives: { [slot]: width },
    content: `patch ${slot} ${width}`,
    build: (graph: GraphBuilder, state, kind) => {
      const own = state[slot];
      const rows = picked(graph, rowsOf(graph, own, width), kind);
      const like = stateOf(graph, rows, own, width); // [B, P, width]
      const left = graph.op('Mul', [like, graph.input(names.keep, [1, 1, width])]);
      const stands = graph.input(names.add, ['N', 'Q', width]);
      return { [slot]: graph.op('Add', [left, stands]) };
    },
    inputs: (placing) => ({
      [names.keep]: { dims: [1, 1, width], data: keep },
      [names.add]: addedAt(add, width, placing),
    }),
  };
}

/** [1, Q, width], or of the one position of each prompt that is read: [B, 1, width]. */
function addedAt(add: Float32Array, width: number, { queries, start, readAt }: Placing) {
  const last = add.length / width - 1;
  const at = readAt ? [...readAt] : Array.from({ length: queries }, (_, q) => start + q);
  const data = new Float32Array(at.length * width);
  for (const [k, t] of at.entries()) {
    const from = Math.min(t, last) * width;
    data.set(add.subarray(from, from + width), k * width);
  }
  const dims = readAt ? [at.length, 1, width] : [1, at.length, width];
  return { dims, data };
}
