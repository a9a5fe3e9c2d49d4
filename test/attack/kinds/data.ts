// Data of tasks that are more than they look, or no files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { zipBytes } from '../../support/zips.ts';
import { type Attack, kind } from '../attack.ts';
import { fixture } from '../inputs.ts';

type Data = { readonly file: string; readonly labels?: string; readonly input?: string };
type Row = readonly [what: string, data: Data, write: (folder: string) => void];

function idxHead(type: number, ...dims: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.set([0, 0, type, dims.length]);
  for (const [k, size] of dims.entries()) head.writeUInt32BE(size, 4 + 4 * k);
  return head;
}

/** With zeros behind it, in the file or packed. */
const zeros = (head: Buffer, bytes: number) => Buffer.concat([head, Buffer.alloc(bytes)]);
const labels = { name: 'l', bytes: (rows: number) => zeros(idxHead(8, rows), rows) };
const put =
  (name: string, bytes: () => string | Uint8Array, rows?: number): Row[2] =>
  (folder) => {
    writeFileSync(join(folder, name), bytes());
    if (rows !== undefined) writeFileSync(join(folder, labels.name), labels.bytes(rows));
  };
const sparse =
  (name: string, head: Buffer, bytes: number): Row[2] =>
  (folder) => {
    writeFileSync(join(folder, name), head);
    truncateSync(join(folder, name), head.length + bytes);
  };
const npyHead = (shape: string, type: string) => {
  const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'),
    Buffer.from(`${dict}\n`),
  ]);
};

const rows: readonly Row[] = [
  [
    '500 MB of zeros, packed',
    { file: 'd.gz', labels: 'l' },
    put('d.gz', () => gzipSync(zeros(idxHead(8, 2 ** 19, 1000), 1000 * 2 ** 19)), 2 ** 19),
  ],
  [
    '260 MB of doubles, packed',
    { file: 'd.gz', labels: 'l' },
    put('d.gz', () => gzipSync(zeros(idxHead(14, 20_000, 1677), 8 * 20_000 * 1677)), 20_000),
  ],
  [
    'a table of 250 MB, packed',
    { file: 'd.csv.gz', labels: 'c1' },
    put('d.csv.gz', () => gzipSync('1,2\n'.repeat(62e6))),
  ],
  [
    'a table of 250 MB of short cells',
    { file: 'd.csv', labels: 'c1' },
    put('d.csv', () => `${'1,'.repeat(1600)}1\n`.repeat(78_000)),
  ],
  [
    'a table of one line of 250 MB',
    { file: 'd.csv', labels: 'c1' },
    put('d.csv', () => '1'.repeat(250e6)),
  ],
  ['a table of quotes', { file: 'd.csv', labels: 'c1' }, put('d.csv', () => '"'.repeat(100e6))],
  [
    'a table of empty lines',
    { file: 'd.csv', labels: 'c1' },
    put('d.csv', () => '\n'.repeat(250e6)),
  ],
  [
    'a sparse file of 2 GB of doubles',
    { file: 'd.idx', labels: 'l' },
    sparse('d.idx', idxHead(14, 2 ** 18, 900), 8 * 900 * 2 ** 18),
  ],
  [
    '1 GB of zeros in an npz of 1 MB',
    { file: 'd.npz', input: 'x', labels: 'y' },
    put('d.npz', () =>
      zipBytes([
        { name: 'x.npy', data: zeros(npyHead('(500000, 1000)', '|u1'), 5e8), deflated: true },
        { name: 'y.npy', data: zeros(npyHead('(500000,)', '|u1'), 5e5), deflated: true },
      ]),
    ),
  ],
  [
    '33 pictures of a million pixels',
    { file: 'd' },
    (folder) => {
      const side = 1024;
      const bytes = encode({
        width: side,
        height: side,
        channels: 1,
        data: new Uint8Array(side * side),
      });
      for (const kind of ['a', 'b']) mkdirSync(join(folder, 'd', kind), { recursive: true });
      for (let i = 0; i < 33; i++) writeFileSync(join(folder, 'd', 'ab'[i % 2], `${i}.png`), bytes);
    },
  ],
  [
    'a FIFO',
    { file: 'd.csv', labels: 'c1' },
    (folder) => void spawnSync('mkfifo', [join(folder, 'd.csv')]),
  ],
  [
    'a FIFO as labels',
    { file: 'd.idx', labels: 'l' },
    (folder) => {
      writeFileSync(join(folder, 'd.idx'), zeros(idxHead(8, 4, 4), 16));
      spawnSync('mkfifo', [join(folder, 'l')]);
    },
  ],
  [
    '/dev/zero',
    { file: 'd.csv', labels: 'c1' },
    (folder) => symlinkSync('/dev/zero', join(folder, 'd.csv')),
  ],
  ['a folder', { file: 'd.csv', labels: 'c1' }, (folder) => void mkdirSync(join(folder, 'd.csv'))],
];

export const data: readonly Attack[] = kind(
  '2 data of tasks',
  rows.map(([name, of, write]) => ({
    name,
    end: 'either',
    make: (folder) => {
      write(folder);
      const path = join(folder, 'rows.task.json');
      writeFileSync(path, JSON.stringify({ data: of }));
      const args = ['task', 'check', path, '--model', fixture('rows/mlp-ab.safetensors')];
      return { args, names: [of.file, of.labels ?? of.file, '.png', 'rows', 'mlp-ab'] };
    },
  })),
);
