// Which checkpoints of a run are meant, and in which order they were trained.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { numbered } from '../../src/engine/checkpoint/runFolder.ts';
import { trainingRuns } from '../../src/engine/checkpoint/trainingRun.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { planted, type Tree } from '../support/checkpoints.ts';

const weights = encodeSafetensors(new Map([['w', { dims: [1], data: Float32Array.of(1) }]]));
const folder = (...names: readonly string[]): Tree =>
  Object.fromEntries(names.map((name) => [`${name}/model.safetensors`, weights]));
const refs = (of: Readonly<Record<string, string>>): Tree =>
  Object.fromEntries(
    Object.entries(of).map(([name, commit]) => [`models--a--b/refs/${name}`, commit]),
  );

/** Names of each run's steps. */
async function found(tree: Tree, choose: readonly string[]) {
  const root = planted(tree);
  const runs = await trainingRuns(
    nodeFiles(),
    choose.map((path) => join(root, path)),
  );
  return runs.map(({ name, steps, notes }) => ({
    name,
    steps: steps.map((step) => `${step.name}${step.step === undefined ? '' : ` ${step.step}`}`),
    notes,
  }));
}

const falling = (names: string) =>
  `In the order in which they were given, in which their steps fall: ${names}. The folder of a run is in the order of its steps.`;

