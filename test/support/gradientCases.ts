// Graphs of few nodes, one or more for every operator that we emit: what its gradient is tried on.
import { random } from '../../src/engine/core/random.ts';
import { type Graph, GraphBuilder, type Value } from '../../src/engine/graph/graph.ts';
import { drawn } from './gradients.ts';
import { interpreted, type Values } from './interpreter.ts';

export type Case = {
  readonly name: string;
  /** Inputs of floats, with their sizes: the gradient is taken with respect to all of them. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Inputs of indices. */
  readonly indices?: Readonly<Record<string, readonly number[]>>;
  readonly build: (graph: GraphBuilder, ...inputs: Value[]) => Value | Value[];
};

const op = (type: string, attributes = {}, domain = '') => {
  return (graph: GraphBuilder, ...inputs: Value[]) => graph.op(type, inputs, attributes, domain);
};
/** Numbers above 0, for a root or a divisor. */
const positive = (graph: GraphBuilder, x: Value) =>
  graph.op('Add', [graph.op('Mul', [x, x]), graph.float(0.5)]);

const spread: Readonly<Record<string, Case['inputs']>> = {
  'of one shape': { a: [2, 3], b: [2, 3] },
  'the second spread over rows': { a: [2, 3], b: [3] },
  'the first spread over rows': { a: [3], b: [2, 3] },
  'each spread over the other': { a: [2, 1, 3], b: [4, 1] },
  'a number': { a: [2, 3], b: [] },
  'an axis of one that stays': { a: [1, 3], b: [1, 3] },
};

const arithmetic = ['Add', 'Sub', 'Mul', 'Div'].flatMap((type) =>
  Object.entries(spread).map(([how, inputs]): Case => {
    const build = (graph: GraphBuilder, a: Value, b: Value) =>
      graph.op(type, [a, type === 'Div' ? positive(graph, b) : b]);
    return { name: `${type}: ${how}`, inputs, build };
  }),
);

const curves: readonly Case[] = [
  ...['Neg', 'Identity', 'Tanh', 'Sigmoid', 'Relu'].map((type) => ({
    name: type,
    build: op(type),
  })),
  {
    name: 'Sqrt',
    build: (graph: GraphBuilder, x: Value) => graph.op('Sqrt', [positive(graph, x)]),
  },
  {
    name: 'Clip',
    build: (graph: GraphBuilder, x: Value) =>
      graph.op('Clip', [x, graph.float(-0.5), graph.float(0.5)]),
  },
  { name: 'Gelu', build: op('Gelu', { approximate: 'none' }) },
  { name: 'Gelu by a tanh', build: op('Gelu', { approximate: 'tanh' }) },
].map((each) => ({ ...each, inputs: { x: [3, 5] } }));

const products: readonly Case[] = [
  ...[0, 1].flatMap((transA) =>
    [0, 1].flatMap((transB): Case[] => {
      const a = transA ? [3, 2] : [2, 3];
      const b = transB ? [4, 3] : [3, 4];
      const attributes = { transA, transB };
      const name = `${transA ? 'A turned' : 'A'}, ${transB ? 'B turned' : 'B'}`;
      return [
        { name: `Gemm: ${name}`, inputs: { a, b, c: [4] }, build: op('Gemm', attributes) },
        {
          name: `FusedMatMul: ${name}`,
          inputs: { a: [2, ...a], b: [2, ...b] },
          build: op('FusedMatMul', attributes, 'com.microsoft'),
        },
      ];
    }),
  ),
  { name: 'Gemm without a bias', inputs: { a: [2, 3], b: [3, 4] }, build: op('Gemm') },
  { name: 'Gemm: a bias a row', inputs: { a: [2, 3], b: [3, 4], c: [2, 1] }, build: op('Gemm') },
  { name: 'MatMul of stacks', inputs: { a: [2, 3, 2, 4], b: [2, 3, 4, 5] }, build: op('MatMul') },
  { name: 'MatMul: one of a stack', inputs: { a: [2, 3, 2, 4], b: [4, 5] }, build: op('MatMul') },
  { name: 'MatMul: stacks spread', inputs: { a: [2, 1, 2, 4], b: [3, 4, 5] }, build: op('MatMul') },
];

