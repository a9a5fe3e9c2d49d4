// What is wrong with data, by its sentence.
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readTask } from '../../src/engine/task/readTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';
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

test('a task of data is not read from its text alone', () => {
  const text = JSON.stringify({ data: { file: 'd.csv' } });
  expect(() => readTask(text, 'a.task.json', sha256)).toThrow(/data lie in files beside the task/);
});
