// Files of torch.save as people have them: which of their dicts is the model, what else they hold, what beside them
// counts; how little is read; and the answers of what they hold.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
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

const { name, made, text, int } = py;
const saved = (value: Code) => archive(pickled(value));
const model = py.dict({ w: tensor() });
const two = py.dict({ w: tensor(), v: tensor() });
const optimizer = py.dict({ state: py.dict({ a: two }), param_groups: py.list() });

async function openedAs(bytes: Uint8Array, file = 'm.pt') {
  return opened(join(folderOf({ [file]: bytes }), file));
}

describe('which dict is the model, and what is said of the others', () => {
  const cases: readonly (readonly [what: string, value: Code, tensors: string, others: string])[] =
    [
      ['the file is it', model, 'w', ''],
      [
        'beside an optimizer',
        py.dict({ epoch: int(3), model, optimizer }),
        'w',
        'epoch: 3; optimizer: 2 tensors',
      ],
      ['optimizers of any name', py.dict({ model, g: optimizer }), 'w', 'g: 2 tensors'],
      [
        'optimizers with more tensors, and a model of any name',
        py.dict({ mine: model, optimizer_states: py.list(two), opt: optimizer }),
        'w',
        'optimizer_states: 2 tensors; opt: 2 tensors',
      ],
      ['the likelier name', py.dict({ ema: two, state_dict: model }), 'w', 'ema: 2 tensors'],
      [
        'a name that is nearer',
        py.dict({ model: py.dict({ state_dict: model, net: int(1) }), x: two }),
        'w',
        'x: 2 tensors; model.net: 1',
      ],
      [
        'tensors beside it',
        py.dict({ best_loss: tensor(), model: two }),
        'w, v',
        'best_loss: a tensor of 4',
      ],
      [
        'a state dict with a part called so',
        py.dict({ a: tensor(), b: tensor(), net: tensor() }),
        'a, b, net',
        '',
      ],
      [
        'no name that is known: the largest',
        py.dict({ a: model, b: two, step: int(1) }),
        'w, v',
        'a: 1 tensors; step: 1',
      ],
      ['nothing but dicts of tensors', py.dict({ a: model, b: two }), 'a.w, b.w, b.v', ''],
      [
        'a state that is no tensor',
        py.dict({ w: tensor(), _extra_state: py.none }),
        'w',
        '_extra_state: None',
      ],
      [
        'an object of settings',
        py.dict({ model, args: made(name('argparse', 'Namespace'), py.dict({ lr: int(1) })) }),
        'w',
        'args: argparse.Namespace, kept as data; Python objects kept as data: argparse.Namespace',
      ],
      [
        'an object that holds it',
        made(name('their', 'State'), py.dict({ model, step: int(1) })),
        'w',
        'step: 1; Python objects kept as data: their.State',
      ],
      [
        'a list of tensors',
        py.dict({ params: py.list(tensor(), tensor()), step: int(1) }),
        '0, 1',
        'step: 1',
      ],
    ];
  test.each(cases)('%s', async (_, value, tensors, others) => {
    for (const bytes of [saved(value), legacy(value)]) {
      const checkpoint = await openedAs(bytes);
      expect([...checkpoint.tensors.keys()].join(', ')).toBe(tensors);
      const rows = [...checkpoint.metadata].map(([key, is]) => `${key}: ${is}`);
      expect(rows.join('; ')).toBe(others);
    }
  });

  test('that there are several is said', async () => {
    const { notes } = await openedAs(saved(py.dict({ ema: two, model, generator: model })));
    expect(notes).toEqual([
      'The file holds several sets of tensors: "model" (1) is read, "ema", "generator" are not.',
    ]);
  });
});

describe('settings beside the model are its config where no config.json lies', () => {
  const form = { n_layer: int(2), n_head: int(4) };
  const cases: readonly (readonly [what: string, value: Code, config: unknown, words: string])[] = [
    [
      'nanoGPT',
      py.dict({ model, config: py.dict({ lr: int(1) }), model_args: py.dict(form) }),
      { n_layer: 2, n_head: 4 },
      '"model_args" of m.pt',
    ],
    [
      'older nanoGPT',
      py.dict({ model, config: py.dict({ ...form, bias: py.raw(0x88) }) }),
      { n_layer: 2, n_head: 4, bias: true },
      '"config" of m.pt',
    ],
    [
      'Lightning',
      py.dict({
        state_dict: model,
        hyper_parameters: py.dict({ lr: int(1), model: py.dict(form) }),
      }),
      { n_layer: 2, n_head: 4 },
      '"hyper_parameters.model" of m.pt',
    ],
    [
      'argparse',
      py.dict({ model, args: made(name('argparse', 'Namespace'), py.dict(form)) }),
      { n_layer: 2, n_head: 4 },
      '"args" of m.pt',
    ],
    [
      'a config within a whole module',
      made(
        name('their', 'Net'),
        py.dict({
          _parameters: model,
          config: made(
            name('their', 'Config'),
            py.dict({ ...form, dtype: name('torch', 'float16') }),
          ),
        }),
      ),
      { n_layer: 2, n_head: 4, dtype: 'float16' },
      '"config" of m.pt',
    ],
    [
      'no settings of a form',
      py.dict({ model, config: py.dict({ lr: int(1) }) }),
      undefined,
      'config.json',
    ],
    ['no settings', model, undefined, 'config.json'],
  ];
  test.each(cases)('%s', async (_, value, config, words) => {
    const checkpoint = await openedAs(saved(value));
    expect(checkpoint.config).toEqual(config);
    expect(checkpoint.configWords.it).toBe(words);
    const folder = folderOf({ 'm.pt': saved(value), 'config.json': '{"model_type":"gpt2"}' });
    const beside = await opened(join(folder, 'm.pt'));
    expect(beside.config).toEqual({ model_type: 'gpt2' });
    expect(beside.configWords.it).toBe('config.json');
  });

  test('a dict that stands in itself ends', async () => {
    const config = py.raw('}q', 1, '(', text('n_layer'), int(2), text('self'), 'h', 1, 'u');
    const { config: found } = await openedAs(saved(py.dict({ model, config })));
    expect(found).toMatchObject({ n_layer: 2, self: { n_layer: 2 } });
  });
});

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

test('tensors of one storage are told as one', async () => {
  const value = py.dict({
    a: tensor(),
    b: tensor(),
    part: tensor({ shape: [2] }),
    other: tensor({ key: '1' }),
  });
  const checkpoint = await openedAs(
    archive(pickled(value), { storages: { 0: floats(1, 2, 3, 4), 1: floats(5, 6, 7, 8) } }),
  );
  expect([...checkpoint.sharing]).toEqual([['b', 'a']]);
  expect([...(await checkpoint.read(quietJob, 'other')).data]).toEqual([5, 6, 7, 8]);
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
const withShared = containers ? describe : describe.skip; // a user's clone has no shared fixtures

withShared('the weights of gpt2 are the same in every file of PyTorch', () => {
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
});
