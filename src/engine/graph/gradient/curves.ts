// Functions of one number: what comes down is multiplied by the slope.
import type { GraphBuilder, Node, Value } from '../graph.ts';
import type { Rule } from './rule.ts';

function curve(slope: (graph: GraphBuilder, x: Value, y: Value, node: Node) => Value): Rule {
  return (graph, node, [g]) => [
    () => graph.op('Mul', [g, slope(graph, node.inputs[0], node.outputs[0], node)]),
  ];
}

/** 1 / (2 y) */
export const sqrt = curve((graph, _, y) => graph.op('Div', [graph.float(0.5), y]));

/** 1 - y^2 */
export const tanh = curve((graph, _, y) =>
  graph.op('Sub', [graph.float(1), graph.op('Mul', [y, y])]),
);

/** y (1 - y) */
export const sigmoid = curve((graph, _, y) =>
  graph.op('Mul', [y, graph.op('Sub', [graph.float(1), y])]),
);

/** 1 where it is above 0; at 0 itself 0, as in PyTorch. */
export const relu = curve((graph, _, y) => graph.op('Sign', [y]));

/** Between two constants, -c and c: 1 within them. */
export const clip = curve((graph, x, y) =>
  graph.op('Sub', [
    graph.float(1),
    graph.op('Mul', [graph.op('Sign', [graph.op('Sub', [x, y])]), graph.op('Sign', [x])]),
  ]),
);

export const gelu = curve((graph, x, _, { attributes }) =>
  attributes.approximate === 'tanh' ? tanhGelu(graph, x) : exactGelu(graph, x),
);

/** P(x) + x p(x), of the normal distribution. */
function exactGelu(graph: GraphBuilder, x: Value): Value {
  const by = (value: Value, factor: number) => graph.op('Mul', [value, graph.float(factor)]);
  const error = graph.op('Erf', [by(x, Math.SQRT1_2)]);
  const below = by(graph.op('Add', [error, graph.float(1)]), 0.5);
  const density = by(
    graph.op('Exp', [by(graph.op('Mul', [x, x]), -0.5)]),
    1 / Math.sqrt(2 * Math.PI),
  );
  return graph.op('Add', [below, graph.op('Mul', [x, density])]);
}

/** Of x (1 + t) / 2, t = tanh(k (x + c x^3)): (1 + t) / 2 + x (1 - t^2) k (1 + 3 c x^2) / 2. */
function tanhGelu(graph: GraphBuilder, x: Value): Value {
  const [k, c] = [Math.sqrt(2 / Math.PI), 0.044715];
  const by = (value: Value, factor: number) => graph.op('Mul', [value, graph.float(factor)]);
  const product = (a: Value, b: Value) => graph.op('Mul', [a, b]);
  const onePlus = (value: Value) => graph.op('Add', [value, graph.float(1)]);
  const square = product(x, x);
  const t = graph.op('Tanh', [by(product(x, onePlus(by(square, c))), k)]);
  const bend = graph.op('Sub', [graph.float(1), product(t, t)]);
  const inner = by(onePlus(by(square, 3 * c)), k);
  return by(graph.op('Add', [onePlus(t), product(x, product(bend, inner))]), 0.5);
}
