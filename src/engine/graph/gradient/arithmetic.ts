// Sums and products number by number. One side may be spread over the other's axes.
import type { Rule } from './rule.ts';
import { summedTo } from './shapes.ts';

export const add: Rule = (graph, { inputs: [a, b] }, [g]) => [
  () => summedTo(graph, g, a),
  () => summedTo(graph, g, b),
];

export const sub: Rule = (graph, { inputs: [a, b] }, [g]) => [
  () => summedTo(graph, g, a),
  () => summedTo(graph, graph.op('Neg', [g]), b),
];

export const mul: Rule = (graph, { inputs: [a, b] }, [g]) => [
  () => summedTo(graph, graph.op('Mul', [g, b]), a),
  () => summedTo(graph, graph.op('Mul', [g, a]), b),
];

/** y = a / b: g / b, and -g y / b. */
export const div: Rule = (graph, { inputs: [a, b], outputs: [y] }, [g]) => {
  const each = graph.op('Div', [g, b]);
  return [
    () => summedTo(graph, each, a),
    () => summedTo(graph, graph.op('Neg', [graph.op('Mul', [each, y])]), b),
  ];
};

export const neg: Rule = (graph, _, [g]) => [() => graph.op('Neg', [g])];
