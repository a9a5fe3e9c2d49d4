// HDF5 in every way that h5py writes (test/fixture/make/hdf5.py): names, texts and numbers; what is not read says so when
// its numbers are asked for; what is not whole is refused.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openHdf5 } from '../../src/engine/checkpoint/hdf5/hdf5.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { at, h5Of, numbersOf, sourceOf, upTo } from '../support/hdf5.ts';

describe.each(['earliest', 'latest'])('%s: as the oldest and the newest HDF5 write it', (name) => {
  test('texts of attributes', async () => {
    const group = (await h5Of(name)).groups.get('group')!;
    expect(group.get('names')).toEqual(['x', 'yy', 'zzz']);
    expect(group.get('fixed')).toEqual(['ab', 'c']);
    expect(group.get('text')).toBe('text é');
    expect(group.has('number')).toBe(true);
    expect(group.get('number')).toBeUndefined();
  });

  test('more members than a header takes', async () => {
    const h5 = await h5Of(name);
    for (let i = 0; i < 40; i++) expect(await numbersOf(h5, `many/w${i}`)).toEqual([i]);
    expect(await numbersOf(h5, 'group/numbers')).toEqual(upTo(3 * 23));
  });
});

test('ordered: links and attributes in heaps, found by trees', async () => {
  const h5 = await h5Of('ordered');
  const links = [...h5.datasets.keys()].filter((path) => path.startsWith('group/a link'));
  expect(new Set(links)).toEqual(
    new Set(upTo(300).map((i) => `group/a link of a long name, number ${i}`)),
  );
  expect(await numbersOf(h5, links[0])).toEqual([1]);
  const attributes = h5.groups.get('group')!;
  for (const i of upTo(12)) expect(attributes.get(`a${i}`)).toBe(`t${i}`);
});

describe('types', () => {
  const kinds = [
    ...[
      ['f2', 'F16'],
      ['f4', 'F32'],
      ['f8', 'F64'],
      ['big-f4', 'F32'],
      ['big-f8', 'F64'],
    ],
    ...[
      ['i1', 'I8'],
      ['i2', 'I16'],
      ['i4', 'I32'],
      ['i8', 'I64'],
      ['big-i4', 'I32'],
    ],
    ...[
      ['u1', 'U8'],
      ['u2', 'U16'],
      ['u4', 'U32'],
      ['u8', 'U64'],
    ],
  ];
  test.each(kinds)('%s is %s', async (path, dtype) => {
    const h5 = await h5Of('types');
    expect(h5.datasets.get(path)).toMatchObject({ dtype: { name: dtype }, shape: [2, 3] });
    expect(await numbersOf(h5, path)).toEqual(upTo(6));
    expect(await numbersOf(h5, path, 2, 3)).toEqual([2, 3, 4]);
  });

  test('bool, bfloat16 as Keras writes it, scalars and nothing', async () => {
    const h5 = await h5Of('types');
    expect(await numbersOf(h5, 'bool')).toEqual([0, 1, 1, 1, 1, 1]);
    expect(h5.datasets.get('bf16')?.dtype.name).toBe('BF16');
    expect(await numbersOf(h5, 'bf16')).toEqual([0, 1, 2, 3]);
    expect(await numbersOf(h5, 'scalar')).toEqual([2.5]);
    expect(await numbersOf(h5, 'zero')).toEqual([]);
    expect(h5.datasets.get('complex')?.dtype.withoutNumbers).toBeDefined();
    expect(h5.notes).toEqual([
      '"nothing" holds nothing and is left out.',
      '"text" holds texts and is left out.',
    ]);
  });
});

describe('chunks', () => {
  const whole = [
    ['gzip', 37 * 23],
    ['shuffled', 37 * 23],
    ['plain', 37 * 23],
    ['again', 37 * 23], // a second name of plain
    ['four', 120],
    ['line', 1000],
    ['compact', 6],
  ] as const;
  test.each(whole)('%s: whole, and a piece from any place', async (path, length) => {
    const h5 = await h5Of('chunks');
    expect(await numbersOf(h5, path)).toEqual(upTo(length));
    for (const first of upTo(length).filter((i) => i % 53 === 0 || i === length - 1)) {
      const size = Math.min(61, length - first);
      expect(await numbersOf(h5, path, first, size)).toEqual(
        upTo(length).slice(first, first + size),
      );
    }
  });

  const unread = [
    ['lzf', 'is packed with lzf, which is not read'],
    ['unwritten', 'was made and never written'],
    ['half', 'has 1 of its 4 chunks'],
  ] as const;
  test.each(unread)('%s: listed; its numbers are not had', async (path, why) => {
    const h5 = await h5Of('chunks');
    await expect(numbersOf(h5, path)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining(why),
    });
  });

  test('links out of the file are told, and round in it lead nowhere', async () => {
    const { datasets, groups, notes } = await h5Of('chunks');
    expect([...groups.keys()]).toEqual(['', 'loop']);
    expect([...datasets.keys()]).not.toContain('elsewhere');
    expect(notes).toEqual([
      '"elsewhere" leads into another file, "other.h5", which is not opened: copy what it leads to into this one.',
    ]);
  });
});

