// Who reads the residual stream in a block's attention: queries, keys and values of each head. A gradient with respect
// to the stream is the sum over them; here each has a copy of it, so that theirs can be told apart.
import { gradient, gradientOf } from './gradient/gradient.ts';
import { type Graph, GraphBuilder } from './graph.ts';
import { declareWeights, norm } from './layers.ts';
import { attendWeights, type BlockSpec } from './spec.ts';

export const copies = 'copies';

/**
 * What comes down to each reader's copy, from what comes down to the mark qkv of the block's attention. Inputs: x [B, P, d],
 * the attention's weights, gradientOf('qkv') [B P, n dh], n = H + 2 K. Output: gradientOf(copies) [B, n, P, d].
 */
export function readersGradient(block: BlockSpec): Graph {
  const { attention: a, width: d, layout, order } = block;
  const [n, dh] = [a.heads + 2 * a.kvHeads, a.headWidth];
  const graph = new GraphBuilder();
  declareWeights(graph, attendWeights(block));
  const reshape = (value: string, ...sizes: number[]) =>
    graph.op('Reshape', [value, graph.ints(sizes)]);
  const turned = (value: string, perm: number[]) => graph.op('Transpose', [value], { perm });
  const x = graph.op('Unsqueeze', [graph.input('x', ['B', 'P', d]), graph.ints([1])]);
  const each = graph.op('Expand', [x, graph.ints([1, n, 1, 1])]); // [B, n, P, d]
  graph.mark(copies, each, ['B', n, 'P', d]);
  const read = order === 'post' ? each : norm(graph, block.norm, each, 'norm1');
  const weight =
    layout === 'in-out'
      ? turned(reshape('qkv.weight', d, n, dh), [1, 0, 2])
      : turned(reshape('qkv.weight', n, dh, d), [0, 2, 1]); // [n, d, dh]
  const made = turned(graph.op('MatMul', [read, weight]), [0, 2, 1, 3]); // [B, P, n, dh]
  graph.output('qkv', reshape(made, -1, n * dh), ['R', n * dh]);
  return gradient(graph.build('readers'), ['qkv'], [copies]);
}

export const readersOutput = gradientOf(copies);
