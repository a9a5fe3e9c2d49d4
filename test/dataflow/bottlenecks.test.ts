// Where a network is cut: after each unit, wherever a file draws the line between an operation and its activation.
import { expect, test } from 'vitest';
import { cutValues, mostCuts } from '../../src/engine/dataflow/bottlenecks.ts';
import type { ValueGraph, ValueStep } from '../../src/engine/dataflow/valueGraph.ts';

/** "a = Op b c", a line each; values of names in capitals have three axes beside the batch. */
function graphOf(text: string): ValueGraph {
  const steps = text
    .trim()
    .split('\n')
    .map((line): ValueStep => {
      const [gives, op, ...takes] = line.trim().replace(' =', '').split(' ');
      return { op, takes, gives: [gives] };
    });
  const names = new Set(steps.flatMap(({ takes, gives }) => [...takes, ...gives]));
  const made = new Set(steps.flatMap(({ gives }) => gives));
  const info = (name: string) => ({
    name,
    shape: /^[A-Z]/.test(name) ? [undefined, 2, 4, 4] : [undefined, 2],
  });
  const inputs = [...names].filter((name) => !made.has(name)).map(info);
  return {
    inputs,
    outputs: [info(steps[steps.length - 1].gives[0])],
    values: new Map([...names].map((name) => [name, info(name)])),
    steps,
    computedBy: 'nobody',
    run: () => Promise.reject(new Error('not run')),
    release: async () => undefined,
  };
}

const cases: readonly [what: string, text: string, cuts: string][] = [
  ['layers', 'h = Dense x\ny = Dense h', 'x h y'],
  ['an activation of its own', 'h = Gemm x\nr = Relu h\ny = Gemm r', 'x r y'],
  [
    'a norm and an activation',
    'C = Conv X\nN = BatchNormalization C\nR = relu N\ny = Dense R',
    'X R y',
  ],
  ['a softmax at the end', 'h = Dense x\nz = Dense h\ny = Softmax z', 'x h y'],
  ['a map before it lies flat', 'C = Conv X\nf = Flatten C\ny = Gemm f', 'X C y'],
  [
    'an input that is scaled and turned',
    'S = Rescaling X\nT = Transpose S\nC = Conv T\ny = Gemm C',
    'X C y',
  ],
  ['pooling', 'C = Conv X\nP = MaxPool C\ny = Gemm P', 'X C P y'],
  [
    'a residual unit',
    'a = Dense x\nb = Dense a\nc = Dense b\ns = Add a c\nr = Relu s\ny = Dense r',
    'x a r y',
  ],
  ['a residual unit from the input', 'a = Dense x\ns = Add x a\ny = Dense s', 'x s y'],
  ['two ways beside each other', 'a = Dense x\nb = Dense x\nc = Concat a b\ny = Dense c', 'x c y'],
  ['a gelu in pieces', 'h = Gemm x\ne = Erf h\np = Add e one\ng = Mul h p\ny = Gemm g', 'x g y'],
  [
    'names of TensorFlow',
    'C = model/conv2d/FusedConv2D X\nr = model/re_lu/Relu6 C\ny = MatMul r',
    'X C y',
  ],
  ['attention heads are no product', 'h = MultiHeadAttention x\ny = Dense h', 'x h y'],
  ['an output of one layer', 'y = Dense x', 'x y'],
  ['an output that only restates', 'h = Dense x\ny = Sigmoid h', 'x y'],
];
test.each(cases)('%s', (_, text, cuts) => {
  const graph = graphOf(text);
  const inputs = { ...graph, inputs: graph.inputs.filter(({ name }) => name !== 'one') };
  expect(cutValues(inputs, graph.inputs[0].name, 'y').join(' ')).toBe(cuts);
});

test('a deep network is looked at in as many steps as there may be, from end to end', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `v${i + 1} = Dense v${i}`);
  const cuts = cutValues(graphOf(lines.join('\n')), 'v0', 'v60');
  expect(cuts).toHaveLength(mostCuts);
  expect([cuts[0], cuts.at(-1)]).toEqual(['v0', 'v60']);
  expect(new Set(cuts).size).toBe(mostCuts);
});

test('of two inputs none is all that there is', () => {
  const graph = graphOf('a = Dense x\nb = Dense z\nc = Add a b\ny = Dense c');
  expect(() => cutValues(graph, 'x', 'y')).toThrow(/y does not depend on the input x alone/);
  expect(cutValues(graph, 'x', 'y', new Set(['z'])).join(' ')).toBe('x a c y');
});
