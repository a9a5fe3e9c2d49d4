// Who reads a block's residual stream and who writes to it, told apart: queries, keys and values of each head have a copy
// of it each, and each head writes for itself.
import { change, changeOf } from './gradient/change.ts';
import { gradient, gradientOf } from './gradient/gradient.ts';
import { type Graph, GraphBuilder, type Value } from './graph.ts';
import { declareWeights, linear, norm, rowsOf, stateOf } from './layers.ts';
import { attendWeights, type BlockSpec, finishWeights, normed } from './spec.ts';

export const readersOutput = gradientOf('copies');

/**
 * What comes down to each reader's copy, from what comes down to the mark qkv of the block's attention. Inputs: x [B, P, d],
 * the attention's weights, gradientOf('qkv') [B P, n dh], n = H + 2 K. Output: readersOutput [B, n, P, d].
 */
export function readersGradient(block: BlockSpec): Graph {
  const { attention: a, width: d, layout, order } = block;
  const [n, dh] = [a.heads + 2 * a.kvHeads, a.headWidth];
  const graph = new GraphBuilder();
  const { reshape, transpose, spread } = shaping(graph);
  declareWeights(graph, attendWeights(block));
  const each = graph.op('Expand', [
    spread(graph.input('x', ['B', 'P', d])),
    graph.ints([1, n, 1, 1]),
  ]); // [B, n, P, d]
  graph.mark('copies', each, ['B', n, 'P', d]);
  const read = normed[order].before ? norm(graph, block.norm, each, 'norm1') : each;
  const weight =
    layout === 'in-out'
      ? transpose(reshape('qkv.weight', d, n, dh), 1, 0, 2)
      : transpose(reshape('qkv.weight', n, dh, d), 0, 2, 1); // [n, d, dh]
  const made = transpose(graph.op('MatMul', [read, weight]), 0, 2, 1, 3); // [B, P, n, dh]
  graph.output('qkv', reshape(made, -1, n * dh), ['R', n * dh]);
  return gradient(graph.build('readers'), ['qkv'], ['copies']);
}

export const writersOutput = changeOf('writes');

/**
 * How each head's share of what attention adds moves with its own z. Inputs: z [B, P, H dh] and the block's weights;
 * changeOf('more') [B, P, H dh], by how much z moves; and where that is zero, more [B, P, H dh] and gradientOf('writes')
 * [B, H, P, d]. Output: writersOutput [B, H, P, d].
 */
export function writersChange(block: BlockSpec): Graph {
  const { attention: a, width: d, layout, order } = block;
  const [H, dh] = [a.heads, a.headWidth];
  const graph = new GraphBuilder();
  const { reshape, transpose, spread } = shaping(graph);
  const weights = declareWeights(graph, finishWeights(block));
  const more = transpose(reshape(graph.input('more', ['B', 'P', H * dh]), 0, 0, H, dh), 0, 2, 1, 3);
  const weight =
    layout === 'in-out'
      ? reshape('out.weight', H, dh, d)
      : transpose(reshape('out.weight', d, H, dh), 1, 2, 0); // [H, dh, d]
  const written = graph.op('MatMul', [more, weight]); // [B, H, P, d]
  const afterNorm = () => {
    const z = graph.input('z', ['B', 'P', H * dh]);
    const rows = linear(graph, layout, weights, rowsOf(graph, z, H * dh), 'out');
    const all = spread(stateOf(graph, rows, z, d)); // [B, 1, P, d]
    return norm(graph, block.norm, graph.op('Add', [all, written]), 'norm1_after');
  };
  graph.output('writes', normed[order].after ? afterNorm() : written, ['B', H, 'P', d]);
  return change(graph.build('writers'), ['writes'], ['more']);
}

function shaping(graph: GraphBuilder) {
  return {
    reshape: (value: Value, ...sizes: number[]) => graph.op('Reshape', [value, graph.ints(sizes)]),
    transpose: (value: Value, ...perm: number[]) => graph.op('Transpose', [value], { perm }),
    /** [B, P, d] -> [B, 1, P, d] */
    spread: (value: Value) => graph.op('Unsqueeze', [value, graph.ints([1])]),
  };
}
