// What is wrong with data, by its sentence: the rest of the table, and where data lie.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { resolveTask } from '../../src/engine/task/resolveTask.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from '../support/checkpoints.ts';
import {
  arrays,
  type Contents,
  csv,
  dataTaskOf,
  idx,
  named,
  picture,
} from '../support/dataTasks.ts';

const pixels = { 'd/a/1.png': picture([1, 2, 3, 4], 2), 'd/b/1.png': picture([1, 2, 3, 4], 2) };
const wrong: readonly [
  what: string,
  data: object,
  files: Contents,
  more: object,
  message: RegExp,
][] = [
  [
    'no PNG',
    { file: 'd' },
    { 'd/a/1.png': 'hello, this is no picture at all, only text' },
    {},
    /a\/1\.png: it does not begin as a PNG/,
  ],
  [
    'a PNG that is cut short',
    { file: 'd' },
    { 'd/a/1.png': picture([1, 2, 3, 4], 2).subarray(0, 45) },
    {},
    /a\/1\.png: it is cut short/,
  ],
  [
    'columns of pictures',
    { file: 'd' },
    pixels,
    { regions: { columns: ['x'] } },
    /columns are of rows of columns, a row has the shape 2 x 2 x 1/,
  ],
  [
    'a grid finer than the picture',
    { file: 'd' },
    pixels,
    {},
    /"top centre" has no pixel|"top left" has no pixel|has no pixel of 2 x 2/,
  ],
  [
    'regions that overlap',
    { file: 'd' },
    pixels,
    { regions: { rectangles: { a: [0, 0, 2, 1], b: [0, 0, 1, 2] } } },
    /"a" and "b" overlap/,
  ],
  [
    'a region beyond the picture',
    { file: 'd' },
    pixels,
    { regions: { rectangles: { a: [0, 0, 3, 1] } } },
    /"a" is not within a picture of 2 x 2/,
  ],
  [
    'too many regions',
    { file: 'd.csv', labels: 'c14' },
    { 'd.csv': `${Array(14).fill(0).join()}\n${Array(14).fill(1).join()}\n` },
    {},
    /found 13, 2 to 12 are allowed/,
  ],
  [
    'variables that use up all columns',
    { file: 'd.csv', labels: 'kind', variables: ['x', 'y'] },
    { 'd.csv': csv },
    {},
    /of the columns none is left as input/,
  ],
  [
    'variables that leave one column',
    { file: 'd.csv', labels: 'kind', variables: ['x'] },
    { 'd.csv': csv },
    {},
    /of the columns one is left as input, at least 2/,
  ],
  [
    'one region',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': csv },
    { regions: { columns: { p: ['x', 'y'] } } },
    /"regions": found 1, at least 2 are needed/,
  ],
  [
    'a column in two regions',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': csv },
    { regions: { columns: { p: ['x'], q: ['x', 'y'] } } },
    /"x" is in two regions/,
  ],
  [
    'a shape of another size',
    { file: 'd.csv', labels: 'kind', shape: [3, 3] },
    { 'd.csv': csv },
    {},
    /a row has 2 numbers, "shape" asks for 3 x 3/,
  ],
  [
    'channels at both ends',
    { file: 'd.safetensors', input: 'x', labels: 'y' },
    {
      'd.safetensors': named({
        x: [
          [1, 2, 2, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
        y: [[1], [0]],
      }),
    },
    {},
    /pictures of 2 x \.\. x 2/,
  ],
  [
    'no such array',
    { file: 'd.safetensors', input: 'z', labels: 'y' },
    { 'd.safetensors': arrays },
    {},
    /no array "z" of rows; arrays: "x", "y"/,
  ],
  [
    'labels of another length',
    { file: 'd.safetensors', input: 'x', labels: 'y' },
    {
      'd.safetensors': named({
        x: [
          [2, 2],
          [1, 2, 3, 4],
        ],
        y: [[3], [0, 1, 0]],
      }),
    },
    {},
    /"y" is no array of 2 numbers/,
  ],
  [
    'a template beside',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': csv },
    { template: '{x}' },
    /"template" is of prompts, and the task has data/,
  ],
  [
    'listed pairs',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': csv },
    {
      pairs: [
        { base: {}, source: {} },
        { base: {}, source: {} },
      ],
    },
    /pairs of data are drawn/,
  ],
  [
    'an unknown key',
    { file: 'd.csv', label: 'kind' },
    { 'd.csv': csv },
    {},
    /the key "label" is not known; allowed: file, input, labels/,
  ],
];

test.each(wrong)('refused: %s', async (_, data, files, more, message) => {
  await expect(dataTaskOf(data, files, more)).rejects.toThrow(message);
});

test.each([
  ['upwards', '../d.csv', /"\.\.\/d\.csv", a path that leaves its folder/],
  ['down and upwards', 'in/../../d.csv', /a path that leaves its folder/],
  ['from the root', '/etc/passwd', /"\/etc\/passwd", which is no path within its folder/],
  ['from a drive', 'C:\\d.csv', /which is no path within its folder/],
  ['upwards on Windows', '..\\d.csv', /which is no path within its folder/],
  ['by a link', 'link.csv', /"link\.csv", a link that leaves its folder/],
  ['by a folder that is a link', 'out/d.csv', /a link that leaves its folder/],
])('data elsewhere are not opened: %s', async (_, file, message) => {
  const data = { file, labels: 'kind' };
  const root = folderOf({
    'd.csv': csv,
    't/a.task.json': JSON.stringify({ data }),
    't/in/d.csv': csv,
  });
  symlinkSync(join(root, 'd.csv'), join(root, 't/link.csv'));
  symlinkSync(root, join(root, 't/out'));
  const task = resolveTask(quietJob, nodeFiles(), sha256, join(root, 't/a.task.json'));
  await expect(task).rejects.toMatchObject({
    code: 'file-unsafe',
    message: expect.stringMatching(message),
    hint: expect.stringContaining("into the task's folder"),
  });
});

test('labels elsewhere are not opened', async () => {
  const images = idx(8, [2, 2], [1, 2, 3, 4]);
  const task = dataTaskOf({ file: 'd.idx', labels: '../l.idx' }, { 'd.idx': images });
  await expect(task).rejects.toThrow(/"\.\.\/l\.idx", a path that leaves its folder/);
});

test.each(['in/d.csv', './in/d.csv', 'in//d.csv', 'same.csv'])('data below: %s', async (file) => {
  const data = { file, labels: 'kind' };
  const root = folderOf({ 'a.task.json': JSON.stringify({ data }), 'in/d.csv': csv });
  symlinkSync(join(root, 'in/d.csv'), join(root, 'same.csv'));
  expect(await resolveTask(quietJob, nodeFiles(), sha256, join(root, 'a.task.json'))).toBeDefined();
});

test('a wrong region is not told that there are too many', async () => {
  const regions = { rectangles: { a: [0, 0, 3, 1] } };
  const task = dataTaskOf({ file: 'd' }, pixels, { regions });
  await expect(task).rejects.toMatchObject({ hint: expect.not.stringContaining('At most') });
});

test('a task of data is not read from its text alone', () => {
  const text = JSON.stringify({ data: { file: 'd.csv' } });
  expect(() => readTask(text, 'a.task.json', sha256)).toThrow(/data lie in files beside the task/);
});
