// The small layers and the builder beneath them, run and held against their formulas.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { GraphBuilder, type Value } from '../../src/engine/graph/graph.ts';
import { activate, capped, linear, norm } from '../../src/engine/graph/layers.ts';
import { encode } from '../../src/engine/graph/onnx.ts';
import type { Activation, Layout } from '../../src/engine/graph/spec.ts';
import { testRuntime } from '../support/models.ts';

const epsilon = 0.5; // large, so that it cannot be forgotten

/** The output of a graph with one output. */
async function outputOf(
  build: (graph: GraphBuilder) => Value,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<number[]> {
  const graph = new GraphBuilder();
  graph.output('out', build(graph), ['A', 'B']);
  const session = await (await testRuntime()).session(encode(graph.build('test')));
  onTestFinished(() => session.release());
  return [...(await session.run(inputs, ['out'])).out.data];
}

function floats(dims: readonly number[], ...data: number[]): Tensor {
  return { dims, data: Float32Array.from(data) };
}

function checkClose(found: readonly number[], wanted: readonly number[]) {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i], 5);
  });
}

/** Error function by its series: fine for |x| < 4. */
function erf(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

describe('activations', () => {
  const formulas: Readonly<Record<Activation, (x: number) => number>> = {
    gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
    gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    quick_gelu: (x) => x / (1 + Math.exp(-1.702 * x)),
    relu: (x) => Math.max(0, x),
    silu: (x) => x / (1 + Math.exp(-x)),
  };
  const points = [-4, -1.5, -0.3, 0, 0.3, 1.5, 4];

  test.each(Object.entries(formulas))('%s', async (kind, formula) => {
    const found = await outputOf(
      (graph) => activate(graph, kind as Activation, graph.input('x', ['A', 'B'])),
      { x: floats([1, points.length], ...points) },
    );
    checkClose(found, points.map(formula));
  });

  test('the two GELUs are told apart', () => {
    expect(Math.abs(formulas.gelu(1.5) - formulas.gelu_tanh(1.5))).toBeGreaterThan(1e-4);
  });
});

describe('norms', () => {
  const row = [1, -2, 4];
  const gain = [2, 3, -1];
  const bias = [0.5, 0, 1];
  const x = floats([1, 3], ...row);

  test('layer norm: mean and variance away, gain and bias in', async () => {
    const mean = row.reduce((a, b) => a + b) / 3;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 3;
    const found = await outputOf(
      (graph) => {
        for (const name of ['n.weight', 'n.bias']) graph.input(name, [3]);
        return norm(graph, { kind: 'layer', epsilon }, graph.input('x', ['A', 3]), 'n');
      },
      { x, 'n.weight': floats([3], ...gain), 'n.bias': floats([3], ...bias) },
    );
    checkClose(
      found,
      row.map((v, i) => ((v - mean) / Math.sqrt(variance + epsilon)) * gain[i] + bias[i]),
    );
  });

  test('root-mean-square norm: gain only', async () => {
    const square = row.reduce((sum, v) => sum + v * v, 0) / 3;
    const found = await outputOf(
      (graph) => {
        graph.input('n.weight', [3]);
        return norm(graph, { kind: 'rms', epsilon }, graph.input('x', ['A', 3]), 'n');
      },
      { x, 'n.weight': floats([3], ...gain) },
    );
    checkClose(
      found,
      row.map((v, i) => (v / Math.sqrt(square + epsilon)) * gain[i]),
    );
  });
});

test.each([0.5, 2, 50])('held within %d', async (cap) => {
  const points = [-1e4, -3, -0.1, 0, 0.1, 3, 1e4];
  const found = await outputOf((graph) => capped(graph, graph.input('x', ['A', 'B']), cap), {
    x: floats([1, points.length], ...points),
  });
  checkClose(
    found,
    points.map((x) => cap * Math.tanh(x / cap)),
  );
});

describe('linear', () => {
  const rows: readonly [Layout, boolean, readonly number[], readonly number[]][] = [
    ['in-out', true, [3, 2], [1 * 1 + 2 * 3 + 3 * 5 + 10, 1 * 2 + 2 * 4 + 3 * 6 + 20]],
    ['in-out', false, [3, 2], [22, 28]],
    ['out-in', true, [2, 3], [1 * 1 + 2 * 2 + 3 * 3 + 10, 1 * 4 + 2 * 5 + 3 * 6 + 20]],
    ['out-in', false, [2, 3], [14, 32]],
  ];
  test.each(rows)('%s, bias %j', async (layout, hasBias, shape, wanted) => {
    const found = await outputOf(
      (graph) => {
        const weights = new Set([graph.input('f.weight', shape)]);
        if (hasBias) weights.add(graph.input('f.bias', [2]));
        return linear(graph, layout, weights, graph.input('x', ['A', 3]), 'f');
      },
      {
        x: floats([1, 3], 1, 2, 3),
        'f.weight': floats(shape, 1, 2, 3, 4, 5, 6),
        ...(hasBias ? { 'f.bias': floats([2], 10, 20) } : {}),
      },
    );
    checkClose(found, wanted);
  });
});

describe('the builder', () => {
  test('calls a value by the name of its output wherever it is used', async () => {
    const graph = new GraphBuilder();
    const sum = graph.op('Add', [graph.input('x', ['A']), graph.float(1)]);
    graph.output('sum', sum, ['A']);
    graph.output('twice', graph.op('Add', [sum, sum]), ['A']);
    const session = await (await testRuntime()).session(encode(graph.build('test')));
    onTestFinished(() => session.release());
    const { sum: one, twice } = await session.run({ x: floats([2], 1, 2) }, ['sum', 'twice']);
    expect([[...one.data], [...twice.data]]).toEqual([
      [2, 3],
      [4, 6],
    ]);
  });

  test('writes a constant once', () => {
    const graph = new GraphBuilder();
    expect(graph.ints([1, 2])).toBe(graph.ints([1, 2]));
    expect(graph.float(1)).not.toBe(graph.ints([1]));
    expect(graph.float(1)).not.toBe(graph.float(2));
  });

  test('computes what is asked for again once', () => {
    const graph = new GraphBuilder();
    const [x, one] = [graph.input('x', ['A']), graph.float(1)];
    expect(graph.input('x', ['A'])).toBe(x);
    expect(graph.op('Add', [x, one])).toBe(graph.op('Add', [x, one]));
    expect(graph.op('Add', [x, one])).not.toBe(graph.op('Add', [one, x]));
    expect(graph.op('Sum', [x], { axis: 0 })).not.toBe(graph.op('Sum', [x], { axis: 1 }));
    const { inputs, nodes } = graph.build('test');
    expect([inputs.length, nodes.length]).toEqual([1, 4]);
  });

  test('the same graph is the same bytes', () => {
    const bytes = () => {
      const graph = new GraphBuilder();
      graph.output('y', graph.op('Relu', [graph.input('x', ['A', 3])]), ['A', 3]);
      return encode(graph.build('test'));
    };
    expect(bytes()).toEqual(bytes());
  });
});
