// The layers that blocks and heads share: norm, linear, activation. All work on rows [R, d].
import type { GraphBuilder, Value } from './graph.ts';
import type { Activation, Spec, WeightSpec } from './spec.ts';

/** Declares weights as graph inputs; they are fed by these names. */
export function declareWeights(graph: GraphBuilder, weights: readonly WeightSpec[]): Set<string> {
  return new Set(weights.map(({ name, shape }) => graph.input(name, shape)));
}

/** Layer norm, or root-mean-square norm, over the last axis. [..., d] -> [..., d] */
export function norm(graph: GraphBuilder, spec: Spec, x: Value, name: string): Value {
  if (spec.norm === 'layer') {
    const attributes = { epsilon: spec.normEpsilon, axis: -1 };
    return graph.op('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], attributes);
  }
  const square = graph.op('Mul', [x, x]);
  const mean = graph.op('ReduceMean', [square, graph.ints([-1])], { keepdims: 1 }); // [..., 1]
  const root = graph.op('Sqrt', [graph.op('Add', [mean, graph.float(spec.normEpsilon)])]);
  return graph.op('Mul', [graph.op('Div', [x, root]), `${name}.weight`]);
}

/** x W (+ b). [R, from] -> [R, to] */
export function linear(
  graph: GraphBuilder,
  spec: Spec,
  weights: ReadonlySet<string>,
  x: Value,
  name: string,
): Value {
  const inputs = [x, `${name}.weight`];
  if (weights.has(`${name}.bias`)) inputs.push(`${name}.bias`);
  return graph.op('Gemm', inputs, { transB: spec.layout === 'out-in' ? 1 : 0 });
}

export function activate(graph: GraphBuilder, kind: Activation, x: Value): Value {
  if (kind === 'relu') return graph.op('Relu', [x]);
  if (kind === 'silu') return graph.op('Mul', [x, graph.op('Sigmoid', [x])]);
  if (kind === 'quick_gelu') {
    const slope = graph.op('Mul', [x, graph.float(1.702)]);
    return graph.op('Mul', [x, graph.op('Sigmoid', [slope])]);
  }
  return graph.op('Gelu', [x], { approximate: kind === 'gelu_tanh' ? 'tanh' : 'none' });
}
