// What a graph becomes for a device: fewer operators that compute the same, by the CPU's runtime; and what is not quite as a
// pass knows it stays as it is.
import { expect, test } from 'vitest';
import { random } from '../../src/engine/core/random.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { onDevice } from '../../src/engine/graph/deviceGraph.ts';
import { type Graph, GraphBuilder, observed, type Value } from '../../src/engine/graph/graph.ts';
import { activate, norm } from '../../src/engine/graph/layers.ts';
import { encode } from '../../src/engine/graph/onnx.ts';
import { furthest, testRuntime } from '../support/models.ts';

type Inputs = Readonly<Record<string, readonly number[]>>;
type Case = {
  readonly inputs: Inputs;
  readonly build: (graph: GraphBuilder) => Value;
  readonly turned?: readonly string[];
  /** Operators of the graph afterwards; undefined: those of before. */
  readonly becomes?: string;
};

const rms = (graph: GraphBuilder, x: Value) =>
  norm(graph, { kind: 'rms', epsilon: 0.1 }, x, 'norm');
const op = (type: string, attributes = {}) => {
  return (graph: GraphBuilder, ...inputs: Value[]) => graph.op(type, inputs, attributes);
};
const [add, sub, mul, div] = ['Add', 'Sub', 'Mul', 'Div'].map((type) => op(type));

/** x over the root of the mean square of `of`, over an axis. */
function handMade(graph: GraphBuilder, { axis = -1, of = 'x' }): Value {
  const mean = graph.op('ReduceMean', [mul(graph, of, of), graph.ints([axis])], { keepdims: 1 });
  const root = graph.op('Sqrt', [add(graph, mean, graph.float(0.1))]);
  return mul(graph, div(graph, 'x', root), 'norm.weight');
}

/** The turn of x as attention makes it, or not quite. */
function turn(graph: GraphBuilder, sizes: readonly number[], sign = sub): Value {
  const split = graph.ops('Split', ['x', graph.ints(sizes)], sizes.length, { axis: 3 });
  const [one, other, ...rest] = split;
  const first = sign(graph, mul(graph, one, 'cos'), mul(graph, other, 'sin'));
  const second = add(graph, mul(graph, other, 'cos'), mul(graph, one, 'sin'));
  return graph.op('Concat', [first, second, ...rest], { axis: 3 });
}

const heads: Inputs = { x: [2, 5, 3, 8], cos: [5, 1, 4], sin: [5, 1, 4] };
const partly: Inputs = { x: [2, 5, 3, 8], cos: [5, 1, 2], sin: [5, 1, 2] };
const product: Inputs = { x: [3, 4], w: [5, 4], b: [5] };
const normed: Inputs = { x: [3, 4], 'norm.weight': [4] };
const rotated = 'Reshape Reshape Reshape RotaryEmbedding Reshape';

const cases: Readonly<Record<string, Case>> = {
  'a norm of rows': {
    inputs: normed,
    build: (graph) => rms(graph, 'x'),
    becomes: 'SimplifiedLayerNormalization',
  },
  'a norm of heads': {
    inputs: { x: [2, 5, 3, 4], 'norm.weight': [4] },
    build: (graph) => rms(graph, 'x'),
    becomes: 'SimplifiedLayerNormalization',
  },
  'a norm after another, of a sum': {
    inputs: normed,
    build: (graph) => rms(graph, add(graph, rms(graph, 'x'), 'x')),
    becomes: 'SimplifiedLayerNormalization Add SimplifiedLayerNormalization',
  },
  'a norm over another axis': {
    inputs: { x: [4, 4], 'norm.weight': [4] },
    build: (graph) => handMade(graph, { axis: 0 }),
  },
  'a norm by the mean square of something else': {
    inputs: { ...normed, z: [3, 4] },
    build: (graph) => handMade(graph, { of: 'z' }),
  },
  'a norm whose quotient somebody else reads': {
    inputs: normed,
    build: (graph) => {
      const made = rms(graph, 'x');
      const quotient = graph.op('Div', ['x', graph.op('Sqrt', [rootOf(graph)])]);
      return add(graph, made, quotient);
    },
  },
  'a turn of whole heads': {
    inputs: heads,
    build: (graph) => turn(graph, [4, 4]),
    becomes: rotated,
  },
  'a turn of a part of each head': { inputs: partly, build: (graph) => turn(graph, [2, 2, 4]) },
  'a turn the other way': { inputs: heads, build: (graph) => turn(graph, [4, 4], add) },
  'a product with a weight that lies as it was read': {
    inputs: product,
    build: (graph) => graph.op('Gemm', ['x', 'w', 'b'], { transB: 1 }),
    becomes: 'Transpose MatMul Add',
  },
  'a product with a weight that lies turned over': {
    inputs: product,
    build: (graph) => graph.op('Gemm', ['x', 'w', 'b'], { transB: 1 }),
    turned: ['w'],
    becomes: 'MatMul Add',
  },
  'whatever else reads such a weight': {
    inputs: { x: [4, 4], w: [4, 4] },
    build: (graph) => {
      const one = graph.op('Gemm', ['x', 'w'], { transB: 1 });
      return graph.op('Gemm', [graph.op('Relu', [one]), graph.op('Tanh', ['w'])], { transB: 0 });
    },
    turned: ['w'],
    becomes: 'MatMul Relu Transpose Tanh MatMul',
  },
  'a product of such a weight with itself': {
    inputs: { w: [3, 4] },
    build: (graph) => graph.op('Gemm', ['w', 'w'], { transB: 1 }),
    turned: ['w'],
    becomes: 'Transpose Transpose MatMul',
  },
  'an activation': { inputs: { x: [3, 4] }, build: (graph) => activate(graph, 'silu', 'x') },
};

