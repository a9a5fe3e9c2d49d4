// Transformers of images on a task of data: regions are the patches inside, at every cut, as PyTorch has it; and verdicts
// on two that are known to answer by different columns of a picture (test/fixture/make/patches.py).
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { compare } from '../../src/engine/analysis/compare.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { type PatchModel, patchNetwork, withPatches } from '../../src/engine/forward/patches.ts';
import { type Plan, residual } from '../../src/engine/forward/plan.ts';
import { answers } from '../../src/engine/forward/reducers.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { dataFit } from '../../src/engine/task/data/dataFit.ts';
import { isDataTask } from '../../src/engine/task/data/dataTask.ts';
import { everything } from '../../src/engine/task/partSet.ts';
import { resolveTask } from '../../src/engine/task/resolveTask.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import type { ModelReport } from '../../src/protocol/report.ts';
import { opened } from '../support/checkpoints.ts';
import { dataTaskOf, picture } from '../support/dataTasks.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, testRuntime } from '../support/models.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const of = (name: string) => fixture(`rows/${name}`);
const ports = testPorts();
const run = { task: of('vit.task.json'), memory: 1000, resamples: 100, pairs: 96 };

async function taskIn(path: string) {
  const task = await resolveTask(quietJob, nodeFiles(), sha256, path);
  if (!isDataTask(task)) throw new Error('no task of data');
  return task;
}

async function modelIn(path: string): Promise<PatchModel> {
  const checkpoint = await opened(path);
  const model = modelOf(checkpoint);
  return { kind: 'patches', name: 'm', model, checkpoint, notes: [], sight: undefined };
}

const leftAlone = 0b001;

test('every region of every cut, as PyTorch has it', async () => {
  const task = await taskIn(run.task);
  const golden = JSON.parse(readFileSync(of('vit.interchanges.json'), 'utf8'));
  const model = withPatches(await modelIn(of('vit-left')), task);
  const pairs = (golden.pairs as [number, number][]).map(([base, source]) => ({
    template: 0,
    base: task.parts.map(() => String(base)),
    source: task.parts.map(() => String(source)),
    variables: { base: [], source: [] },
    right: [],
  }));
  const trial = await dataFit(task, model.sight!.sizes).tokenise(quietJob, pairs);
  const network = patchNetwork(model);
  expect(network.cuts.length).toBe(golden.cuts);
  const sites = network.cuts.flatMap((moment) =>
    task.spans.map((_, region) => residual(moment, [region])),
  );
  const plan: Plan = {
    series: [{ name: 'answers', donor: everything, sites, of: 'pairs', reducer: answers }],
    sets: [leftAlone],
  };
  const forward = new Forward(network, await testRuntime(), 2 ** 20);
  onTestFinished(() => forward.release());
  const found = await sweep(quietJob, forward, trial, plan);
  const wanted = Float32Array.from(golden.answers as number[]); // [cuts, regions, pairs, 4]
  expect(furthest(found.series.get('answers')!, wanted)).toBeLessThan(2e-5);
  // The picture that has the left of the source is the interchange of its patches: none lies in two regions.
  const mixed = found.answers.get(leftAlone)!;
  expect(furthest(mixed, wanted.subarray(0, mixed.length))).toBeLessThan(2e-5);
});

/** The columns of the picture that hold something at the embedding. */
function columns({ sites }: ModelReport): string[] {
  return sites!.filter(({ cut, label }) => cut === 0 && label?.length).map(({ span }) => span);
}

describe('verdicts', () => {
  test('one model', async () => {
    const report = await interpret(quietJob, ports, { ...run, a: of('vit-left') });
    expect(report.models[0].accuracy).toBe(1);
    expect(columns(report.models[0])).toEqual(['left', 'right']);
    expect(report.models[0].family).toBe('vit');
    expect(faultsOf(report)).toEqual([]);
  });

  const cases = [
    ['vit-left', 'vit-left', 'indistinguishable'],
    ['vit-left', 'vit-middle', 'different'],
  ] as const;
  test.each(cases)('%s and %s: %s', async (a, b, verdict) => {
    const report = await compare(quietJob, ports, { ...run, a: of(a), b: of(b) });
    expect(report.verdict).toBe(verdict);
  });
});

const colours = Array.from({ length: 8 * 12 * 3 }, (_, i) => i % 256);
const files = { 'p/a/1.png': picture(colours, 12, 3), 'p/b/1.png': picture(colours, 12, 3) };
const meeting = async (regions: object) => {
  const task = await dataTaskOf({ file: 'p' }, files, { regions });
  return withPatches(await modelIn(of('vit-left')), task);
};

test('patches that lie in several regions, and classes beyond the task, are told', async () => {
  const classes = "The model has 4 outputs: the first 2 are the task's classes.";
  expect((await meeting({ grid: [1, 3] })).notes).toEqual([classes]);
  const { notes, sight } = await meeting({ rectangles: { left: [0, 0, 8, 7] } });
  expect(notes).toEqual([
    'Some patches (4 x 4) lie in several regions: each is at that which has its centre.',
    classes,
  ]);
  expect([sight!.sizes, sight!.places]).toEqual([
    [4, 2],
    [1, 2, 4, 5, 3, 6, 0],
  ]);
});

describe('refused', () => {
  const vit = of('vit-left');
  const cases: readonly [what: string, asked: () => Promise<unknown>, message: RegExp][] = [
    [
      'a circuit',
      () => circuit(quietJob, ports, { ...run, a: vit }),
      /vit-left reads rows of numbers, and a circuit asks for a transformer that reads tokens/,
    ],
    [
      'prompts',
      () => interpret(quietJob, ports, { ...run, a: vit, task: 'ioi' }),
      /vit-left reads rows of numbers, and the task "ioi" has prompts/,
    ],
    [
      'rows of another size',
      () => interpret(quietJob, ports, { ...run, a: vit, task: of('bars.task.json') }),
      /vit-left reads any x 3 x 8 x 12|vit-left reads 3 x 8 x 12 numbers, a row of/,
    ],
  ];
  test.each(cases)('%s', async (_, asked, message) => {
    await expect(asked()).rejects.toMatchObject({ code: 'task-kind', message });
  });

  const regions: readonly [what: string, regions: object, message: RegExp][] = [
    ['of channels', { channels: ['r', 'g', 'b'] }, /m has 2 x 3 patches, and no patch's centre/],
    ['finer than patches', { grid: [1, 6] }, /m has 2 x 3 patches, and no patch's centre/],
  ];
  test.each(regions)('regions %s', async (_, asked, message) => {
    await expect(meeting(asked)).rejects.toThrow(message);
  });
});
