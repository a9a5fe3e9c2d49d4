// What is wrong with data, by its sentence.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
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
    'a cell that is no number',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}6,?,b\n` },
    {},
    /d\.csv: line 5, column "y": "\?" is no finite number/,
  ],
  [
    'a number without end',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}6,Infinity,b\n` },
    {},
    /line 5, column "y": "Infinity" is no finite number/,
  ],
  [
    'a line too short',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}6,b\n` },
    {},
    /line 5 has 2 columns, the first has 3/,
  ],
  [
    'no such column',
    { file: 'd.csv', labels: 'sort' },
    { 'd.csv': csv },
    {},
    /no column is called "sort"; found: "x", "y", "kind"/,
  ],
  [
    'two columns of one name',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': 'x,x,kind\n1,2,a\n' },
    {},
    /two columns are called "x"/,
  ],
  [
    'a number of a program',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}6,0x10,b\n` },
    {},
    /line 5, column "y": "0x10" is no finite number/,
  ],
  [
    'a table of very many columns',
    { file: 'd.csv', labels: 'c1' },
    { 'd.csv': `${'1,'.repeat(1_000_000)}1\n` },
    {},
    /d\.csv: a line has over 200,000 columns/,
  ],
  [
    'very many in a later line',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}${'1;'.repeat(200_000)}1\n` },
    {},
    /d\.csv: a line has over 200,000 columns/,
  ],
  [
    'as many columns as are allowed, each a region',
    { file: 'd.csv', labels: 'c1' },
    { 'd.csv': `${'1,'.repeat(199_999)}1\n` },
    {},
    /found 199,999, 2 to 12 are allowed/,
  ],
  ['no labels', { file: 'd.csv', input: ['x', 'y'] }, { 'd.csv': csv }, {}, /names no "labels"/],
  [
    'a label of no class',
    { file: 'd.csv', labels: 'kind', classes: ['a', 'c'] },
    { 'd.csv': csv },
    {},
    /row 2 has the label "b"; classes: "a", "c"/,
  ],
  [
    'an empty table',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': 'x,y,kind\n' },
    {},
    /has no rows/,
  ],
  [
    'an IDX file that is cut short',
    { file: 'd.idx', labels: 'l' },
    { 'd.idx': idx(8, [9, 9], [1]) },
    {},
    /13 bytes, its header asks for 93/,
  ],
  [
    'a packed file that is cut short',
    { file: 'd.gz', labels: 'l' },
    { 'd.gz': gzipSync(idx(8, [40], Array(40).fill(7))).subarray(0, 20) },
    {},
    /d\.gz: /,
  ],
  [
    'a packed file that unpacks to too much',
    { file: 'd.gz', labels: 'l' },
    { 'd.gz': gzipSync(new Uint8Array(2 ** 27 + 1)) },
    {},
    /d\.gz: it unpacks to more than 134,217,728 bytes/,
  ],
  [
    'sizes that no file has',
    { file: 'd.idx', labels: 'l' },
    { 'd.idx': idx(14, [2 ** 32 - 1, 2 ** 32 - 1], [1]) },
    {},
    /13 bytes, its header asks for/,
  ],
  [
    'pictures of two sizes',
    { file: 'd' },
    { 'd/a/1.png': picture([1, 2, 3, 4], 2), 'd/b/1.png': picture([1, 2], 2) },
    {},
    /b\/1\.png: 1 x 2 x 1, the first picture is 2 x 2 x 1/,
  ],
  [
    'variables of pictures',
    { file: 'd', variables: ['size'] },
    pixels,
    { regions: { grid: [1, 2] } },
    /no variable "size": a folder of pictures has/,
  ],
  [
    'another class where there is one',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': 'x,y,kind\n1,2,a\n3,4,a\n' },
    { source: { answer: 'other' } },
    /all rows are of one class/,
  ],
  [
    'named arrays with a NaN',
    { file: 'd.safetensors', input: 'x', labels: 'y' },
    {
      'd.safetensors': named({
        x: [
          [2, 2],
          [1, 2, 3, Number.NaN],
        ],
        y: [[2], [1, 0]],
      }),
    },
    {},
    /d\.safetensors: row 2, number 2: NaN is no finite number/,
  ],
  [
    'IDX with an infinity',
    { file: 'd.idx', labels: 'l' },
    { 'd.idx': idx(13, [1, 2], [0, 0, 0, 0, 0x7f, 0x80, 0, 0]), l: idx(8, [1], [0]) },
    {},
    /d\.idx: row 1, number 2: Infinity is no finite number/,
  ],
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
  const task = resolveTask(nodeFiles(), sha256, join(root, 't/a.task.json'));
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
  expect(await resolveTask(nodeFiles(), sha256, join(root, 'a.task.json'))).toBeDefined();
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
