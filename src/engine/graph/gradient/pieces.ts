// Operators that take values apart or put them together: what comes down is put together or taken apart.
import type { Value } from '../graph.ts';
import { numberOf, onlyWith, type Rule } from './rule.ts';
import { reshapedTo, sizeAt, zerosLike } from './shapes.ts';

export const split: Rule = (graph, node, given) => {
  return [() => graph.op('Concat', given, { axis: numberOf(node, 'axis', 0) })];
};

export const concat: Rule = (graph, node, [g]) => {
  const axis = numberOf(node, 'axis', 0);
  const sizes = node.inputs.map((input) => sizeAt(graph, input, axis));
  const all = graph.op('Concat', sizes, { axis: 0 });
  const parts = graph.ops('Split', [g, all], node.inputs.length, { axis });
  return parts.map((part) => () => part);
};

/** Largest int64 that a double holds exactly: beyond every end. */
const end = Number.MAX_SAFE_INTEGER;

/** What is cut away before and after gets nothing. */
export const slice: Rule = (graph, node, [g]) => {
  const [x, starts, ends, axes, steps] = node.inputs;
  const [axis, ...more] = graph.constantOf(axes) ?? [];
  const isPlain = axis !== undefined && more.length === 0 && steps === undefined;
  onlyWith(node, 'along one axis, a constant, in steps of 1', isPlain);
  const cut = (from: Value, to: Value) => graph.op('Slice', [x, from, to, axes]);
  return [
    () => {
      const before = zerosLike(graph, cut(graph.ints([0]), starts));
      const after = zerosLike(graph, cut(ends, graph.ints([end])));
      return graph.op('Concat', [before, g, after], { axis });
    },
  ];
};

/** Each number goes back to where it was taken from; of what was taken twice both do. */
export const gather: Rule = (graph, node, [g]) => {
  const [x, indices] = node.inputs;
  const axis = numberOf(node, 'axis', 0);
  const before = Array<number>(axis).fill(0); // as Reshape has it: sizes as they are
  const flat = (value: Value) => {
    const shape = [graph.ints(before), sizeAt(graph, value, axis), graph.ints([-1])];
    return graph.op('Reshape', [value, graph.op('Concat', shape, { axis: 0 })]);
  };
  return [
    () => {
      const [zeros, parts] = [flat(zerosLike(graph, x)), flat(g)]; // [.., n, rest], [.., k, rest]
      const column = graph.ints([...before.map(() => 1), -1, 1]);
      const places = graph.op('Expand', [
        graph.op('Reshape', [indices, column]),
        graph.op('Shape', [parts]),
      ]);
      const back = graph.op('ScatterElements', [zeros, places, parts], { axis, reduction: 'add' });
      return reshapedTo(graph, back, x);
    },
  ];
};
