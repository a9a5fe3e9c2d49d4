// Sizes are known only at run time, so a gradient finds its shape from the values that it belongs to.
import type { GraphBuilder, Value } from '../graph.ts';

export function shapeOf(graph: GraphBuilder, value: Value): Value {
  return graph.op('Shape', [value]);
}

/** One size of a value as a vector of one int64; `axis` may count from the end. */
export function sizeAt(graph: GraphBuilder, value: Value, axis: number): Value {
  return graph.op('Gather', [shapeOf(graph, value), graph.ints([axis])], { axis: 0 });
}

export function expandedTo(graph: GraphBuilder, value: Value, like: Value): Value {
  return graph.op('Expand', [value, shapeOf(graph, like)]);
}

export function reshapedTo(graph: GraphBuilder, value: Value, like: Value): Value {
  return graph.op('Reshape', [value, shapeOf(graph, like)]);
}

export function zerosLike(graph: GraphBuilder, value: Value): Value {
  return expandedTo(graph, graph.float(0), value);
}

/** The sum over all axes along which `like` was spread to the shape of `value`: broadcasting, backwards. */
export function summedTo(graph: GraphBuilder, value: Value, like: Value): Value {
  const [whole, part] = [shapeOf(graph, value), shapeOf(graph, like)];
  const missing = graph.op('Sub', [shapeOf(graph, whole), shapeOf(graph, part)]); // leading axes
  const ones = graph.op('Expand', [graph.ints([1]), missing]);
  const padded = graph.op('Concat', [ones, part], { axis: 0 });
  const isSpread = graph.op('Not', [graph.op('Equal', [whole, padded])]);
  const axes = graph.op('Reshape', [graph.op('NonZero', [isSpread]), graph.ints([-1])]);
  const sum = graph.op('ReduceSum', [value, axes], { keepdims: 1, noop_with_empty_axes: 1 });
  return graph.op('Reshape', [sum, part]);
}
