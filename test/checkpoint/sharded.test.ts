// Several files and an index: what the index may name, and that it must agree with the files.
import { cpSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { folderOf, opened, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const shard = (...names: string[]) =>
  encodeSafetensors(
    new Map(names.map((name) => [name, { dims: [1], data: Float32Array.of(1) }])),
    new Map([['format', 'pt']]),
  );
const index = (weights: unknown) => JSON.stringify({ weight_map: weights });
const INDEX = 'model.safetensors.index.json';

async function checkRefused(
  contents: Readonly<Record<string, string | Uint8Array>>,
  error: { readonly code: string; readonly message: string },
): Promise<void> {
  const record = recorded();
  const { code, message } = error;
  await expect(opened(folderOf(contents), record.files)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
  expect(record.open).toBe(0);
}

test('two shards are one model', async () => {
  const folder = folderOf({
    [INDEX]: index({ a: 'one.safetensors', b: 'two.safetensors', c: 'one.safetensors' }),
    'one.safetensors': shard('a', 'c'),
    'two.safetensors': shard('b'),
  });
  const checkpoint = await opened(folder);
  expect(checkpoint.container).toBe('safetensors, 2 shards');
  expect([...checkpoint.tensors].map(([name, { file }]) => [name, file])).toEqual([
    ['a', 'one.safetensors'],
    ['c', 'one.safetensors'],
    ['b', 'two.safetensors'],
  ]);
  expect([...checkpoint.metadata]).toEqual([['format', 'pt']]);
});

describe('names that lead out of the folder: nothing but the index is opened', () => {
  const names = [
    '../../x.safetensors',
    '/etc/x.safetensors',
    'inner/x.safetensors',
    'inner\\x.safetensors',
    'C:x.safetensors',
    '..',
    'x.safetensors\0.safetensors',
  ];
  test.each(names)('%j', async (name) => {
    const record = recorded();
    const folder = folderOf({ [INDEX]: index({ a: name }), 'inner/x.safetensors': shard('a') });
    await expect(opened(folder, record.files)).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringContaining('a path instead of a file in its own folder'),
    });
    expect(new Set(record.opened)).toEqual(new Set([join(folder, INDEX)]));
  });

  test('a link to a file outside', async () => {
    const outside = folderOf({ 'x.safetensors': shard('a') });
    const folder = folderOf({ [INDEX]: index({ a: 'x.safetensors' }) });
    symlinkSync(join(outside, 'x.safetensors'), join(folder, 'x.safetensors'));
    const record = recorded();
    await expect(opened(folder, record.files)).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringContaining('names "x.safetensors", a link to '),
    });
    expect(new Set(record.opened)).toEqual(new Set([join(folder, INDEX)]));
  });
});

describe('links that are followed', () => {
  test('one within the folder, the folder itself being linked', async () => {
    const folder = folderOf({ [INDEX]: index({ a: 'x.safetensors' }), 'in/x': shard('a') });
    symlinkSync(join(folder, 'in', 'x'), join(folder, 'x.safetensors'));
    const link = join(folderOf({}), 'model');
    symlinkSync(folder, link);
    expect((await opened(link)).tensors.size).toBe(1);
  });

  test('those of the hub’s download cache, to blobs/ beside snapshots/', async () => {
    const model = 'models--org--tiny-model';
    const cache = folderOf({
      [`${model}/blobs/aa`]: shard('a'),
      [`${model}/blobs/bb`]: index({ a: 'x.safetensors' }),
    });
    const snapshot = join(cache, model, 'snapshots', '0123abc');
    mkdirSync(snapshot, { recursive: true });
    symlinkSync('../../blobs/aa', join(snapshot, 'x.safetensors'));
    symlinkSync('../../blobs/bb', join(snapshot, INDEX));
    const checkpoint = await opened(snapshot);
    expect(checkpoint.tensors.size).toBe(1);
    expect(checkpoint.name).toBe('org/tiny-model');
  });
});

