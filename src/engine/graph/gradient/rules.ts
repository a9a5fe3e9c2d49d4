// How the operators that we emit pass a gradient on: the list.
import { add, div, mul, neg, sub } from './arithmetic.ts';
import { clip, gelu, relu, sigmoid, sqrt, tanh } from './curves.ts';
import { concat, gather, slice, split } from './pieces.ts';
import { product } from './products.ts';
import { layerNormalization, reduceMean, reduceSum, softmax } from './reductions.ts';
import { onlyWith, type Rule } from './rule.ts';
import { reshapedTo, summedTo } from './shapes.ts';

const reshape: Rule = (graph, { inputs: [x] }, [g]) => [() => reshapedTo(graph, g, x)];

const transpose: Rule = (graph, node, [g]) => {
  const perm = (node.attributes.perm ?? []) as readonly number[];
  onlyWith(node, 'with its axes said', perm.length > 0);
  return [() => graph.op('Transpose', [g], { perm: perm.map((_, axis) => perm.indexOf(axis)) })];
};

/** 'flat': whatever is put in, a small change of it changes nothing. */
export const rules: ReadonlyMap<string, Rule | 'flat'> = new Map<string, Rule | 'flat'>([
  ['Add', add],
  ['Cast', 'flat'], // of sizes
  ['Clip', clip],
  ['Concat', concat],
  ['Div', div],
  ['Expand', (graph, { inputs: [x] }, [g]) => [() => summedTo(graph, g, x)]],
  ['FusedMatMul', product],
  ['Gather', gather],
  ['Gelu', gelu],
  ['Gemm', product],
  ['Identity', (_graph, _node, [g]) => [() => g]],
  ['LayerNormalization', layerNormalization],
  ['MatMul', product],
  ['Mul', mul],
  ['Neg', neg],
  ['ReduceMean', reduceMean],
  ['ReduceSum', reduceSum],
  ['Relu', relu],
  ['Reshape', reshape],
  ['Shape', 'flat'],
  ['Sigmoid', sigmoid],
  ['Sign', 'flat'],
  ['Size', 'flat'],
  ['Slice', slice],
  ['Softmax', softmax],
  ['Split', split],
  ['Sqrt', sqrt],
  ['Sub', sub],
  ['Tanh', tanh],
  ['Transpose', transpose],
  ['Unsqueeze', reshape],
]);
