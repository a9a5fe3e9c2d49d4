// Files of torch.save where they lie: in folders, in shards, under any name; how little of them is read; and the answers
// of the models in them.
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { fixture, shared } from '../support/fixture.ts';
import { forwardOf, furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';
import {
  archive,
  archiveEntries,
  type Code,
  floats,
  legacy,
  pickled,
  py,
  tensor,
} from '../support/torchFiles.ts';
import { zipPieces } from '../support/zips.ts';

const { name, made, int } = py;
const saved = (value: Code) => archive(pickled(value));
const model = py.dict({ w: tensor() });

async function openedAs(bytes: Uint8Array, file = 'm.pt') {
  return opened(join(folderOf({ [file]: bytes }), file));
}

describe('a folder', () => {
  const file = saved(model);
  const one = {
    'config.json': '{}',
    'optimizer.pt': 'x',
    'rng_state.pth': 'x',
    'training_args.bin': 'x',
  };
  test.each([
    ['as transformers saved it', { ...one, 'pytorch_model.bin': file }, []],
    ['of a training program', { ...one, 'ckpt.pt': file }, []],
    [
      'with safetensors, too',
      { ...one, 'pytorch_model.bin': 'x', 'model.safetensors': 'SAFE' },
      ['pytorch_model.bin is not read: model.safetensors beside it comes first.'],
    ],
  ])('%s', async (_, contents, notes) => {
    const safe = new Uint8Array(readFileSync(fixture('hostile/empty-tensor.safetensors')));
    const all = Object.entries(contents).map(([key, content]) => [
      key,
      content === 'SAFE' ? safe : content,
    ]);
    const checkpoint = await opened(folderOf(Object.fromEntries(all)));
    expect(checkpoint.notes).toEqual(notes);
    expect(checkpoint.tensors.size).toBeGreaterThan(0);
  });

  test('of several says so', async () => {
    const folder = folderOf({ 'a.pt': file, 'b.pth': file });
    await expect(opened(folder)).rejects.toThrow(
      'has 2 files of PyTorch and no pytorch_model.bin: "a.pt", "b.pth"',
    );
  });

  test('of shards is opened by their index', async () => {
    const map = { w: 'pytorch_model-00001-of-00002.bin', v: 'pytorch_model-00002-of-00002.bin' };
    const contents = {
      'pytorch_model.bin.index.json': JSON.stringify({ weight_map: map }),
      'pytorch_model-00001-of-00002.bin': saved(py.dict({ w: tensor() })),
      'pytorch_model-00002-of-00002.bin': legacy(py.dict({ v: tensor() })),
      'config.json': '{"model_type":"gpt2"}',
    };
    const checkpoint = await opened(folderOf(contents));
    expect(checkpoint.container).toBe('PyTorch, 2 shards');
    expect([...checkpoint.tensors].map(([key, { file: shard }]) => [key, shard])).toEqual(
      Object.entries(map),
    );
    expect([...(await checkpoint.read(quietJob, 'v')).data]).toEqual([1, 2, 3, 4]);
    expect(checkpoint.config).toEqual({ model_type: 'gpt2' });
    const { 'pytorch_model-00002-of-00002.bin': _, ...less } = contents;
    await expect(opened(folderOf(less))).rejects.toThrow(
      'names "pytorch_model-00002-of-00002.bin", which is not',
    );
    const outside = {
      ...contents,
      'pytorch_model.bin.index.json': JSON.stringify({ weight_map: { w: '../x.bin' } }),
    };
    await expect(opened(folderOf(outside))).rejects.toThrow('names "../x.bin", a path');
    const other = {
      ...contents,
      'pytorch_model.bin.index.json': JSON.stringify({ weight_map: { w: 'x.pt' } }),
    };
    await expect(opened(folderOf(other))).rejects.toThrow('names "x.pt", no .bin file');
  });
});

test.each([
  'm.pt',
  'm.pth',
  'm.ckpt',
  'm.bin',
  'm.pth.tar',
  'M.PT',
  '3f786850e387550fdab836ed7e6dc881de23001b',
  'm.safetensors',
])('it is known by what is in it: %s', async (file) => {
  for (const bytes of [saved(model), legacy(model)]) {
    expect([...(await openedAs(bytes, file)).tensors.keys()]).toEqual(['w']);
  }
});

test.each([
  ['PyTorch', archive(pickled(model), { top: 'a.b c/' })],
  ['PyTorch', archive(pickled(model), { top: '' })],
  ['PyTorch, legacy', legacy(model)],
  ['PyTorch, a whole module', saved(made(name('their', 'Net'), py.dict({ _parameters: model })))],
  [
    'TorchScript',
    archive(pickled(made(name('__torch__', 'net'), model)), {
      more: [
        { name: 'archive/code/x.py', data: '' },
        { name: 'archive/constants.pkl', data: '' },
      ],
    }),
  ],
])('%s', async (description, bytes) => {
  const checkpoint = await openedAs(bytes);
  expect(checkpoint.container).toContain(description);
  expect([...(await checkpoint.read(quietJob, 'w')).data]).toEqual([1, 2, 3, 4]);
});

test('tensors of one storage are told as one, whatever else lies there', async () => {
  const value = py.dict({
    a: tensor({ shape: [2, 2], strides: [2, 1] }),
    part: tensor({ shape: [2] }),
    turned: tensor({ shape: [2, 2], strides: [1, 2] }),
    b: tensor({ shape: [2, 2], strides: [2, 1] }),
    other: tensor({ key: '1' }),
  });
  const checkpoint = await openedAs(
    archive(pickled(value), { storages: { 0: floats(1, 2, 3, 4), 1: floats(5, 6, 7, 8) } }),
  );
  expect([...checkpoint.sharing]).toEqual([['b', 'a']]);
  expect([...(await checkpoint.read(quietJob, 'other')).data]).toEqual([5, 6, 7, 8]);
});

test.each([
  ['its pickle', (bytes: Buffer) => bytes.indexOf('_rebuild')],
  ['where a storage begins', (bytes: Buffer) => bytes.indexOf('archive/data/0') - 2], // the padding's length
  ['its directory', (bytes: Buffer) => bytes.lastIndexOf('archive/data.pkl') - 3],
])('a file of which %s is written over before it is hashed is refused', async (_, place) => {
  const bytes = Buffer.from(saved(model));
  const path = join(folderOf({ 'm.pt': bytes }), 'm.pt');
  const checkpoint = await opened(path);
  const { atime, mtime } = statSync(path);
  bytes[place(bytes)] ^= 1;
  writeFileSync(path, bytes, { flag: 'r+' });
  utimesSync(path, atime, mtime);
  await expect(checkpoint.digest(quietJob)).rejects.toMatchObject({ code: 'file-changed' });
});

test('of 10 GB only the directory and the pickle are read', async () => {
  const keys = Array.from({ length: 200 }, (_, i) => `${i}`);
  const elements = 13_500_000;
  const views = keys.map((key) => [
    `layer.${key}`,
    tensor({ key, elements, shape: [1500, 9000], strides: [9000, 1] }),
  ]);
  const pickle = pickled(py.dict(Object.fromEntries(views)));
  const storages = Object.fromEntries(keys.map((key) => [key, 4 * elements]));
  const { pieces, size } = zipPieces(archiveEntries(pickle, { storages }), true);
  const path = join(folderOf({}), 'large.pt');
  const file = openSync(path, 'w');
  ftruncateSync(file, size); // a hole, but for what is written
  for (const { at, bytes } of pieces) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
  expect(size).toBeGreaterThan(10 * 2 ** 30);

  const record = recorded();
  const checkpoint = await openCheckpoint(record.files, sha256, path);
  expect(checkpoint.tensors.size).toBe(200);
  expect(record.bytes).toBeLessThan(300_000);
  const { data } = await checkpoint.readRows(quietJob, 'layer.199', 1499, 1500);
  expect(data.every((value) => value === 0)).toBe(true);
  expect(record.bytes).toBeLessThan(400_000);
  await checkpoint.close();
});

describe('a model computes what it computes from safetensors', () => {
  const weights = readSafetensors(fixture('checkpoints/gpt2/model.safetensors'));
  const golden = readSafetensors(fixture('checkpoints/gpt2/golden.safetensors'));
  const config = readFileSync(fixture('checkpoints/gpt2/config.json'));
  const storages: Record<string, Uint8Array> = {};
  const members: Record<string, Code> = {};
  for (const [key, { dims, data }] of weights) {
    const index = `${Object.keys(storages).length}`;
    const [rows, width] = dims;
    const isMatrix = dims.length === 2;
    const turned = Float32Array.from(
      data,
      (_, i) => data[isMatrix ? (i % rows) * width + Math.floor(i / rows) : i],
    );
    storages[index] = floats(...turned); // matrices lie column by column
    const strides = isMatrix ? [1, rows] : [1];
    members[key] = tensor({ key: index, elements: data.length, shape: dims, strides });
  }
  test.each([
    ['pytorch_model.bin', archive(pickled(py.dict(members)), { storages })],
    ['ckpt.pt', legacy(py.dict({ model: py.dict(members), step: int(3) }), storages)],
  ])('%s', async (file, bytes) => {
    const checkpoint = await opened(folderOf({ [file]: bytes, 'config.json': config }));
    const rows = [0, 1, 2].map((i) => Int32Array.from(golden.get(`prompt.${i}.input_ids`)!.data));
    for (const [i, row] of rows.entries()) {
      const { logits } = await activations(quietJob, await forwardOf(checkpoint), [row]);
      const wanted = golden.get(`prompt.${i}.logits`)!.data as Float32Array;
      expect(furthest(logits!.data, wanted)).toBeLessThan(2e-5);
    }
  });
});

const containers = shared('fixtures/containers');
describe.skipIf(containers === undefined)(
  'gpt2 is the same in all of ../shared/fixtures/containers',
  () => {
    const weights = readSafetensors(fixture('checkpoints/gpt2/model.safetensors'));
    test.each([
      ['state_dict.pt', '', false],
      ['state_dict.legacy.pt', '', false],
      ['pytorch_model', '', false],
      ['pytorch_model-sharded', '', false],
      ['lightning.ckpt', 'model.', false],
      ['training-args.pt', '', false],
      ['nanogpt.pt', '', true],
      ['nanogpt.orig_mod.pt', '_orig_mod.', true],
    ])('%s', async (file, prefix, turned) => {
      const checkpoint = await opened(join(containers!, file));
      for (const [key, { dims, data }] of weights) {
        const found = await checkpoint.read(quietJob, `${prefix}${key}`);
        const isTurned = turned && /(?:c_attn|c_proj|c_fc)\.weight$/.test(key);
        const [rows, width] = dims;
        const wanted = isTurned
          ? data.map((_, i) => data[(i % rows) * width + Math.floor(i / rows)])
          : data;
        expect(found.dims).toEqual(isTurned ? dims.toReversed() : dims);
        expect(furthest(found.data, wanted as Float32Array)).toBe(0);
      }
    });
  },
);