describe('a run', () => {
  test.each<[string, Tree, readonly string[], readonly string[], readonly string[]]>([
    [
      'of checkpoint folders, by number and not by name',
      folder('run/checkpoint-1000', 'run/checkpoint-200', 'run/checkpoint-30'),
      ['run'],
      ['checkpoint-30 30', 'checkpoint-200 200', 'checkpoint-1000 1000'],
      [],
    ],
    [
      'of steps, with the final weights beside them, which are no step',
      { ...folder('run/step_100', 'run/step_20'), 'run/model.safetensors': weights },
      ['run'],
      ['step_20 20', 'step_100 100'],
      [],
    ],
    ['of epochs', folder('run/epoch-2', 'run/epoch-10'), ['run'], ['epoch-2 2', 'epoch-10 10'], []],
    ['of numbers', folder('run/200', 'run/1000'), ['run'], ['200 200', '1000 1000'], []],
    [
      'of numbered files',
      {
        'run/model-200.safetensors': weights,
        'run/model-30.safetensors': weights,
        'run/config.json': '{}',
        'run/log-1.txt': '',
      },
      ['run'],
      ['model-30.safetensors 30', 'model-200.safetensors 200'],
      [],
    ],
    [
      'in a folder of its own',
      folder('run/checkpoints/step-2', 'run/checkpoints/step-10'),
      ['run'],
      ['step-2 2', 'step-10 10'],
      [],
    ],
    [
      'one of which is still being written',
      {
        ...folder('run/checkpoint-1', 'run/checkpoint-2'),
        'run/checkpoint-3/optimizer.pt': '',
        ...folder('run/tmp-checkpoint-4'),
      },
      ['run'],
      ['checkpoint-1 1', 'checkpoint-2 2'],
      ['Left out, for they hold no weights: "checkpoint-3".'],
    ],
    [
      'counted in two ways',
      folder('run/checkpoint-1', 'run/checkpoint-2', 'run/epoch-1'),
      ['run'],
      ['checkpoint-1 1', 'checkpoint-2 2'],
      ['Left out, for they are counted in another way than most: "epoch-1".'],
    ],
    [
      "of revisions in the hub's cache",
      {
        ...refs({ main: 'c0ffee', step1000: 'c1', step200: 'c2', step5: 'c9' }),
        ...folder(
          'models--a--b/snapshots/c0ffee',
          'models--a--b/snapshots/c1',
          'models--a--b/snapshots/c2',
        ),
      },
      ['models--a--b'],
      ['step200 200', 'step1000 1000'],
      ['Left out, for they are not in the hub\'s cache: "step5".'],
    ],
    [
      'as a list, as it stands',
      folder('run/checkpoint-20', 'run/checkpoint-100'),
      ['run/checkpoint-20', 'run/checkpoint-100'],
      ['checkpoint-20 20', 'checkpoint-100 100'],
      [],
    ],
    [
      'as a list against its numbers, which is said',
      folder('run/checkpoint-4', 'run/checkpoint-1', 'run/checkpoint-2'),
      ['run/checkpoint-4', 'run/checkpoint-1', 'run/checkpoint-2'],
      ['checkpoint-4', 'checkpoint-1', 'checkpoint-2'],
      [falling('"checkpoint-4", "checkpoint-1", "checkpoint-2"')],
    ],
    [
      'as a list that a shell made',
      folder('run/checkpoint-100', 'run/checkpoint-20'),
      ['run/checkpoint-100', 'run/checkpoint-20'],
      ['checkpoint-100', 'checkpoint-20'],
      [falling('"checkpoint-100", "checkpoint-20"')],
    ],
    [
      'as a list from two folders',
      folder('x/checkpoint-100', 'y/checkpoint-200'),
      ['x/checkpoint-100', 'y/checkpoint-200'],
      ['checkpoint-100 100', 'checkpoint-200 200'],
      [],
    ],
    [
      'as a list from two folders, in the second of which counting begins anew',
      folder('x/step-1', 'x/step-9', 'y/step-1'),
      ['x/step-1', 'x/step-9', 'y/step-1'],
      ['step-1', 'step-9', 'step-1'],
      [falling('"step-1", "step-9", "step-1"')],
    ],
    [
      'as a list of names without numbers, as it stands',
      folder('later', 'early', 'last'),
      ['early', 'later', 'last'],
      ['early', 'later', 'last'],
      [],
    ],
    [
      'as a list in which one has no number, as it stands',
      folder('run/checkpoint-9', 'run/checkpoint-1', 'final'),
      ['run/checkpoint-9', 'run/checkpoint-1', 'final'],
      ['checkpoint-9', 'checkpoint-1', 'final'],
      [],
    ],
    [
      'as a list counted in two ways, as it stands',
      folder('run/checkpoint-100', 'run/epoch-3', 'run/checkpoint-20'),
      ['run/checkpoint-20', 'run/checkpoint-100', 'run/epoch-3'],
      ['checkpoint-20', 'checkpoint-100', 'epoch-3'],
      [
        'In the order in which they were given, in which they are counted in several ways: "checkpoint-20", "checkpoint-100", "epoch-3". The folder of a run is in the order of its steps.',
      ],
    ],
  ])('%s', async (_, tree, choose, steps, notes) => {
    const [run, ...others] = await found(tree, choose);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ steps, notes });
  });

  test('of several seeds, as folders', async () => {
    const tree = folder('seed-1/step-2', 'seed-1/step-1', 'seed-2/step-1', 'seed-2/step-2');
    expect(await found(tree, ['seed-1', 'seed-2'])).toEqual([
      { name: 'seed-1', steps: ['step-1 1', 'step-2 2'], notes: [] },
      { name: 'seed-2', steps: ['step-1 1', 'step-2 2'], notes: [] },
    ]);
  });

  test.each<[string, Tree, readonly string[], string]>([
    ['one checkpoint', folder('model'), ['model'], 'no checkpoints of a training run in "'],
    [
      'a run and a checkpoint',
      folder('run/step-1', 'model'),
      ['run', 'model'],
      'and others are runs',
    ],
    ['an empty folder', { 'run/notes.txt': '' }, ['run'], 'no checkpoints of a training run'],
    [
      'a folder of seeds',
      folder('all/seed-1', 'all/seed-2'),
      ['all'],
      'no checkpoints of a training run',
    ],
    [
      'shards of one checkpoint',
      {
        'm/model-00001-of-00002.safetensors': weights,
        'm/model-00002-of-00002.safetensors': weights,
      },
      ['m'],
      'no checkpoints',
    ],
  ])('is not: %s', async (_, tree, choose, says) => {
    await expect(found(tree, choose)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining(says),
    });
  });
});

test.each<[string, number | undefined]>([
  ['checkpoint-500', 500],
  ['ckpt_7', 7],
  ['global_step1200', 1200],
  ['step3000-unsharded', 3000],
  ['epoch=3-step=1200.ckpt', 1200],
  ['epoch=3.ckpt', 3],
  ['00012.safetensors', 12],
  ['model_v2-300.safetensors', 300],
  ['my.model.300', 300],
  ['ab-gpt2', undefined],
  ['llama-w32-l2-0a', undefined],
  ['seed-3', undefined],
  ['model-00001-of-00003.safetensors', undefined],
  ['tmp-checkpoint-5', undefined],
  ['.step-5', undefined],
  ['checkpoint-best', undefined],
])('%s is step %s', (name, step) => {
  expect(numbered(name)?.step).toBe(step);
});
