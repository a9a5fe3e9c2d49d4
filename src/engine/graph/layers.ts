// The layers that stages and heads share: norm, linear, activation.
import type { GraphBuilder, Value } from './graph.ts';
import type { Activation, Layout, Norm, WeightSpec } from './spec.ts';
import type { Kind } from './stage.ts';

/** Declares weights as graph inputs; they are fed by these names. */
export function declareWeights(graph: GraphBuilder, weights: readonly WeightSpec[]): Set<string> {
  return new Set(weights.map(({ name, shape }) => graph.input(name, shape)));
}

/** Layer norm, or root-mean-square norm, over the last axis. [..., d] -> [..., d] */
export function norm(graph: GraphBuilder, { kind, epsilon }: Norm, x: Value, name: string): Value {
  if (kind === 'layer') {
    const attributes = { epsilon, axis: -1 };
    return graph.op('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], attributes);
  }
  const square = graph.op('Mul', [x, x]);
  const mean = graph.op('ReduceMean', [square, graph.ints([-1])], { keepdims: 1 }); // [..., 1]
  const root = graph.op('Sqrt', [graph.op('Add', [mean, graph.float(epsilon)])]);
  return graph.op('Mul', [graph.op('Div', [x, root]), `${name}.weight`]);
}

/** x W (+ b). [R, from] -> [R, to] */
export function linear(
  graph: GraphBuilder,
  layout: Layout,
  weights: ReadonlySet<string>,
  x: Value,
  name: string,
): Value {
  const inputs = [x, `${name}.weight`];
  if (weights.has(`${name}.bias`)) inputs.push(`${name}.bias`);
  return graph.op('Gemm', inputs, { transB: layout === 'out-in' ? 1 : 0 });
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

/** Values held within -cap .. cap: cap tanh(x / cap). */
export function capped(graph: GraphBuilder, x: Value, cap: number | undefined): Value {
  if (cap === undefined) return x;
  const limit = graph.float(cap);
  return graph.op('Mul', [graph.op('Tanh', [graph.op('Div', [x, limit])]), limit]);
}

/** Values cut off at -limit and limit. */
export function clipped(graph: GraphBuilder, x: Value, limit: number | undefined): Value {
  if (limit === undefined) return x;
  return graph.op('Clip', [x, graph.float(-limit), graph.float(limit)]);
}

/** The rows of a state [B, P, w]: [B P, w]. */
export function rowsOf(graph: GraphBuilder, state: Value, width: number): Value {
  return graph.op('Reshape', [state, graph.ints([-1, width])]);
}

/** Rows [B P, w] as a state again, of the batch of `like` [B, ...]: [B, P, w]. */
export function stateOf(graph: GraphBuilder, rows: Value, like: Value, width: number): Value {
  const batch = sizeOf(graph, like, 0);
  const shape = graph.op('Concat', [batch, graph.ints([-1, width])], { axis: 0 });
  return graph.op('Reshape', [rows, shape]);
}

/** One size of a value, known only at run time, as a vector of one int64. */
export function sizeOf(graph: GraphBuilder, value: Value, axis: number): Value {
  const shape = graph.op('Shape', [value]);
  return graph.op('Slice', [shape, graph.ints([axis]), graph.ints([axis + 1])]);
}

/** The rows of the positions that are read, where only those are wanted. [B P, w] -> [R, w] */
export function picked(graph: GraphBuilder, rows: Value, { readOut }: Kind): Value {
  if (!readOut) return rows;
  return graph.op('Gather', [rows, graph.input('rows', ['B'], 'int32')], { axis: 0 });
}
