// Rows of tasks of data: CSV, IDX, PNG folders and named arrays.
import { join } from 'node:path';
import { gzipSync as gzip } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Job } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
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
  npz,
  picture,
  two,
} from '../support/dataTasks.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';

/** Data -> what a row has, its numbers, the labels and the classes. */
const read: readonly [
  what: string,
  data: object,
  files: Contents,
  more: object,
  wanted: readonly [readonly number[], readonly number[], readonly number[], string],
][] = [
  [
    'CSV',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': csv },
    {},
    [[2], [1, 2, 3, 4, 5, 6], [0, 1, 0], 'a b'],
  ],
  [
    'CSV with semicolons, quotes, a mark and CRLF',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': '\uFEFFx;"y";kind\r\n1;2;a\r\n3;4;"b"\r\n' },
    {},
    [[2], [1, 2, 3, 4], [0, 1], 'a b'],
  ],
  [
    'CSV without names',
    { file: 'd.csv', labels: 'c3' },
    { 'd.csv': '1,2,0\n3,4,1\n' },
    {},
    [[2], [1, 2, 3, 4], [0, 1], '0 1'],
  ],
  [
    'tabs, columns in the order that is asked for',
    { file: 'd.tsv', input: ['y', 'x'], labels: 'kind', classes: ['b', 'a'] },
    { 'd.tsv': csv.replaceAll(',', '\t') },
    {},
    [[2], [2, 1, 4, 3, 6, 5], [1, 0, 1], 'b a'],
  ],
  [
    'CSV as pictures',
    { file: 'd.csv', labels: 'c5', shape: [2, 2] },
    { 'd.csv': '1,2,3,4,0\n5,6,7,8,1\n' },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8], [0, 1], '0 1'],
  ],
  [
    'scaled by column',
    { file: 'd.csv', labels: 'kind', scale: 2, mean: [0, 4], std: [1, 2] },
    { 'd.csv': csv },
    {},
    [[2], [2, 0, 6, 2, 10, 4], [0, 1, 0], 'a b'],
  ],
  [
    'IDX of bytes',
    { file: 'd.idx', labels: 'l.idx' },
    { 'd.idx': idx(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255]), 'l.idx': idx(8, [2], [1, 0]) },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 255], [1, 0], '0 1'],
  ],
  [
    'IDX that is packed',
    { file: 'd.gz', labels: 'l.gz' },
    {
      'd.gz': gzip(idx(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255])),
      'l.gz': gzip(idx(8, [2], [1, 0])),
    },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 255], [1, 0], '0 1'],
  ],
  [
    'IDX of signed shorts',
    { file: 'd.idx', labels: 'l.idx' },
    { 'd.idx': idx(11, [2, 2], [255, 255, 0, 1, 1, 0, 0, 2]), 'l.idx': idx(8, [2], [1, 0]) },
    {},
    [[2], [-1, 1, 256, 2], [1, 0], '0 1'],
  ],
  [
    'named arrays',
    { file: 'd.safetensors', input: 'x', labels: 'y', classes: ['no', 'yes'] },
    { 'd.safetensors': arrays },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8], [1, 0], 'no yes'],
  ],
  [
    'npz',
    { file: 'd.npz', input: 'x', labels: 'y' },
    {
      'd.npz': npz({
        x: [[2, 2, 2], Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 255])],
        y: [[2], BigInt64Array.from([1n, 0n])],
      }),
    },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 255], [1, 0], '0 1'],
  ],
  [
    'npz, its labels ids that no float32 tells apart',
    { file: 'd.npz', input: 'x', labels: 'y' },
    {
      'd.npz': npz({
        x: [[3, 2], Uint8Array.from([1, 2, 3, 4, 5, 6])],
        y: [[3], BigInt64Array.from([16777217n, 16777216n, 2n ** 53n - 1n])],
      }),
    },
    {},
    [[2], [1, 2, 3, 4, 5, 6], [1, 0, 2], '16777216 16777217 9007199254740991'],
  ],
  [
    'IDX, its labels ids that no float32 tells apart',
    { file: 'd.idx', labels: 'l.idx' },
    {
      'd.idx': idx(8, [2, 2], [1, 2, 3, 4]),
      'l.idx': idx(12, [2], [1, 0, 0, 1, 1, 0, 0, 0]),
    },
    {},
    [[2], [1, 2, 3, 4], [1, 0], '16777216 16777217'],
  ],
  [
    'channels first',
    { file: 'd.safetensors', input: 'x', labels: 'y', layout: 'nchw' },
    {
      'd.safetensors': named({
        x: [
          [2, 2, 1, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
        y: [[2], [1, 0]],
      }),
    },
    two,
    [[1, 2, 2], [1, 3, 2, 4, 5, 7, 6, 8], [1, 0], '0 1'],
  ],
  [
    'a folder of grey pictures, a class a folder',
    { file: 'd' },
    {
      'd/cat/1.png': picture([0, 255, 10, 20], 2),
      'd/ant/z.PNG': picture([1, 2, 3, 4], 2),
      'd/readme.txt': 'x',
    },
    two,
    [[2, 2, 1], [1, 2, 3, 4, 0, 255, 10, 20], [0, 1], 'ant cat'],
  ],
  [
    'opacity is left out',
    { file: 'd' },
    { 'd/a/1.png': picture([9, 0, 8, 255], 2, 2), 'd/b/1.png': picture([1, 255, 2, 255], 2, 2) },
    { regions: { grid: [1, 2] } },
    [[1, 2, 1], [9, 8, 1, 2], [0, 1], 'a b'],
  ],
  [
    'colour',
    { file: 'd' },
    {
      'd/a/1.png': picture([1, 2, 3, 4, 5, 6], 2, 3),
      'd/b/1.png': picture([7, 8, 9, 1, 2, 3, 255, 255].slice(0, 6), 2, 3),
    },
    two,
    [[1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3], [0, 1], 'a b'],
  ],
];
test.each(read)('%s', async (_, data, files, more, [dims, numbers, labels, classes]) => {
  const { rows } = (await dataTaskOf(data, files, more)).data;
  expect(rows.dims).toEqual(dims);
  expect([...rows.numbers]).toEqual(numbers);
  expect([...rows.labels]).toEqual(labels);
  expect(rows.classes.join(' ')).toBe(classes);
});

/** More rows than are read, in every kind of file. */
const long = Array.from({ length: 20_010 }, (_, i) => [i % 7, i % 3, i % 2] as const);
const numbers = (rows: typeof long) => rows.flatMap((row) => row.slice(0, 2));
const longLabels = idx(
  8,
  [long.length],
  long.map(([, , label]) => label),
);
/** Packed as bgzip does it; the second with a name and an extra field. */
function inMembers(text: string): Buffer[] {
  const parts = Array.from({ length: Math.ceil(text.length / 65_280) }, (_, i) =>
    gzip(text.slice(i * 65_280, (i + 1) * 65_280)),
  );
  const named = Buffer.concat([
    ...[parts[1].subarray(0, 3), Buffer.of(4 + 8), parts[1].subarray(4, 10)],
    ...[Buffer.of(6, 0, 66, 67, 2, 0, 27, 0), Buffer.from('d.csv\0'), parts[1].subarray(10)],
  ]);
  return [parts[0], named, ...parts.slice(2)];
}

const beyond: readonly [what: string, data: object, files: Contents][] = [
  ['CSV', { file: 'd.csv', labels: 'c3' }, { 'd.csv': long.join('\n') }],
  [
    'CSV with names, quotes and blank ends',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `x,y,kind\r\n${long.map(([x, y, k]) => `${x},"${y}",${k}\r\n`).join('')}` },
  ],
  ['CSV that is packed', { file: 'd.csv.gz', labels: 'c3' }, { 'd.csv.gz': gzip(long.join('\n')) }],
  [
    'CSV that is packed in members of 64 KB, the last one empty, and filled up',
    { file: 'd.csv.gz', labels: 'c3' },
    { 'd.csv.gz': Buffer.concat([...inMembers(long.join('\n')), gzip(''), Buffer.alloc(50_000)]) },
  ],
  [
    'IDX',
    { file: 'd.idx', labels: 'l.idx' },
    {
      'd.idx': idx(8, [long.length, 2], numbers(long)),
      'l.idx': longLabels,
    },
  ],
  [
    'IDX that is packed',
    { file: 'd.gz', labels: 'l.gz' },
    {
      'd.gz': gzip(idx(8, [long.length, 2], numbers(long))),
      'l.gz': gzip(longLabels),
    },
  ],
  [
    'npz',
    { file: 'd.npz', input: 'x', labels: 'y' },
    {
      'd.npz': npz({
        x: [[long.length, 2], Float32Array.from(numbers(long))],
        y: [[long.length], Uint8Array.from(long.map(([, , label]) => label))],
      }),
    },
  ],
];
test.each(beyond)('rows beyond what is read are said: %s', async (_, data, files) => {
  const task = await dataTaskOf(data, files);
  const { rows } = task.data;
  expect(rows.notes).toEqual([`${rows.file}: the first 20,000 rows are used, of 20,010.`]);
  expect(task.notes).toEqual(rows.notes);
  expect(rows.count).toBe(20_000);
  expect([...rows.numbers]).toEqual(numbers(long.slice(0, 20_000)));
  expect([...rows.labels]).toEqual(long.slice(0, 20_000).map(([, , label]) => label));
});

