// Which checkpoints a word of the command line means.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointsOf } from '../../src/cli/checkpoints.ts';
import { folderOf } from '../support/checkpoints.ts';

const files = {
  'seeds/run-2/config.json': '{}',
  'seeds/run-10/model.safetensors': '',
  'seeds/run-1/config.json': '{}',
  'seeds/notes/read.txt': '',
  'seeds/task.json': '{}',
  '.hidden/config.json': '{}',
  'one/config.json': '{}',
  'one/checkpoint-5/config.json': '{}',
  'lone.gguf': '',
  'runs/b/checkpoint-500/config.json': '{}',
  'runs/b/checkpoint-1000/config.json': '{}',
  'runs/a/checkpoint-500/config.json': '{}',
  'hub/models--x--y/snapshots/1/config.json': '{}',
  'a[1]/config.json': '{}',
  'tfjs/first/model.json': '{}',
  'tfjs/second/model.json': '{}',
  'keras/a.keras': '',
  'nets/net-1/net.onnx': '',
  'nets/net-2/net.keras': '',
  'nets/net-3/net.weights.h5': '',
  'nets/net-4/model.json': '{}',
  'nets/net-5/adapter_config.json': '{}',
  'nets/net-6/pytorch_model.bin.index.json': '{}',
  'nets/net-7/weights.PT': '',
  'nets/net-8/weights.npz': '',
  'nets/logs/losses.npy': '',
  'nets/losses.npy': '',
  'nets/results.pkl': '',
  'empty/none.txt': '',
};

test.each<readonly [what: string, words: readonly string[], expected: readonly string[]]>([
  ['a checkpoint', ['one'], ['one']],
  ['one with others inside is itself meant', ['one'], ['one']],
  [
    'a folder of checkpoints, numbers as numbers',
    ['seeds'],
    ['seeds/run-1', 'seeds/run-2', 'seeds/run-10'],
  ],
  [
    'folders of every format; an array and a pickle make none',
    ['nets'],
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `nets/net-${n}`),
  ],
  ['a list', ['lone.gguf', 'seeds/run-2'], ['lone.gguf', 'seeds/run-2']],
  ['a pattern', ['seeds/run-?'], ['seeds/run-1', 'seeds/run-2']],
  ['a pattern over files', ['*.gguf'], ['lone.gguf']],
  [
    'a pattern whose folder holds checkpoints',
    ['see*'],
    ['seeds/run-1', 'seeds/run-2', 'seeds/run-10'],
  ],
  ['a pattern in the middle', ['*/run-1'], ['seeds/run-1']],
  ['hidden ones are not meant by *', ['*den'], []],
  ['a folder of models of TensorFlow.js', ['tfjs'], ['tfjs/first', 'tfjs/second']],
  ['a folder with a model of Keras', ['keras'], ['keras']],
  ['brackets are letters', ['a[1]', 'a[*'], ['a[1]', 'a[1]']],
  ["a run's folder is its last step, as everywhere", ['runs/b'], ['runs/b']],
  ['a folder of runs', ['runs'], ['runs/a', 'runs/b']],
  ["a folder of models of the hub's cache", ['hub'], ['hub/models--x--y']],
  ['a folder without any stays as it is: the run says so', ['empty'], ['empty']],
  ['what does not exist stays as it is', ['nowhere'], ['nowhere']],
])('%s', async (_, words, expected) => {
  const folder = folderOf(files);
  const found = checkpointsOf(words.map((word) => join(folder, word)));
  if (expected.length === 0) await expect(found).rejects.toThrow('fits the pattern');
  else expect(await found).toEqual(expected.map((each) => join(folder, each)));
});
