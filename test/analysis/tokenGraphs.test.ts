// Language models as ONNX graphs are looked into as their weights are: the same cuts, the same sites, the same verdicts
// (test/fixture/make/tokenOnnx.py made them of the sample models, each by another of PyTorch's exporters).
import { describe, expect, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { compare } from '../../src/engine/analysis/compare.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { taskCheck } from '../../src/engine/analysis/taskCheck.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { ModelReport } from '../../src/protocol/report.ts';
import { fixture } from '../support/fixture.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const sample = (name: string) => fixture(`../../media/sample/modsum/${name}`);
const graph = (name: string) => fixture(`onnx/lm/${name}`);
const task = sample('task.json');
/** One store: what a model answered is not run again. */
const ports = testPorts();
const run = { task, memory: 1000, resamples: 100, pairs: 32 };
const compared = (a: string, b: string) => compare(quietJob, ports, { ...run, a, b });

/** Every number that is told of a model, and where it was measured. */
function toldOf({ accuracy, meanLogitDifference, massOnAnswers, profile, sites }: ModelReport) {
  const places = sites?.map(({ cut, span, onward, label }) => [cut, span, onward, label]);
  const strengths = sites?.map(({ strength }) => strength) ?? [];
  const entries = profile?.map(({ value }) => value) ?? [];
  const numbers = [accuracy, meanLogitDifference, massOnAnswers, ...strengths, ...entries];
  return { places, sets: profile?.map(({ set }) => set), numbers: numbers.map(Number) };
}

describe('a graph and the weights that it was made of', () => {
  const cases = [
    ['ab-gpt2', 'ab-gpt2'],
    ['ab-llama-dynamo', 'ab-llama'],
    ['bc-llama-five', 'bc-llama'],
  ] as const;
  test.each(cases)('%s', async (name, weights) => {
    const report = await compared(graph(name), sample(weights));
    expect(report.verdict).toBe('indistinguishable');
    expect(faultsOf(report)).toEqual([]);
    const [found, wanted] = report.models.map(toldOf);
    expect(found.places).toEqual(wanted.places);
    expect(found.sets).toEqual(wanted.sets);
    for (const [i, number] of found.numbers.entries()) {
      expect(Math.abs(number - wanted.numbers[i])).toBeLessThan(1e-4);
    }
    expect(report.models.map(({ family }) => family)[0]).toBe('tokens');
    expect(report.provenance.runtime).toMatch(/^onnxruntime-node/);
  });
});

test('two graphs that compute it differently', async () => {
  const { verdict } = await compared(graph('ab-gpt2'), graph('bc-llama-five'));
  expect(verdict).toBe('different');
});

test('a graph that fills in a mask answers as its weights do', async () => {
  const letters = graph('letters.task.json');
  const [a, b] = [graph('bert'), fixture('checkpoints/bert')];
  const { models, verdict } = await compare(quietJob, ports, { ...run, task: letters, a, b });
  expect(verdict).toBe('not comparable'); // it is random
  const [found, wanted] = models.map(toldOf);
  expect(Math.abs(found.numbers[1] - wanted.numbers[1])).toBeLessThan(1e-4);
  expect(wanted.numbers[1]).not.toBe(0);
});

test('a task is checked for it', async () => {
  const view = await taskCheck(quietJob, ports, { task, model: graph('ab-gpt2') });
  expect(view).toEqual(await taskCheck(quietJob, ports, { task, model: sample('ab-gpt2') }));
});

describe('refused', () => {
  const cases: readonly [what: string, asked: () => Promise<unknown>, message: RegExp][] = [
    [
      'a circuit: heads are not told apart',
      () => circuit(quietJob, ports, { ...run, a: graph('ab-gpt2') }),
      /ab-gpt2 is a network as ONNX.* has it, without blocks and heads, and a circuit asks for/,
    ],
    [
      'without a tokenizer',
      () => interpret(quietJob, ports, { ...run, a: fixture('onnx/gpt2.onnx'), task: 'ioi' }),
      /gpt2: no tokenizer beside the weights/,
    ],
    [
      'a task of data',
      () =>
        interpret(quietJob, ports, {
          ...run,
          a: graph('bert'),
          task: fixture('rows/small.task.json'),
        }),
      /bert reads tokens, and the task "small" has rows of numbers/,
    ],
    [
      'prompts of a length that it cannot read',
      () =>
        interpret(quietJob, ports, {
          ...run,
          a: graph('bc-llama-five'),
          task: graph('short.task.json'),
        }),
      /bc-llama-five: a prompt has 3 tokens, the model reads exactly 5/,
    ],
  ];
  test.each(cases)('%s', async (_, asked, message) => {
    await expect(asked()).rejects.toMatchObject({
      code: expect.stringMatching(/^task-(model|kind)$/),
      message,
    });
  });
});
