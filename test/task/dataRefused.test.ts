import { gzipSync as gzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Contents, csv, dataTaskOf, idx, named, picture } from '../support/dataTasks.ts';

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
    { 'd.gz': gzip(idx(8, [40], Array(40).fill(7))).subarray(0, 20) },
    {},
    /d\.gz: it does not unpack: it ends within its packed bytes/,
  ],
  [
    'a packed file without the end of its last trailer',
    { file: 'd.gz', labels: 'l' },
    { 'd.gz': gzip(idx(8, [40], Array(40).fill(7))).subarray(0, -1) },
    {},
    /d\.gz: it does not unpack: it ends within its packed bytes/,
  ],
  [
    'a packed file in which a digit is another',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': flipped(gzip('1,2\n'.repeat(40), { level: 0 }), 20) },
    {},
    /d\.csv\.gz: it is damaged: its checksum is another/,
  ],
  [
    'damage in the first of several members',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': Buffer.concat([flipped(gzip('1,2\n', { level: 0 }), 15), gzip('3,4\n')]) },
    {},
    /d\.csv\.gz: it is damaged: its checksum is another/,
  ],
  [
    'something behind the end of a packed file',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': Buffer.concat([gzip('1,2\n'), Buffer.from('3,4\n')]) },
    {},
    /d\.csv\.gz: behind its end stands something that gzip does not read/,
  ],
  [
    'a packed file of 10,001 members',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': Buffer.concat(Array(10_001).fill(gzip(''))) },
    {},
    /d\.csv\.gz: it has over 10,000 members, as many are allowed/,
  ],
  [
    'a packed table that unpacks to too much',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': gzip('1,2\n'.repeat(2 ** 23 + 2 ** 20), { level: 9 }) },
    {},
    /d\.csv\.gz: it unpacks to more than 33,554,432 bytes, of [\d,]+ packed ones/,
  ],
  [
    'a packed table that says it has more than it has',
    { file: 'd.csv.gz', labels: 'c1' },
    { 'd.csv.gz': lengthOf(gzip('1,2\n'.repeat(10)), 2 ** 31) },
    {},
    /d\.csv\.gz: it is damaged: 2,147,483,648 bytes are said to be packed in it, there are 40/,
  ],
  [
    'a packed IDX file that says it has more than it has',
    { file: 'd.gz', labels: 'l' },
    { 'd.gz': lengthOf(gzip(idx(8, [99], [1, 2])), 107) },
    {},
    /d\.gz: it is damaged: 107 bytes are said to be packed in it, there are 10/,
  ],
  [
    'fewer labels than rows',
    { file: 'd.idx', labels: 'l.gz' },
    { 'd.idx': idx(8, [3, 2], [1, 2, 3, 4, 5, 6]), 'l.gz': gzip(idx(8, [2], [0, 1])) },
    {},
    /l\.gz: 2 rows, d\.idx has 3/,
  ],
  [
    'more labels than rows, of which more are read',
    { file: 'd.idx', labels: 'l.idx' },
    {
      'd.idx': idx(8, [3, 2], [1, 2, 3, 4, 5, 6]),
      'l.idx': idx(8, [30_000], Array(30_000).fill(1)),
    },
    {},
    /l\.idx: 30,000 rows, d\.idx has 3/,
  ],
  [
    'a line without end',
    { file: 'd.csv', labels: 'c1' },
    { 'd.csv': `1,2\n3,"${'4'.repeat(6e6)}` },
    {},
    /d\.csv: a line has over 4,194,304 letters/,
  ],
  [
    'blank lines without end',
    { file: 'd.csv', labels: 'c1' },
    { 'd.csv': '\n'.repeat(1_100_000) },
    {},
    /d\.csv: it has over 1,000,000 lines for fewer rows than are read/,
  ],
  [
    'a label without end',
    { file: 'd.csv', labels: 'kind' },
    { 'd.csv': `${csv}1,2,${'a'.repeat(1001)}\n` },
    {},
    /d\.csv: line 5 has a label or variable of 1,001 letters/,
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
];

/** A packed file that says so many bytes of itself. */
function flipped(packed: Buffer, at: number): Uint8Array {
  const out = Buffer.from(packed);
  out[at] ^= 1;
  return out;
}

function lengthOf(packed: Uint8Array, bytes: number): Uint8Array {
  const out = Uint8Array.from(packed);
  new DataView(out.buffer).setUint32(out.length - 4, bytes, true);
  return out;
}

test.each(wrong)('refused: %s', async (_, data, files, more, message) => {
  await expect(dataTaskOf(data, files, more)).rejects.toThrow(message);
});
