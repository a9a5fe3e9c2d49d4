// A network of values goes through the same sweep: regions of its feature maps against what PyTorch computes by hand
// (test/fixture/make/rows.py), every plan against the plain way, and outputs of every kind as logits.
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chainGraph, chainOf } from '../../src/engine/chain/chain.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { ValueGraph } from '../../src/engine/dataflow/valueGraph.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { type Plan, residual } from '../../src/engine/forward/plan.ts';
import { answers, fromDonor } from '../../src/engine/forward/reducers.ts';
import { withSight } from '../../src/engine/forward/sight.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { type ValueModel, valueNetwork } from '../../src/engine/forward/valueModel.ts';
import { dataFit } from '../../src/engine/task/data/dataFit.ts';
import { type DataTask, isDataTask } from '../../src/engine/task/data/dataTask.ts';
import { everything } from '../../src/engine/task/partSet.ts';
import { resolveTask } from '../../src/engine/task/resolveTask.ts';
import type { Pair } from '../../src/engine/task/task.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { opened } from '../support/checkpoints.ts';
import { dataTaskOf } from '../support/dataTasks.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, testRuntime } from '../support/models.ts';
import { naiveSweep } from '../support/naiveSweep.ts';
import { testPorts } from '../support/stores.ts';

async function taskIn(name: string): Promise<DataTask> {
  const task = await resolveTask(quietJob, nodeFiles(), sha256, fixture(`rows/${name}.task.json`));
  if (!isDataTask(task)) throw new Error('no task of data');
  return task;
}

async function modelIn(name: string): Promise<ValueModel> {
  const checkpoint = await opened(fixture(`rows/${name}.safetensors`));
  const graph = await chainGraph(testPorts(), checkpoint, chainOf(checkpoint)!);
  onTestFinished(() => graph.release());
  return { kind: 'values', name, checkpoint, graph, notes: [], sight: undefined };
}

async function forwardOf(model: ValueModel): Promise<Forward> {
  const forward = new Forward(valueNetwork(model), await testRuntime(), 2 ** 20);
  onTestFinished(() => forward.release());
  return forward;
}

const pairOf = (task: DataTask, base: number, source: number): Pair => ({
  template: 0,
  base: task.parts.map(() => String(base)),
  source: task.parts.map(() => String(source)),
  variables: { base: [], source: [] },
  right: [],
});

test('every region of every cut of a CNN, as PyTorch has it', async () => {
  const task = await taskIn('bars');
  const golden = JSON.parse(readFileSync(fixture('rows/interchanges.json'), 'utf8'));
  const model = await withSight(quietJob, await modelIn('cnn-top'), task);
  const pairs = (golden.pairs as [number, number][]).map(([a, b]) => pairOf(task, a, b));
  const trial = await dataFit(task).tokenise(quietJob, pairs);
  const sites = [0, 1, 2, 3, 4].flatMap((cut) =>
    Array.from({ length: golden.regions }, (_, region) => residual(cut, [region])),
  );
  const plan: Plan = {
    series: [{ name: 'answers', donor: everything, sites, of: 'pairs', reducer: answers }],
    sets: [],
  };
  const { series } = await sweep(quietJob, await forwardOf(model), trial, plan);
  const found = series.get('answers')!; // [cuts, regions, pairs, 2], as PyTorch's
  expect(furthest(found, Float32Array.from(golden.answers))).toBeLessThan(2e-5);
});

const plans: readonly [model: string, task: string][] = [
  ['cnn-bottom', 'bars'],
  ['mlp-ab', 'rows'],
];
test.each(plans)('%s: any plan as the plain way, and itself by itself', async (name, data) => {
  const task = await taskIn(data);
  const model = await withSight(quietJob, await modelIn(name), task);
  const forward = await forwardOf(model);
  const pairs = [pairOf(task, 3, 8), pairOf(task, 5, 21), pairOf(task, 30, 2)];
  const trial = await dataFit(task).tokenise(quietJob, pairs);
  const { cuts } = forward.network;
  const spans = task.spans.map((_, s) => [s]);
  const sites = cuts.flatMap((cut) =>
    [...spans, [0, 1], 'all' as const].map((r) => residual(cut, r)),
  );
  const plan: Plan = {
    series: [everything, 0b01, 0b10].map((donor) => {
      return { name: `${donor}`, donor, sites, of: 'pairs', reducer: answers } as const;
    }),
    sets: [0b11],
  };
  const found = await sweep(quietJob, forward, trial, plan);
  const wanted = await naiveSweep(forward, trial, plan);
  for (const [series, kept] of found.series) {
    expect(furthest(kept, wanted.series.get(series)!), series).toBeLessThan(1e-5);
  }
  const whole: Plan = {
    series: [
      {
        name: 'whole',
        donor: everything,
        sites: cuts.slice(0, -1).map((cut) => residual(cut, 'all')),
        of: 'check',
        reducer: fromDonor,
      },
      {
        name: 'none',
        donor: 0,
        sites: cuts.slice(0, -1).map((cut) => residual(cut, [0])),
        of: 'check',
        reducer: fromDonor,
      },
    ],
    sets: [],
  };
  const checks = await sweep(quietJob, forward, { ...trial, pairs: 1 }, whole);
  for (const kept of checks.series.values()) expect(Math.max(...kept)).toBeLessThan(1e-6);
});

