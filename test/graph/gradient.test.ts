// Every rule of graph/gradient against central differences in double precision (test/support/interpreter.ts), and the
// gradient's graph on the runtime against the same graph in double precision.
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { random } from '../../src/engine/core/random.ts';
import { gradient, gradientOf } from '../../src/engine/graph/gradient/gradient.ts';
import { rules } from '../../src/engine/graph/gradient/rules.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { type Case, cases, drawnFor, graphOf, valuesOf } from '../support/gradientCases.ts';
import { checkDifferences, checkRuntime, drawn } from '../support/gradients.ts';
import { interpreted } from '../support/interpreter.ts';

describe('a gradient is what central differences say, and the runtime computes it', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_, one) => {
    const graph = graphOf(one);
    const wrt = Object.keys(one.inputs);
    checkDifferences(graph, valuesOf(one), wrt);
    await checkRuntime(graph, valuesOf(one), wrt);
  });
});

test('every rule is tried, and no other operator', () => {
  const tried = new Set(cases.flatMap((each) => graphOf(each).nodes.map(({ type }) => type)));
  expect([...rules.keys()].filter((type) => !tried.has(type))).toEqual([]);
});

describe('what has no gradient is said by name', () => {
  const vector = (build: Case['build']) =>
    graphOf({ name: 'refused', inputs: { x: [2, 3] }, build });
  type Refused = readonly [
    name: string,
    graph: () => Graph,
    of: string,
    wrt: string,
    message: RegExp,
  ];
  const rows: readonly Refused[] = [
    [
      'an operator without a rule',
      () => vector((graph, x) => graph.op('Exp', [graph.op('Tanh', [x])])),
      ...(['y0', 'x'] as const),
      /no gradient of the operator Exp, which makes y0 of case/,
    ],
    [
      'a name that is not there',
      () => vector((graph, x) => graph.op('Tanh', [x])),
      ...(['y0', 'z'] as const),
      /case has no input, output or mark z: x, y0/,
    ],
    [
      'a norm over several axes',
      () => {
        const attributes = { axis: 0, epsilon: 1e-5 };
        return vector((graph, x) => graph.op('LayerNormalization', [x, x], attributes));
      },
      ...(['y0', 'x'] as const),
      /LayerNormalization is known along the last axis, -1: .*"axis":0/,
    ],
    [
      'a slice of two axes',
      () =>
        vector((graph, x) => {
          return graph.op('Slice', [x, graph.ints([0, 0]), graph.ints([1, 2]), graph.ints([0, 1])]);
        }),
      ...(['y0', 'x'] as const),
      /Slice is known along one axis, a constant/,
    ],
    [
      'a product with a factor',
      () => vector((graph, x) => graph.op('Gemm', [x, x], { transB: 1, alpha: 2 })),
      ...(['y0', 'x'] as const),
      /Gemm is known without factors: .*"alpha":2/,
    ],
  ];
  test.each(rows)('%s', (_, graph, of, wrt, message) => {
    const asked = () => gradient(graph(), [of], [wrt]);
    expect(asked).toThrow(message);
    expect(asked).toThrow(EngineError);
  });

  test('an operator without a rule that the answer does not hang on is none of our business', () => {
    const graph = vector((graph, x) => [graph.op('Tanh', [x]), graph.op('Exp', [x])]);
    expect(gradient(graph, ['y0'], ['x']).nodes.some(({ type }) => type === 'Exp')).toBe(false);
  });
});

describe('the graph of a gradient', () => {
  const norm = graphOf({
    name: 'norm',
    inputs: { x: [3, 4], weight: [4] },
    build: (graph, x, weight) => {
      const normed = graph.op('LayerNormalization', [x, weight], { axis: -1, epsilon: 0.1 });
      graph.mark('inner', normed, ['x0', 'x1']);
      return graph.op('Tanh', [normed]);
    },
  });

  test('asks for what it needs, and for what comes down', () => {
    const names = (graph: Graph) => graph.inputs.map(({ name }) => name);
    expect(names(gradient(norm, ['y0'], ['x']))).toEqual(['x', 'weight', gradientOf('y0')]);
    expect(names(gradient(norm, ['y0'], ['inner']))).toEqual(['x', 'weight', gradientOf('y0')]);
    expect(names(gradient(norm, ['inner'], ['weight']))).toEqual([
      'x',
      'weight',
      gradientOf('inner'),
    ]);
    expect(gradient(norm, ['y0'], ['x']).outputs.map(({ name }) => name)).toEqual([
      gradientOf('x'),
    ]);
  });

  test('goes by way of a mark as it goes at once', () => {
    const values = {
      ...drawnFor({ x: [3, 4], weight: [4] }),
      [gradientOf('y0')]: drawn(random('g'), [3, 4]),
    };
    const whole = interpreted(gradient(norm, ['y0'], ['x']), values)[gradientOf('x')];
    const upper = interpreted(gradient(norm, ['y0'], ['inner']), values);
    const given = { ...values, [gradientOf('inner')]: upper[gradientOf('inner')] };
    const lower = interpreted(gradient(norm, ['inner'], ['x']), given)[gradientOf('x')];
    lower.data.forEach((x, i) => {
      expect(x).toBeCloseTo(whole.data[i], 12);
    });
  });

  test('calls no two values alike, nor does its gradient', () => {
    const back = gradient(norm, ['inner'], ['x']);
    for (const graph of [back, gradient(back, [gradientOf('x')], [gradientOf('inner')])]) {
      const made = graph.nodes.flatMap(({ outputs }) => outputs);
      const names = [...made, ...[...graph.constants, ...graph.inputs].map(({ name }) => name)];
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('has a gradient: in what comes down it is the change of the output for a change of the input', () => {
    const values = drawnFor({ x: [3, 4], weight: [4] });
    const change = drawn(random('change'), [3, 4]);
    const back = gradient(norm, ['inner'], ['x']);
    const forth = gradient(back, [gradientOf('x')], [gradientOf('inner')]);
    const zero = { dims: [3, 4], data: new Float64Array(12) };
    const found = interpreted(forth, {
      ...values,
      [gradientOf('inner')]: zero,
      [gradientOf(gradientOf('x'))]: change,
    })[gradientOf(gradientOf('inner'))];
    const moved = (by: number) => {
      const x = { ...values.x, data: values.x.data.map((own, i) => own + by * change.data[i]) };
      const all = interpreted(norm, { ...values, x });
      return all[norm.marks[0].value].data;
    };
    const [more, less] = [moved(1e-5), moved(-1e-5)];
    found.data.forEach((x, i) => {
      expect(x).toBeCloseTo((more[i] - less[i]) / 2e-5, 7);
    });
  });
});
