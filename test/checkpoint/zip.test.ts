// Zip archives: what a directory says is believed within limits, and an entry is what it says or an error.
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { heldFiles } from '../../src/engine/checkpoint/held.ts';
import { lookInto } from '../../src/engine/checkpoint/look.ts';
import { openZip, type Zip } from '../../src/engine/checkpoint/zip.ts';
import { namesInZip } from '../../src/engine/checkpoint/zipNames.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, recorded } from '../support/checkpoints.ts';
import { type Entry, zipBytes } from '../support/zips.ts';

const random = Uint8Array.from({ length: 70_000 }, (_, i) => (i * i * 7 + (i >> 3)) & 0xff);
const good: readonly Entry[] = [
  { name: 'a/data.pkl', data: 'pickled', padding: 40 },
  { name: 'a/folder/', data: '' },
  { name: 'a/long.bin', data: random, deflated: true },
  { name: 'a/zeros', data: new Uint8Array(300_000), deflated: true },
  { name: 'a/empty', data: '' },
];

async function zipOf(
  bytes: Uint8Array,
): Promise<{ zip: Zip; read: (at: number, n: number) => Promise<Uint8Array> }> {
  const held = heldFiles(recorded().files, sha256);
  onTestFinished(() => held.close());
  const source = await held.open(join(folderOf({ 'a.zip': bytes }), 'a.zip'));
  return { zip: await openZip(source), read: (at, n) => source.read(at, n) };
}

describe.each([
  ['zip', false],
  ['zip64', true],
])('%s', (_, zip64) => {
  const bytes = zipBytes(good, zip64);

  test('entries are listed and read, stored or deflated', async () => {
    const { zip } = await zipOf(bytes);
    expect([...zip.entries.keys()]).toEqual(['a/data.pkl', 'a/long.bin', 'a/zeros', 'a/empty']);
    const [pickle, long, zeros, empty] = [...zip.entries.values()];
    expect(Buffer.from(await zip.read(pickle, 10)).toString()).toBe('pickled');
    expect(Buffer.compare(await zip.read(long, 100_000), random)).toBe(0);
    expect((await zip.read(zeros, 300_000)).length).toBe(300_000);
    expect(await zip.read(empty, 0)).toEqual(new Uint8Array(0));
  });

  test('a stored entry is read from its place', async () => {
    const { zip, read } = await zipOf(bytes);
    const at = await zip.dataOffset(zip.entries.get('a/data.pkl')!);
    expect(Buffer.from(await read(at + 2, 3)).toString()).toBe('ckl');
  });

  test('a look sees the first names', async () => {
    const look = lookInto({ size: bytes.length, read: async (at, n) => bytes.slice(at, at + n) });
    expect(await namesInZip(look)).toEqual(good.map(({ name }) => name));
  });
});

test.each([
  ['no zip', Uint8Array.from({ length: 9000 }, () => 1)],
  ['nothing', new Uint8Array(0)],
  ['four bytes', Buffer.from('PK\x03\x04')],
  ['the head of one', zipBytes(good).slice(0, 2000)],
])('a look into %s sees no names', async (_, bytes) => {
  const look = lookInto({ size: bytes.length, read: async (at, n) => bytes.slice(at, at + n) });
  expect(await namesInZip(look)).toEqual([]);
});

const half = (entry: Partial<Entry>) =>
  zipBytes([{ name: 'x', data: 'twelve bytes', ...entry }, good[0]]);
const cut = (bytes: Uint8Array, by: number) => bytes.slice(0, bytes.length - by);

const refused: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  code: string,
  says: string | RegExp,
])[] = [
  ['a file of nothing', new Uint8Array(0), 'file-format', 'is no whole zip archive'],
  ['one cut short', cut(zipBytes(good), 30), 'file-format', 'is no whole zip archive'],
  ['one cut in half', zipBytes(good).slice(0, 500), 'file-format', 'is no whole zip archive'],
  ['the same name twice', zipBytes([good[0], good[0]]), 'file-unsafe', 'holds "a/data.pkl" twice'],
  ['entries that overlap', half({ says: { packed: 30, size: 30 } }), 'file-format', '"x" in '],
  [
    'entries at one place',
    zipBytes([good[0], { ...good[0], name: 'b', says: { offset: 0 } }]),
    'file-format',
    'overlaps',
  ],
  [
    'one beyond the end',
    half({ says: { offset: 1 << 30 } }),
    'file-format',
    'ends beyond the file',
  ],
  [
    'a stored one of two sizes',
    half({ says: { size: 13 } }),
    'file-format',
    'is stored as 12 bytes and said to have 13',
  ],
  [
    'another name in front',
    half({ says: { offset: 1 } }),
    'file-format',
    /does not begin where|overlaps/,
  ],
  ['an encrypted one', half({ says: { flags: 1 } }), 'file-format', 'is encrypted'],
  ['another method', half({ says: { method: 93 } }), 'file-format', 'is packed in a way'],
  ['a wrong checksum', half({ says: { crc: 7 } }), 'file-format', 'its checksum is another'],
  [
    'one larger than allowed',
    half({ data: 'x'.repeat(101) }),
    'file-unsafe',
    'has 101 bytes, 100 are allowed',
  ],
  [
    'a bomb that says so',
    half({ data: new Uint8Array(1 << 20), deflated: true }),
    'file-unsafe',
    '1,048,576 bytes, 100',
  ],
  [
    'a bomb that lies',
    half({ data: new Uint8Array(1 << 24), deflated: true, says: { size: 50, packed: 90 } }),
    'file-format',
    /cannot be unpacked|more than/,
  ],
  [
    'one that unpacks to more',
    half({ data: 'y'.repeat(90), deflated: true, says: { size: 80 } }),
    'file-format',
    'more than the 80 bytes',
  ],
  [
    'one that unpacks to less',
    half({ data: 'y'.repeat(80), deflated: true, says: { size: 90 } }),
    'file-format',
    'to 80 bytes, not the 90',
  ],
  ['bytes that are not deflated', half({ says: { method: 8 } }), 'file-format', '"x" in '],
];

test.each(refused)('refused: %s', async (_, bytes, code, says) => {
  const error = await (async () => {
    const { zip } = await zipOf(bytes);
    for (const entry of zip.entries.values()) await zip.read(entry, 100);
  })().catch((thrown) => thrown);
  expect(isEngineError(error)).toBe(true);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(says);
  expect(error.message).not.toMatch(/\n/);
});

test('too many entries, and a directory that is too long, are refused before they are held', async () => {
  const many = Array.from({ length: 100_001 }, (_, i) => ({ name: `${i}`, data: '' }));
  await expect(zipOf(zipBytes(many, true))).rejects.toThrow('over 100,000 entries');
  const long = [{ name: 'x', data: new Uint8Array(17 << 20) }, good[0]];
  const bytes = zipBytes(long);
  new DataView(bytes.buffer).setUint32(bytes.length - 10, 17 << 20, true); // the directory's length
  new DataView(bytes.buffer).setUint32(bytes.length - 6, 0, true); // and its place
  await expect(zipOf(bytes)).rejects.toThrow(/directory of 17,825,792 bytes, 16,777,216 are/);
});

test('unpacking a bomb takes no more than it is said to hold', async () => {
  const { zip } = await zipOf(
    half({ data: new Uint8Array(200 << 20), deflated: true, says: { size: 100 } }),
  );
  const before = process.memoryUsage().arrayBuffers;
  await expect(zip.read(zip.entries.get('x')!, 1 << 20)).rejects.toThrow('more than the 100 bytes');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
});
