// What a run's folder holds now: its checkpoints in order, each with a mark that changes while it is written.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trainingSteps } from '../../src/engine/analysis/trainingSteps.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { folderOf } from '../support/checkpoints.ts';

const look = (path: string) => trainingSteps({ files: nodeFiles() }, { path });

test('a checkpoint that grows, by any of its files, is marked anew, and no other is', async () => {
  const run = folderOf({
    'checkpoint-10/model.safetensors': 'a',
    'checkpoint-9/model.safetensors': 'b',
    'checkpoint-9/config.json': '{}',
  });
  const before = await look(run);
  expect(before.map(({ label }) => label)).toEqual(['checkpoint-9', 'checkpoint-10']);
  expect(before[0].path).toBe(join(run, 'checkpoint-9'));
  expect(await look(run)).toEqual(before);
  appendFileSync(join(run, 'checkpoint-10', 'model.safetensors'), 'more');
  const grown = await look(run);
  expect(grown[0]).toEqual(before[0]);
  expect(grown[1].stamp).not.toBe(before[1].stamp);
  writeFileSync(join(run, 'checkpoint-9', 'tokenizer.json'), '{}');
  expect((await look(run))[0].stamp).not.toBe(before[0].stamp);
});

test('of numbered files each is its own mark', async () => {
  const run = folderOf({ 'model-1.safetensors': 'a', 'model-2.safetensors': 'b' });
  const [, second] = await look(run);
  appendFileSync(second.path, 'more');
  expect((await look(run))[1].stamp).not.toBe(second.stamp);
});

test.each([
  ['that is empty', 'run'],
  ['whose first checkpoint has no weights yet', 'begun'],
  ['that is not there yet', 'missing'],
])('a run %s holds none', async (_, name) => {
  const root = folderOf({});
  mkdirSync(join(root, 'run'));
  mkdirSync(join(root, 'begun', 'checkpoint-1'), { recursive: true });
  expect(await look(join(root, name))).toEqual([]);
});