/** y = what this makes of x, two numbers. */
function graphOf(width: number, make: (x: readonly number[]) => readonly number[]): ValueGraph {
  const shape = (n: number) => [undefined, n];
  const outputs = make([0, 0]).length;
  return {
    inputs: [{ name: 'x', shape: shape(width) }],
    outputs: [{ name: 'y', shape: shape(outputs) }],
    values: new Map([
      ['x', { name: 'x', shape: shape(width) }],
      ['y', { name: 'y', shape: shape(outputs) }],
    ]),
    steps: [{ op: 'Dense', takes: ['x'], gives: ['y'] }],
    computedBy: 'a test',
    run: async (_, { x }) => {
      const rows = Array.from({ length: x.dims[0] }, (_, b) => [
        ...x.data.subarray(2 * b, 2 * b + 2),
      ]);
      return { y: { dims: [rows.length, outputs], data: Float32Array.from(rows.flatMap(make)) } };
    },
    release: async () => undefined,
  };
}

describe('what an output says', () => {
  const csv = '0.5,-1,0\n2,0.25,1\n-1,1,1\n0,0,0\n';
  const softmax = (z: readonly number[]) => {
    const e = z.map(Math.exp);
    return e.map((x) => x / e.reduce((a, b) => a + b, 0));
  };
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const cases: readonly [
    what: string,
    make: (x: readonly number[]) => readonly number[],
    saying: string,
  ][] = [
    ['logits', ([a, b]) => [a, b], 'logits'],
    ['probabilities', ([a, b]) => softmax([a, b]), 'probabilities'],
    ['one logit', ([a, b]) => [b - a], 'one logit'],
    ['one probability', ([a, b]) => [sigmoid(b - a)], 'one probability'],
  ];
  test.each(cases)('%s: the same answers', async (_, make, saying) => {
    const task = await dataTaskOf({ file: 'd.csv', labels: 'c3' }, { 'd.csv': csv });
    const checkpoint = await opened(fixture('rows/mlp-ab.safetensors'));
    const plain: ValueModel = {
      kind: 'values',
      name: 'm',
      checkpoint,
      graph: graphOf(2, make),
      notes: [],
      sight: undefined,
    };
    const model = await withSight(quietJob, plain, task);
    expect(model.sight!.saying).toBe(saying);
    const trial = await dataFit(task).tokenise(quietJob, [pairOf(task, 0, 1), pairOf(task, 2, 3)]);
    const found = await sweep(quietJob, await forwardOf(model), trial, { series: [], sets: [] });
    const wanted = [softmax([0.5, -1]), softmax([-1, 1])].flat();
    expect(furthest(found.answers.get(0)!, Float32Array.from(wanted))).toBeLessThan(1e-6);
    expect(found.mass[0]).toBeCloseTo(1, 6);
  });

  const refused: readonly [what: string, graph: ValueGraph, message: RegExp, more?: string][] = [
    [
      'fewer outputs than classes',
      graphOf(2, ([a, b]) => [a, b]),
      /m has 2 outputs, the task 3 classes/,
      '1,2,2\n',
    ],
    ['other sizes', graphOf(3, ([a, b]) => [a, b]), /m reads 3 numbers, a row of d\.csv has 2/],
    [
      'two inputs',
      {
        ...graphOf(2, ([a, b]) => [a, b]),
        inputs: [
          { name: 'x', shape: [undefined, 2] },
          { name: 'z', shape: [undefined, 2] },
        ],
      },
      /m has 2 inputs: x, z; one of numbers is allowed/,
    ],
    [
      'indices',
      {
        ...graphOf(2, ([a, b]) => [a, b]),
        inputs: [{ name: 'x', shape: [undefined, 2], integer: true }],
      },
      /m has 1 inputs: x \(indices\)/,
    ],
  ];
  test.each(refused)('refused: %s', async (_, graph, message, more = '') => {
    const task = await dataTaskOf({ file: 'd.csv', labels: 'c3' }, { 'd.csv': csv + more });
    const checkpoint = await opened(fixture('rows/mlp-ab.safetensors'));
    const plain: ValueModel = {
      kind: 'values',
      name: 'm',
      checkpoint,
      graph,
      notes: [],
      sight: undefined,
    };
    await expect(withSight(quietJob, plain, task)).rejects.toThrow(message);
  });
});
