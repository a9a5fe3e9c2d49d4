// What the editor is told of a task of data while it is written: its view, or what is wrong, never a failed call.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { taskFile } from '../../src/engine/analysis/taskCheck.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from '../support/checkpoints.ts';
import { arrays, type Contents, csv, idx, picture, two } from '../support/dataTasks.ts';

const look = (task: object, files: Contents) =>
  taskFile(
    quietJob,
    { files: nodeFiles(), sha256 },
    {
      task: join(folderOf({ 'a.txt': '', ...files }), 'a.task.json'),
      text: JSON.stringify(task, undefined, 1),
    },
  );
const table = { file: 'd.csv', labels: 'kind' };
const pictures = {
  'd/a/1.png': picture([1, 2, 3, 4], 2),
  'd/b/1.png': picture([4, 3, 2, 1], 2),
};

test.each<readonly [string, object, Contents, readonly string[]]>([
  ['a table', { data: table }, { 'd.csv': csv }, ['x', 'y']],
  [
    'named arrays',
    { data: { file: 'd.safetensors', input: 'x', labels: 'y' }, ...two },
    { 'd.safetensors': arrays },
    ['left', 'right'],
  ],
  ['pictures', { data: { file: 'd' }, ...two }, pictures, ['left', 'right']],
])('%s: its view, for hover and completion', async (_, task, files, parts) => {
  const view = await look(task, files);
  expect(view.problems).toEqual([]);
  expect(view.parts).toEqual(parts);
});

test.each<readonly [string, object, Contents, RegExp]>([
  ['no file', { data: table }, {}, /d\.csv/],
  ['a folder for a table', { data: table }, { 'd.csv/e': '' }, /d\.csv/],
  ['an empty table', { data: table }, { 'd.csv': '' }, /d\.csv/],
  ['a cell that is no number', { data: table }, { 'd.csv': `${csv}6,?,b\n` }, /line 5/],
  ['no safetensors', { data: { file: 'd.safetensors' } }, { 'd.safetensors': 'x' }, /safetensors/],
  ['no npz', { data: { file: 'd.npz', input: 'x', labels: 'y' } }, { 'd.npz': 'PK' }, /d\.npz/],
  ['no IDX', { data: { file: 'd.idx', labels: 'e.idx' } }, { 'd.idx': idx(8, [2], [1]) }, /idx/],
  ['no PNG', { data: { file: 'd' } }, { 'd/a/1.png': 'x', 'd/b/1.png': 'x' }, /png/],
  ['no labels', { data: { file: 'd.csv', input: ['x'] } }, { 'd.csv': csv }, /labels/],
  ['a path outside', { data: { file: '../../d.csv', labels: 'kind' } }, {}, /leaves its folder/],
  ['no form', { data: { file: 3 } }, {}, /./],
  ['half typed', { data: {} }, {}, /./],
])('%s: a problem with its sentence', async (_, task, files, sentence) => {
  const { problems } = await look(task, files);
  expect(problems[0].message).toMatch(sentence);
  expect(problems[0].line).toBeGreaterThan(1); // in "data"
});

test('a task file that is gone is a failed call, as ever', async () => {
  const ports = { files: nodeFiles(), sha256 };
  await expect(taskFile(quietJob, ports, { task: '/gone.task.json' })).rejects.toMatchObject({
    code: 'file-missing',
  });
});