const ints = (...numbers: number[]) => {
  return (type: string, attributes = {}) =>
    (graph: GraphBuilder, x: Value) =>
      graph.op(type, [x, graph.ints(numbers)], attributes);
};

const reductions: readonly Case[] = ['ReduceSum', 'ReduceMean'].flatMap((type): Case[] => [
  {
    name: `${type}: the last axis, kept`,
    inputs: { x: [2, 3, 4] },
    build: ints(-1)(type, { keepdims: 1 }),
  },
  {
    name: `${type}: the last axis`,
    inputs: { x: [2, 3, 4] },
    build: ints(-1)(type, { keepdims: 0 }),
  },
  { name: `${type}: two axes`, inputs: { x: [2, 3, 4] }, build: ints(0, 2)(type, { keepdims: 0 }) },
  { name: `${type}: all`, inputs: { x: [2, 3] }, build: op(type, { keepdims: 0 }) },
]);

const norms: readonly Case[] = [
  {
    name: 'LayerNormalization',
    inputs: { x: [2, 3, 5], weight: [5], bias: [5] },
    build: op('LayerNormalization', { axis: -1, epsilon: 0.1 }),
  },
  {
    name: 'LayerNormalization without a bias',
    inputs: { x: [4, 5], weight: [5] },
    build: op('LayerNormalization', { axis: -1, epsilon: 1e-5 }),
  },
  { name: 'Softmax', inputs: { x: [2, 3, 4] }, build: op('Softmax', { axis: -1 }) },
  {
    name: 'Softmax of what is hidden in part',
    inputs: { x: [2, 4] },
    build: (graph, x) => {
      const hidden = graph.op(
        'Concat',
        [graph.float(0), graph.float(0)].map((zero, i) =>
          graph.op('Expand', [
            i === 0 ? zero : graph.op('Neg', [graph.float(1e30)]),
            graph.ints([1, 2]),
          ]),
        ),
        { axis: 1 },
      );
      return graph.op('Softmax', [graph.op('Add', [x, hidden])], { axis: -1 });
    },
  },
];

const pieces: readonly Case[] = [
  { name: 'Reshape', inputs: { x: [2, 6] }, build: ints(0, 3, -1)('Reshape') },
  { name: 'Unsqueeze', inputs: { x: [2, 3] }, build: ints(1, -1)('Unsqueeze') },
  { name: 'Transpose', inputs: { x: [2, 3, 4] }, build: op('Transpose', { perm: [2, 0, 1] }) },
  { name: 'Expand', inputs: { x: [3, 1] }, build: ints(2, 3, 4)('Expand') },
  { name: 'Concat', inputs: { a: [2, 3], b: [2, 1], c: [2, 2] }, build: op('Concat', { axis: 1 }) },
  {
    name: 'Concat of the same twice',
    inputs: { a: [2, 3] },
    build: (graph, a) => graph.op('Concat', [a, a], { axis: 0 }),
  },
  {
    name: 'Split, all parts used',
    inputs: { x: [2, 6] },
    build: (graph, x) => graph.ops('Split', [x, graph.ints([1, 3, 2])], 3, { axis: 1 }),
  },
  {
    name: 'Split, a part unused',
    inputs: { x: [2, 6] },
    build: (graph, x) => graph.ops('Split', [x, graph.ints([1, 3, 2])], 3, { axis: 1 })[1],
  },
  {
    name: 'Split in halves',
    inputs: { x: [2, 6] },
    build: (graph, x) => {
      const [a, b] = graph.ops('Split', [x], 2, { axis: 1, num_outputs: 2 });
      return graph.op('Mul', [a, b]);
    },
  },
  ...[
    [1, 3],
    [0, 2],
    [3, 4],
    [0, 4],
    [-2, 4],
    [0, -1],
    [2, 2],
  ].map(
    ([from, to]): Case => ({
      name: `Slice from ${from} to ${to}`,
      inputs: { x: [2, 4, 3] },
      build: (graph, x) => graph.op('Slice', [x, ...[from, to, 1].map((at) => graph.ints([at]))]),
    }),
  ),
  {
    name: 'Gather of rows, one twice',
    inputs: { x: [4, 3] },
    indices: { i: [2, 0, 2] },
    build: op('Gather', { axis: 0 }),
  },
  {
    name: 'Gather of columns',
    inputs: { x: [2, 4, 3] },
    indices: { i: [3, 1] },
    build: op('Gather', { axis: 1 }),
  },
  {
    name: 'Gather of the last axis',
    inputs: { x: [2, 4] },
    indices: { i: [3, 3, 1, 0] },
    build: op('Gather', { axis: 1 }),
  },
  {
    name: 'Gather from a vector',
    inputs: { x: [4] },
    indices: { i: [3, 1, 3] },
    build: op('Gather', { axis: 0 }),
  },
];