test.each(beyond)('a reading is told and can be cancelled: %s', async (_, data, files) => {
  const folder = folderOf({ ...files, 'a.task.json': JSON.stringify({ data }) });
  const read = (job: Job) => resolveTask(job, nodeFiles(), sha256, join(folder, 'a.task.json'));
  const whole = watchedJob();
  await read(whole);
  checkProgress(whole);
  expect(whole.pauses).toBeGreaterThan(0);
  for (let at = 0; at < whole.pauses; at++) {
    await expect(read(watchedJob({ at }))).rejects.toMatchObject({ code: 'cancelled' });
  }
});

test('a cell in quotes may have ends of lines in it, wherever a piece of the file ends', async () => {
  const kinds = Array.from({ length: 9000 }, (_, i) => `${'kind "'.repeat(15)}\n${i % 3}`);
  const lines = kinds.map((kind, i) => `${i},${i / 2},"${kind.replaceAll('"', '""')}"`);
  const task = await dataTaskOf(
    { file: 'd.csv', labels: 'k' },
    { 'd.csv': `a,b,k\n${lines.join('\n')}` },
  );
  const { rows } = task.data;
  expect(rows.count).toBe(9000);
  expect([...rows.numbers]).toEqual(kinds.flatMap((_, i) => [i, i / 2]));
  expect(Array.from(rows.labels, (k) => rows.classes[k])).toEqual(kinds);
});

test('a source of another class is one, however rare that class is', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i},${i % 7},${i === 2500 ? 1 : 0}`);
  const all = `${lines.join('\n')}\n`;
  const source = { answer: 'other' };
  const task = await dataTaskOf({ file: 'd.csv', labels: 'c3' }, { 'd.csv': all }, { source });
  const { labels } = task.data.rows;
  const next = random('seed');
  for (let i = 0; i < 100; i++) {
    const pair = task.draw(next, 0, trialEffort());
    expect(labels[Number(pair.source[0])]).not.toBe(labels[Number(pair.base[0])]);
  }
});