test('one tensor under two names is one weight', async () => {
  const { sharing, container, graph } = await opened(at('chunks'));
  expect([...sharing]).toEqual([]); // chunks lie in no one place
  expect(container).toBe('HDF5');
  expect(graph).toBeUndefined();
  const ordered = await opened(at('ordered'));
  expect(ordered.sharing.size).toBe(300);
});

test('headers are read page by page, and no page twice', async () => {
  const record = recorded();
  const h5 = await openHdf5(await sourceOf(at('chunks'), record.files));
  const { length } = readFileSync(at('chunks'));
  expect(h5.headerBytes).toBeLessThan(length); // the rest are numbers
  expect(record.bytes).toBeLessThanOrEqual(h5.headerBytes); // the last page may be a part of one
});

describe('what leads round and round ends', () => {
  const good = new Uint8Array(readFileSync(fixture('keras/mlp.h5')));
  const ENTRIES = 60_000;

  /** The root's tree of names is one that is put at the end, and what follows it. */
  function withTree(level: number, child: (end: number) => number, more = new Uint8Array(0)) {
    const tree = new Uint8Array(24 + 16 * ENTRIES);
    const bytes = new Uint8Array(good.length + tree.length + more.length);
    const view = new DataView(tree.buffer);
    tree.set(Buffer.from('TREE'));
    view.setUint8(5, level);
    view.setUint16(6, ENTRIES, true);
    for (let i = 0; i < ENTRIES; i++) view.setUint32(32 + 16 * i, child(good.length), true);
    bytes.set(good);
    bytes.set(tree, good.length);
    bytes.set(more, good.length + tree.length);
    const whole = new DataView(bytes.buffer);
    whole.setUint32(40, bytes.length, true); // the end that the superblock says
    const old = Buffer.from(good).indexOf('TREE');
    for (let at = 0; at < good.length; at += 8) {
      if (whole.getUint32(at, true) === old) whole.setUint32(at, good.length, true);
    }
    return bytes;
  }
  /** A leaf of as many members as a header can say, that all are the root. */
  const leaf = () => {
    const bytes = new Uint8Array(8 + 40 * 65_535);
    bytes.set(Buffer.from('SNOD'));
    new DataView(bytes.buffer).setUint16(6, 65_535, true);
    return bytes;
  };
  const cases = [
    ['a tree whose branches are one tree', withTree(16, (end) => end), 'file-format'],
    [
      'a tree whose leaves are one leaf',
      withTree(0, (end) => end + 24 + 16 * ENTRIES, leaf()),
      'file-format',
    ],
  ] as const;
  test.each(cases)('%s', async (_what, bytes, code) => {
    const before = process.cpuUsage();
    const path = folderOf({ 'm.h5': bytes });
    await expect(opened(`${path}/m.h5`)).rejects.toMatchObject({ code });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
  });
});

describe('refused', () => {
  const good = new Uint8Array(readFileSync(fixture('keras/mlp.h5')));
  const changed = (edit: (view: DataView) => void) => {
    const copy = good.slice();
    edit(new DataView(copy.buffer));
    return copy;
  };
  const cases: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['cut short', good.subarray(0, 5000), 'file-format', 'is truncated: 14,608 bytes are missing'],
    ['nothing', new Uint8Array(0), 'file-format', 'is empty (0 bytes)'],
    [
      'a version of later',
      changed((v) => v.setUint8(8, 9)),
      'file-format',
      'has version 9, 0 to 3 are read',
    ],
    [
      'short addresses',
      changed((v) => v.setUint8(13, 4)),
      'file-format',
      'has addresses of 4 and 8 bytes',
    ],
    [
      'a root beyond the end',
      changed((v) => v.setUint32(64, 1 << 30, true)),
      'file-format',
      'the file has 19,608',
    ],
    [
      'a root nowhere',
      changed((v) => v.setBigUint64(64, 2n ** 64n - 1n, true)),
      'file-format',
      'leads to no root',
    ],
    [
      'an address that is no number',
      changed((v) => v.setBigUint64(64, 2n ** 63n, true)),
      'file-format',
      'holds the number 9223372036854775808',
    ],
  ];
  test.each(cases)('%s', async (_what, bytes, code, sentence) => {
    const path = folderOf({ 'm.h5': bytes });
    await expect(opened(`${path}/m.h5`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
  });
});