const paths: readonly Case[] = [
  {
    name: 'a value used three times',
    inputs: { x: [3] },
    build: (graph, x) => graph.op('Mul', [x, graph.op('Mul', [x, x])]),
  },
  {
    name: 'a value that is squared',
    inputs: { x: [3] },
    build: (graph, x) => graph.op('Mul', [x, x]),
  },
  {
    name: 'two outputs, one of them made of the other',
    inputs: { x: [3] },
    build: (graph, x) => {
      const first = graph.op('Tanh', [x]);
      return [first, graph.op('Mul', [first, x])];
    },
  },
  {
    name: 'an input that nothing comes of',
    inputs: { x: [3], unused: [2, 2] },
    build: (graph, x) => graph.op('Tanh', [x]),
  },
  {
    name: 'by way of its sizes alone',
    inputs: { x: [2, 3] },
    build: (graph, x) => {
      const size = graph.op('Cast', [graph.op('Size', [graph.op('Shape', [x])])], { to: 1 });
      return graph.op('Mul', [size, graph.op('Add', [x, graph.op('Sign', [x])])]);
    },
  },
];

export const cases = [
  ...arithmetic,
  ...curves,
  ...products,
  ...reductions,
  ...norms,
  ...pieces,
  ...paths,
];

/** Sizes are names: nothing can be folded beforehand. */
export function graphOf(one: Case): Graph {
  const { inputs, indices = {}, build } = one;
  const graph = new GraphBuilder();
  const sizes = (name: string, dims: readonly number[]) => dims.map((_, axis) => `${name}${axis}`);
  const floats = Object.entries(inputs).map(([name, dims]) => graph.input(name, sizes(name, dims)));
  const places = Object.keys(indices).map((name) => graph.input(name, [`${name}0`], 'int32'));
  const outputs = [build(graph, ...floats, ...places)].flat();
  const values = interpreted(graph.build('case'), valuesOf(one));
  for (const [i, value] of outputs.entries()) {
    graph.output(`y${i}`, value, sizes(`y${i}`, values[value].dims));
  }
  return graph.build('case');
}

export function valuesOf({ name, inputs, indices = {} }: Case): Values {
  const places = Object.entries(indices).map(([key, at]) => {
    return [key, { dims: [at.length], data: Float64Array.from(at) }] as const;
  });
  return { ...drawnFor(inputs, name), ...Object.fromEntries(places) };
}

export function drawnFor(inputs: Case['inputs'], seed = 'values'): Values {
  const rng = random(seed);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, dims]) => [name, drawn(rng, dims)] as const),
  );
}
