// A network that is no transformer: an MLP of three layers on a row of eight numbers, trained by Keras
// (test/fixture/mlp: the weights of shared/fixtures/small/mlp-tfjs-layers, and what Keras computes).
// hidden1 16 relu -> x + hidden2 16 sigmoid -> output 4 softmax.
import { readFileSync } from 'node:fs';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { type Dims, type Graph, GraphBuilder } from '../../src/engine/graph/graph.ts';
import type { Reading } from '../../src/engine/graph/head.ts';
import { declareWeights, linear, rowsOf, stateOf } from '../../src/engine/graph/layers.ts';
import type { WeightSpec } from '../../src/engine/graph/spec.ts';
import type { Stage } from '../../src/engine/graph/stage.ts';

const inputs = 8;
const hidden = 16;
const classes = 4;

const layers: Readonly<Record<string, readonly [from: number, to: number]>> = {
  hidden1: [inputs, hidden],
  hidden2: [hidden, hidden],
  output: [hidden, classes],
};

function weightsOf(name: string): WeightSpec[] {
  const [from, to] = layers[name];
  return [
    { name: `${name}.weight`, shape: [from, to] },
    { name: `${name}.bias`, shape: [to] },
  ];
}

const stage = {
  ends: [],
  headWidth: undefined,
  past: undefined,
  inputs: () => ({}),
  widest: hidden,
} as const;

/** Each number of the row is a position, [B, 8, 1]; it sees all of them. */
const hidden1: Stage = {
  ...stage,
  group: 'hidden1',
  sees: 'all',
  takes: { x: 1 },
  gives: { x: hidden },
  weights: weightsOf('hidden1'),
  content: 'hidden1',
  build: (graph, { x }) => {
    const weights = declareWeights(graph, weightsOf('hidden1'));
    const sum = linear(graph, 'in-out', weights, rowsOf(graph, x, inputs), 'hidden1');
    return { x: stateOf(graph, graph.op('Relu', [sum]), x, hidden) }; // [B, 1, 16]
  },
};

const hidden2: Stage = {
  ...stage,
  group: 'hidden2',
  sees: 'itself',
  takes: { x: hidden },
  gives: { x: hidden },
  weights: weightsOf('hidden2'),
  content: 'hidden2',
  build: (graph, { x }) => {
    const weights = declareWeights(graph, weightsOf('hidden2'));
    const rows = rowsOf(graph, x, hidden);
    const added = graph.op('Sigmoid', [linear(graph, 'in-out', weights, rows, 'hidden2')]);
    return { x: stateOf(graph, graph.op('Add', [rows, added]), x, hidden) };
  },
};

function output(reading: Reading): Graph {
  const graph = new GraphBuilder();
  const weights = declareWeights(graph, weightsOf('output'));
  const answers = graph.input('answers', ['A'], 'int32');
  const logits = linear(graph, 'in-out', weights, graph.input('x', ['R', hidden]), 'output');
  const chosen = (value: string) => graph.op('Gather', [value, answers], { axis: 1 });
  const said = chosen(graph.op('Softmax', [logits], { axis: -1 }));
  const values: Readonly<Record<Reading, readonly [string, Dims]>> = {
    logits: [logits, ['R', classes]],
    answerLogits: [chosen(logits), ['R', 'A']],
    mass: [graph.op('ReduceSum', [said, graph.ints([1])], { keepdims: 0 }), ['R']],
  };
  graph.output(reading, ...values[reading]);
  return graph.build('output');
}

export function mlpNetwork(): Network {
  const bytes = readFileSync(new URL('../fixture/mlp/weights.bin', import.meta.url));
  const numbers = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  let at = 0;
  const tensors = Object.keys(layers)
    .flatMap(weightsOf)
    .map(({ name, shape }): [string, FloatTensor] => {
      const size = shape.reduce((product, n) => product * n, 1);
      const data = numbers.slice(at, at + size);
      at += size;
      return [name, { dims: shape, data }];
    });
  return {
    name: 'mlp',
    stages: [hidden1, hidden2],
    cuts: [0, 1, 2],
    readout: { group: 'output', weights: weightsOf('output'), widest: classes, graph: output },
    embed: async (_, rows) => Float32Array.from(rows.flatMap(({ values }) => [...values])), // [B, 8, 1]
    weights: async (_, group) =>
      Object.fromEntries(tensors.filter(([name]) => name.startsWith(group))),
  };
}
