// Models of rows and pictures end to end: what each holds where, and verdicts on models whose computation is known
// (test/fixture/make/rows.py): which columns, or which corner, they answer by.
import { describe, expect, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { compare } from '../../src/engine/analysis/compare.ts';
import { distinguish } from '../../src/engine/analysis/distinguish.ts';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { layers } from '../../src/engine/analysis/layers.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Level } from '../../src/protocol/granularity.ts';
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { explanationOf } from '../../src/words/report.ts';
import { fixture } from '../support/fixture.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const of = (name: string) => fixture(`rows/${name.includes('.') ? name : `${name}.safetensors`}`);
/** One store: what a model answered is not run again. */
const ports = testPorts();
const run = { memory: 1000, resamples: 100, pairs: 32 };
const interpreted = (a: string, task: string) =>
  interpret(quietJob, ports, { ...run, a: of(a), task: of(`${task}.task.json`) });
const compared = (a: string, b: string, task: string) =>
  compare(quietJob, ports, { ...run, a: of(a), b: of(b), task: of(`${task}.task.json`) });

/** "a {first}" of the input's places that hold something, and of the last cut. */
function held({ models: [{ sites }] }: InterpretReport | CompareReport, cut: number): string {
  return sites!
    .filter((site) => site.cut === cut && site.label !== null && site.label.length > 0)
    .map(({ span, label }) => `${span} {${label!.join()}}`)
    .join(', ');
}

describe('one model', () => {
  const cases: readonly [model: string, task: string, cut: number, holds: string][] = [
    ['mlp-ab', 'rows', 0, 'a {first}, b {second}'],
    ['mlp-cd', 'rows', 0, 'c {first}, d {second}'],
    ['mlp-ab', 'rows', 2, 'whole {first,second}'],
  ];
  test.each(cases)('%s on %s holds at cut %i: %s', async (model, task, cut, holds) => {
    const report = await interpreted(model, task);
    expect(held(report, cut)).toBe(holds);
    expect(faultsOf(report)).toEqual([]);
  });
});

describe('two models', () => {
  const cases: readonly [a: string, b: string, task: string, verdict: string, why: RegExp][] = [
    ['mlp-ab', 'mlp-ab2', 'rows', 'inconclusive', /^Only what the input does/],
    [
      'mlp-ab',
      'mlp-cd',
      'rows',
      'different',
      /answer by different regions of the input: where `[a-d]` is taken/,
    ],
    [
      'cnn-top',
      'cnn-bottom',
      'bars',
      'different',
      /where `(top left|bottom right)` is taken from another row/,
    ],
    ['mlp-ab.onnx', 'mlp-ab', 'rows', 'inconclusive', /^Only what the input does/],
    ['mlp-ab.onnx', 'mlp-cd', 'rows', 'different', /where `[a-d]` is taken from another row/],
    ['cnn-top.onnx', 'cnn-top', 'bars', 'indistinguishable', /^No interchange tells/],
  ];
  test.each(cases)('%s and %s on %s: %s', async (a, b, task, verdict, why) => {
    const report = await compared(a, b, task);
    expect(report.verdict).toBe(verdict);
    expect(explanationOf(report)).toMatch(why);
    expect(faultsOf(report)).toEqual([]);
  });

  test('one set of weights in two formats reads the same at every site', async () => {
    const [onnx, plain] = [
      await interpreted('cnn-top.onnx', 'bars'),
      await interpreted('cnn-top', 'bars'),
    ];
    const told = ({ models: [{ sites }] }: InterpretReport) =>
      sites!.map(({ cut, span, label, strength }) => [cut, span, label, strength.toFixed(5)]);
    expect(told(onnx)).toEqual(told(plain));
  });

  test('whatever decides, each map shows what the model holds by itself', async () => {
    const report = await compared('mlp-ab', 'mlp-cd', 'rows');
    expect(held(report, 0)).toBe('a {first}, b {second}');
  });
});

describe('inspect', () => {
  const cases: readonly [file: string, family: string, note: RegExp | undefined][] = [
    ['mlp-ab', 'layers in a row', /No tensor says the activation/],
    ['conv-pooled', 'layers in a row', /2 x 2 max pooling after every convolution/],
    ['resnet-basic', 'layers in a row', /names of a ResNet of torchvision/],
    ['cnn-top.onnx', 'the network that the file describes', undefined],
  ];
  test.each(cases)('%s is %s', async (file, family, note) => {
    const view = await inspect(quietJob, ports, { path: of(file) });
    expect(view).toMatchObject({ family, answers: true, problems: [], notUnderstood: [] });
    if (note) expect(view.notes.some((each) => note.test(each))).toBe(true);
    else expect(view.notes).toEqual([]);
  });
});

describe('what asks for prompts, heads or words refuses rows', () => {
  const [a, b, task] = [of('mlp-ab'), of('mlp-cd'), of('rows.task.json')];
  const cases: readonly [what: string, run: () => Promise<unknown>, message: RegExp][] = [
    [
      'circuit',
      () => circuit(quietJob, ports, { ...run, a, task }),
      /asks for a transformer that reads tokens/,
    ],
    [
      'distinguish',
      () => distinguish(quietJob, ports, { ...run, a, b, task }),
      /distinguish asks for a task of prompts/,
    ],
    [
      'layers',
      () => layers(quietJob, ports, { ...run, a, b, task }),
      /asks for a transformer that reads tokens/,
    ],
  ];
  test.each(cases)('%s', async (_, action, message) => {
    await expect(action()).rejects.toThrow(message);
  });
});

describe('a finer level of rows is refused by name', () => {
  const [a, b, task] = [of('mlp-ab'), of('mlp-cd'), of('rows.task.json')];
  const cases: readonly (readonly [Level[], string])[] = [
    [['subspace'], 'subspace'],
    [['head'], 'head'],
    [['cut', 'head', 'subspace'], 'head, subspace'],
  ];
  test.each(cases)('%j', async (granularity, named) => {
    const message = `mlp-ab reads rows of numbers, and granularity ${named} asks for transformers`;
    const asked = { ...run, a, task, granularity };
    await expect(interpret(quietJob, ports, asked)).rejects.toThrow(message);
    await expect(compare(quietJob, ports, { ...asked, b })).rejects.toThrow(message);
  });
});

describe('what does not fit', () => {
  const cases: readonly [what: string, model: string, task: string, message: RegExp][] = [
    [
      'rows for a language model',
      'gpt2',
      of('rows.task.json'),
      /gpt2 reads tokens, and the task "parity of signs" has rows of numbers/,
    ],
    [
      'prompts for a model of rows',
      of('mlp-ab'),
      'ioi',
      /mlp-ab reads rows of numbers, and the task "ioi" has prompts/,
    ],
    [
      'pictures for a model of rows',
      of('mlp-ab'),
      of('bars.task.json'),
      /mlp-ab reads 4 numbers, a row of bars-images\.idx3-ubyte has 12 x 12 x 1/,
    ],
    [
      'rows for a model of pictures',
      of('cnn-top'),
      of('rows.task.json'),
      /cnn-top reads 1 x 12 x 12 numbers, a row of rows\.csv has 4/,
    ],
  ];
  test.each(cases)('%s', async (_, model, task, message) => {
    const path = model === 'gpt2' ? fixture('checkpoints/gpt2') : model;
    await expect(interpret(quietJob, ports, { ...run, a: path, task })).rejects.toThrow(message);
  });
});