/** What stands under the root of the norm of x. */
function rootOf(graph: GraphBuilder): Value {
  const square = graph.op('Mul', ['x', 'x']);
  const mean = graph.op('ReduceMean', [square, graph.ints([-1])], { keepdims: 1 });
  return graph.op('Add', [mean, graph.float(0.1)]);
}

test.each(Object.entries(cases))('%s', async (_, { inputs, build, turned = [], becomes }) => {
  const graph = graphOf(inputs, build);
  const made = onDevice(graph, 'f32', new Set(turned));
  expect(typesOf(made)).toBe(becomes ?? typesOf(graph));
  const fed = drawn(inputs);
  const there = Object.entries(fed).map(([name, tensor]) => {
    return [name, turned.includes(name) ? turnedOver(tensor) : tensor] as const;
  });
  const [wanted, found] = [await run(graph, fed), await run(made, Object.fromEntries(there))];
  expect(found.dims).toEqual(wanted.dims);
  expect(furthest(found.data, wanted.data)).toBeLessThan(1e-6);
});

test('what is looked at is given by its node itself, and a norm that is looked at within is none', () => {
  const graph = new GraphBuilder();
  for (const [name, dims] of Object.entries(normed)) graph.input(name, dims);
  const result = rms(graph, 'x');
  graph.mark('seen', result, [3, 4]);
  graph.mark('inside', rootOf(graph), [3, 1]);
  graph.output('y', graph.op('Relu', [result]), [3, 4]);
  const built = graph.build('case');
  const [whole, within] = [['seen'], ['inside']].map((names) =>
    onDevice(observed(built, names), 'f32'),
  );
  expect(typesOf(whole)).toBe('SimplifiedLayerNormalization Relu');
  expect(whole.nodes[0].outputs).toEqual(['seen']);
  expect(typesOf(within)).toBe(typesOf(built));
});

function graphOf(inputs: Inputs, build: Case['build']): Graph {
  const graph = new GraphBuilder();
  for (const [name, dims] of Object.entries(inputs)) graph.input(name, dims);
  graph.output('y', build(graph), []);
  const built = graph.build('case');
  return { ...built, outputs: [{ name: 'y', dims: sizesOf(inputs) }] };
}

/** Sizes that a run tells. */
const sizesOf = (inputs: Inputs) => Object.values(inputs)[0].map((_, i) => `n${i}`);

const typesOf = ({ nodes }: Graph) => nodes.map(({ type }) => type).join(' ');

function drawn(inputs: Inputs): Record<string, FloatTensor> {
  const rng = random(5);
  const tensors = Object.entries(inputs).map(([name, dims]) => {
    const data = Float32Array.from({ length: count(dims) }, () => rng.next() - 0.5);
    return [name, { dims, data }] as const;
  });
  return Object.fromEntries(tensors);
}

function turnedOver({ dims: [n, m], data }: FloatTensor): FloatTensor {
  return { dims: [m, n], data: data.map((_, i) => data[(i % n) * m + Math.floor(i / n)]) };
}

async function run(graph: Graph, inputs: Record<string, FloatTensor>): Promise<FloatTensor> {
  const session = await (await testRuntime()).session(encode(graph));
  const { y } = await session.run(inputs, ['y']);
  await session.release();
  return y;
}