describe('refused', () => {
  const one = { 'one.safetensors': shard('a'), 'two.safetensors': shard('b') };
  const cases = [
    {
      what: 'no weight_map',
      index: '{}',
      code: 'file-format',
      message: 'is not an object but nothing',
    },
    {
      what: 'a weight_map that is a list',
      index: index([]),
      code: 'file-format',
      message: 'is not an object but an array',
    },
    {
      what: 'a shard that is no name',
      index: index({ a: 1 }),
      code: 'file-format',
      message: 'gives tensor "a" not a file name but a number',
    },
    {
      what: 'a shard in another container',
      index: index({ a: 'one.bin' }),
      code: 'file-format',
      message: 'names "one.bin", no .safetensors file',
    },
    {
      what: 'missing shards, the first few named',
      index: index({ a: 'one.safetensors', c: 'c.safetensors', d: 'd.safetensors' }),
      code: 'file-missing',
      message: 'names "c.safetensors", "d.safetensors", which are not in its folder',
    },
    {
      what: 'a tensor twice in the index',
      index: '{"weight_map": {"a": "one.safetensors", "a": "two.safetensors"}}',
      code: 'file-format',
      message: 'has the key "a" twice',
    },
    {
      what: 'more shards than can be kept open',
      index: index(
        Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}`, `${i}.safetensors`])),
      ),
      code: 'file-unsafe',
      message: 'names 1,001 shards, 1000 are allowed',
    },
    {
      what: 'an index that is cut short',
      index: '{"weight_map": {\n  "a": "one.safe',
      code: 'file-format',
      message: 'is not JSON: ',
    },
  ];
  test.each(cases)('$what', (each) => checkRefused({ ...one, [INDEX]: each.index }, each));

  test('a shard that is damaged', () =>
    checkRefused(
      {
        ...one,
        'two.safetensors': new Uint8Array(3),
        [INDEX]: index({ a: 'one.safetensors', b: 'two.safetensors' }),
      },
      { code: 'file-format', message: 'two.safetensors has only 3 bytes' },
    ));
});

describe('index and shards that come apart: taken as it lies there, and said', () => {
  const [one, two] = ['one.safetensors', 'two.safetensors'];
  const both = { [one]: shard('a', 'b'), [two]: shard('b', 'c') };
  const rows: readonly {
    readonly what: string;
    readonly map: Readonly<Record<string, string>>;
    readonly taken: Readonly<Record<string, string>>;
    readonly note: string;
  }[] = [
    {
      what: 'a stale copy in an earlier shard',
      map: { a: one, b: two, c: two },
      taken: { a: one, b: two, c: two },
      note: 'Tensor "b" is stored in several shards ("one.safetensors", "two.safetensors"); it is taken from the one that model.safetensors.index.json names.',
    },
    {
      what: 'a stale copy in a later shard, which transformers would take',
      map: { a: one, b: one, c: two },
      taken: { a: one, b: one, c: two },
      note: 'Tensor "b" is stored in several shards ("one.safetensors", "two.safetensors"); it is taken from the one that model.safetensors.index.json names, where transformers takes the last.',
    },
    {
      what: 'a tied head that was not stored',
      map: { a: one, b: two, c: two, 'lm_head.weight': two },
      taken: { a: one, b: two, c: two },
      note: 'Tensor "lm_head.weight" is listed in model.safetensors.index.json and stored in no shard.',
    },
    {
      what: 'tensors elsewhere than the index says',
      map: { a: two, b: two, c: one },
      taken: { a: one, b: two, c: two },
      note: '2 tensors "a", "c" are not in the shard that model.safetensors.index.json names; they are taken from the one that has it.',
    },
    {
      what: 'a tensor that the index does not list',
      map: { a: one, b: two },
      taken: { a: one, b: two, c: two },
      note: 'Tensor "c" is not listed in model.safetensors.index.json; it is taken from the shard that has it ("two.safetensors").',
    },
  ];
  test.each(rows)('$what', async ({ map, taken, note }) => {
    const checkpoint = await opened(folderOf({ ...both, [INDEX]: index(map) }));
    const places = [...checkpoint.tensors].map(([name, { file }]) => [name, file]);
    expect(Object.fromEntries(places)).toEqual(taken);
    expect(checkpoint.notes).toContain(note);
  });

  test('a tied head that is listed and not stored does not stop the family that ties it', async () => {
    const folder = folderOf({});
    cpSync(fixture('checkpoints/gpt2-sharded'), folder, { recursive: true });
    const path = join(folder, INDEX);
    const { weight_map: map } = JSON.parse(readFileSync(path, 'utf8'));
    const last = 'model-00002-of-00002.safetensors';
    writeFileSync(path, index({ ...map, 'lm_head.weight': last }));
    const model = modelOf(await opened(folder));
    expect(model.spec.head).not.toBe('none');
    expect(model.notes).toContainEqual(expect.stringContaining('"lm_head.weight" is listed in'));
  });

  test('an index beside model.safetensors is not followed', async () => {
    const folder = folderOf({
      ...both,
      [INDEX]: index({ c: two }),
      'model.safetensors': shard('m'),
    });
    const checkpoint = await opened(folder);
    expect([...checkpoint.tensors.keys()]).toEqual(['m']);
    expect(checkpoint.notes).toEqual([
      `${INDEX} is not followed: model.safetensors beside it comes first.`,
    ]);
  });
});

describe('one file under many names', () => {
  test.each([
    ['links', symlinkSync],
    ['hard links', linkSync],
  ] as const)('%s are refused before it is read', async (_, link) => {
    const names = Array.from({ length: 1000 }, (_, i) => `${i}.safetensors`);
    const map = Object.fromEntries(names.map((name, i) => [`t${i}`, name]));
    const folder = folderOf({ real: shard('a'), [INDEX]: index(map) });
    for (const name of names) link(join(folder, 'real'), join(folder, name));
    const record = recorded();
    await expect(opened(folder, record.files)).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringContaining('"0.safetensors" and "1.safetensors", which are one file'),
    });
    expect(new Set(record.opened)).toEqual(new Set([join(folder, INDEX)]));
  });

  test('copies count together: tensors of all shards', async () => {
    const many = Array.from({ length: 200_000 }, (_, i): [string, object] => [
      `t${i}`,
      { dtype: 'U8', shape: [0], data_offsets: [0, 0] },
    ]);
    const bytes = safetensorsBytes(Object.fromEntries(many));
    const map = { a: 'one.safetensors', b: 'two.safetensors' };
    await checkRefused(
      { 'one.safetensors': bytes, 'two.safetensors': bytes, [INDEX]: index(map) },
      { code: 'file-unsafe', message: 'over 50,000 tensors, 250,000 are allowed in all files' },
    );
  });
});
