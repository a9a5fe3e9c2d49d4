// NumPy's arrays: every way in which it writes numbers gives its numbers, a model of them is a model, and headers that lie
// are refused. The fixtures: test/fixture/make/numpyFiles.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, logitsOf } from '../support/models.ts';
import { type Header, npyBytes, npzBytes } from '../support/npy.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { zipBytes } from '../support/zips.ts';

type Numbers = Record<string, { shape: number[]; numbers: number[] }>;
const at = (name: string) => fixture(`numpy/${name}`);
const numbers: Numbers = JSON.parse(readFileSync(at('numbers.json'), 'utf8'));

async function numbersOf(path: string, name: string): Promise<number[]> {
  const checkpoint = await opened(path);
  const all: number[] = [];
  for await (const piece of checkpoint.pieces(quietJob, name)) all.push(...piece);
  return all;
}

describe.each(['types.npz', 'packed.npz'])('%s', (file) => {
  test('lists every array', async () => {
    const checkpoint = await opened(at(file));
    expect(checkpoint.container).toBe('NumPy arrays (npz)');
    const shapes = [...checkpoint.tensors].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual(
      Object.fromEntries(Object.entries(numbers).map(([name, { shape }]) => [name, shape])),
    );
  });

  test.each(Object.keys(numbers))('%s', async (name) => {
    expect(await numbersOf(at(file), name)).toEqual(numbers[name].numbers);
  });

  test('rows are read alone, also where the first index moves fastest', async () => {
    const checkpoint = await opened(at(file));
    for (const name of ['plain.f4', 'fortran.f4', 'big.f4']) {
      const { data } = await checkpoint.readRows(quietJob, name, 1, 3);
      expect([...data]).toEqual(numbers[name].numbers.slice(20));
    }
  });
});

test('an .npy file is one tensor, named after it', async () => {
  expect(await numbersOf(at('one.npy'), 'one')).toEqual(numbers['fortran.f4'].numbers);
});

test.each([
  ['types.npz', 'weights.zip'],
  ['packed.npz', 'weights'],
  ['one.npy', 'array.bin'],
])('%s is known by what is in it: %s', async (file, name) => {
  const folder = folderOf({ [name]: readFileSync(at(file)) });
  expect((await opened(join(folder, name))).container).toContain('NumPy');
});

test('objects are left out and named, texts are listed without numbers', async () => {
  const checkpoint = await opened(at('objects.npz'));
  expect([...checkpoint.tensors.keys()]).toEqual(['words', 'w']);
  expect(checkpoint.notes).toEqual([
    'Left out of objects.npz: "meta", Python objects, which to read would run code.',
  ]);
  await expect(numbersOf(at('objects.npz'), 'words')).rejects.toThrow('has dtype U3: it is text');
});

describe.each([
  ['savez', false],
  ['savez_compressed', true],
])('%s of GPT-2', (_, deflated) => {
  test('is GPT-2', async () => {
    const folder = fixture('checkpoints/gpt2');
    const bytes = npzBytes(readSafetensors(join(folder, 'model.safetensors')), deflated);
    const config = readFileSync(join(folder, 'config.json'));
    const checkpoint = await opened(folderOf({ 'gpt2.npz': bytes, 'config.json': config }));
    expect(modelOf(checkpoint).notes).toEqual([]);
    expect(furthest(await logitsOf(checkpoint), await logitsOf(await opened(folder)))).toBe(0);
  });
});

test('opening reads headers alone', async () => {
  const data = new Uint8Array(4_000_000);
  const bytes = zipBytes([{ name: 'a.npy', data: npyBytes(data) }]);
  const record = recorded();
  await opened(join(folderOf({ 'a.npz': bytes }), 'a.npz'), record.files);
  expect(record.bytes).toBeLessThan(100_000); // an archive's comment may have 64 KB
});

const f32 = new Uint8Array(16);
const bomb = { name: 'w.npy', data: npyBytes(f32), deflated: true, says: { size: 70 << 20 } };
const refused: readonly [what: string, file: string, bytes: () => Uint8Array, sentence: string][] =
  [
    ['objects alone', 'a.npy', () => readFileSync(at('objects.npy')), 'holds Python objects'],
    ...(
      [
        ['objects by name', { descr: "'|O'" }, 'holds Python objects'],
        ['records', { descr: "[('a', '<f4')]" }, 'is a record array'],
        ['a dtype of nothing', { descr: "'<q9'" }, "has the dtype '<q9'"],
        ['more numbers than there are', { shape: '(5,)' }, 'its numbers take 20 bytes, it has 16'],
        ['a shape beyond all disks', { shape: '(99999999, 99999999)' }, 'claims the shape'],
        ['a negative size', { shape: '(-1,)' }, 'has a header without a shape'],
        ['a call in its place', { text: "{'descr': __import__('os')}" }, 'without a shape'],
        ['no dictionary', { text: 'import os' }, 'has a header that is no dictionary'],
        ['no order', { order: 'None' }, 'has a header without all it needs'],
        ['a version to come', { version: 4 }, 'is an array of version 4; allowed: 1 to 3'],
        ['a header of 60 KB', { length: 60_000 }, 'claims a header of 60,000 bytes'],
        ['a header beyond the file', { length: 5_000 }, 'ends within its header'],
        ['65 axes', { shape: `(${'1,'.repeat(65)})` }, 'has the shape'],
      ] as readonly [string, Header, string][]
    ).flatMap(([what, header, sentence]): (typeof refused)[number][] => [
      [what, 'a.npy', () => npyBytes(f32, header), sentence],
      [
        `${what}, in an archive`,
        'a.npz',
        () => zipBytes([{ name: 'w.npy', data: npyBytes(f32, header) }]),
        sentence,
      ],
      [
        `${what}, packed`,
        'a.npz',
        () => zipBytes([{ name: 'w.npy', data: npyBytes(f32, header), deflated: true }]),
        sentence,
      ],
    ]),
    ['no array', 'a.npz', () => zipBytes([{ name: 'w.npy', data: 'text' }]), 'is no .npy array'],
    ['an empty one', 'a.npz', () => zipBytes([{ name: 'w.npy', data: '' }]), 'is no .npy array'],
    [
      '10,001 arrays',
      'a.npz',
      () => zipBytes(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.npy`, data: '' }))),
      'has 10,001 entries, 10,000 are allowed',
    ],
    [
      'a packed array of 70 MB of zeros',
      'a.npz',
      () => zipBytes([bomb]),
      'unpacks to 73,400,320 bytes, 67,108,864 are allowed',
    ],
  ];
test.each(refused)('refused: %s', async (_, file, bytes, sentence) => {
  await expect(opened(join(folderOf({ [file]: bytes() }), file))).rejects.toMatchObject({
    code: expect.stringMatching(/^file-/),
    message: expect.stringContaining(sentence),
  });
});
