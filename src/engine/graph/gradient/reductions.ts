// Operators that bring the numbers along an axis together.
import type { GraphBuilder, Value } from '../graph.ts';
import { numberOf, onlyWith, type Rule } from './rule.ts';
import { expandedTo, summedTo } from './shapes.ts';

export const reduceSum: Rule = (graph, node, [g]) => {
  const [x, axes] = node.inputs;
  const isKept = numberOf(node, 'keepdims', 1) === 1 || axes === undefined;
  return [() => expandedTo(graph, isKept ? g : graph.op('Unsqueeze', [g, axes]), x)];
};

export const reduceMean: Rule = (graph, node, given) => {
  const [x] = node.inputs;
  const [whole] = reduceSum(graph, node, given);
  const size = (value: Value) => graph.op('Cast', [graph.op('Size', [value])], { to: 1 });
  const count = () => graph.op('Div', [size(x), size(node.outputs[0])]);
  return [() => graph.op('Div', [whole!(), count()])];
};

/** y (g - sum of y g) */
export const softmax: Rule = (graph, node, [g]) => {
  const [y] = node.outputs;
  const axis = numberOf(node, 'axis', -1);
  const sum = graph.op('ReduceSum', [graph.op('Mul', [y, g]), graph.ints([axis])], { keepdims: 1 });
  return [() => graph.op('Mul', [y, graph.op('Sub', [g, sum])])];
};

/** With n = (x - mean) / deviation and h = g weight: (h - mean h - n mean (n h)) / deviation; n g; g. */
export const layerNormalization: Rule = (graph, node, [g]) => {
  const [x, weight, bias] = node.inputs;
  const axis = numberOf(node, 'axis', -1);
  onlyWith(node, 'along the last axis, -1', axis === -1);
  const average = (value: Value) => meanAlong(graph, value, axis);
  const centred = graph.op('Sub', [x, average(x)]);
  const variance = average(graph.op('Mul', [centred, centred]));
  const epsilon = graph.float(numberOf(node, 'epsilon', 1e-5));
  const deviation = graph.op('Sqrt', [graph.op('Add', [variance, epsilon])]);
  const n = graph.op('Div', [centred, deviation]);
  const inner = () => {
    const h = graph.op('Mul', [g, weight]);
    const along = graph.op('Mul', [n, average(graph.op('Mul', [n, h]))]);
    const rest = graph.op('Sub', [graph.op('Sub', [h, average(h)]), along]);
    return graph.op('Div', [rest, deviation]);
  };
  return [
    inner,
    () => summedTo(graph, graph.op('Mul', [n, g]), weight),
    bias === undefined ? undefined : () => summedTo(graph, g, bias),
  ];
};

function meanAlong(graph: GraphBuilder, value: Value, axis: number): Value {
  return graph.op('ReduceMean', [value, graph.ints([axis])], { keepdims: 1 });
}
