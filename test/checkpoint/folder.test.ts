// Which file of a folder is the model, what it is called, and what lies beside it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { modelBytes, weight } from '../support/onnxFiles.ts';

const weights = (name: string) =>
  encodeSafetensors(new Map([[name, { dims: [1], data: Float32Array.of(1) }]]));

describe('the weights of a folder', () => {
  const index = '{"weight_map": {"indexed": "a.safetensors"}}';
  const cases: readonly (readonly [string, Record<string, string | Uint8Array>, string])[] = [
    [
      'model.safetensors before all others',
      {
        'model.safetensors': weights('model'),
        'model.safetensors.index.json': index,
        'golden.safetensors': weights('golden'),
      },
      'model',
    ],
    [
      'else an index',
      { 'model.safetensors.index.json': index, 'a.safetensors': weights('indexed') },
      'indexed',
    ],
    [
      'of another name too',
      { 'net.safetensors.index.json': index, 'a.safetensors': weights('indexed') },
      'indexed',
    ],
    ['else the only file', { 'weights.safetensors': weights('only'), 'a.bin': 'x' }, 'only'],
    [
      'which hidden files do not count as',
      { 'weights.safetensors': weights('only'), '._weights.safetensors': 'x' },
      'only',
    ],
  ];
  const graph = modelBytes({ weights: [weight('w', [2], [1, 2])] });
  const data = new Uint8Array(64).fill(7);
  const besideGraph: typeof cases = [
    ['a graph before its data in w.bin', { 'x.onnx': graph, 'w.bin': data }, 'w'],
    ['in w.pt', { 'model.onnx': graph, 'w.pt': data }, 'w'],
    ['in w.safetensors', { 'model.onnx': graph, 'w.safetensors': data }, 'w'],
    ['in w.gguf', { 'model.onnx': graph, 'w.gguf': data }, 'w'],
    ['but weights before a graph', { 'x.onnx': graph, 'y.safetensors': weights('own') }, 'own'],
  ];
  test.each([...cases, ...besideGraph])('%s', async (_what, contents, tensor) => {
    expect([...(await opened(folderOf(contents))).tensors.keys()]).toEqual([tensor]);
  });

  const refused: readonly (readonly [string, Record<string, string>, string])[] = [
    [
      'several files',
      { 'a.safetensors': '', 'b.safetensors': '', 'c.safetensors': '', 'd.safetensors': '' },
      'has 4 weight files and no model.safetensors: "a.safetensors", "b.safetensors", "c.safetensors" and 1 more',
    ],
    [
      'several indexes',
      { 'a.safetensors.index.json': '{}', 'b.safetensors.index.json': '{}' },
      'has 2 indexes of shards and no model.safetensors.index.json: "a.safetensors.index.json", "b.safe',
    ],
    [
      'a damaged model under the name that only a model has',
      { 'pytorch_model.bin': 'x'.repeat(64), 'x.onnx': '' },
      'no file of torch.save',
    ],
    ['none at all', { 'notes.txt': '' }, 'holds no weights that can be read'],
    ['PyTorch', { 'pytorch_model.bin': '' }, 'pytorch_model.bin is empty (0 bytes)'],
    ['what PyTorch trains with', { 'optimizer.pt': 'x', 'rng_state.pth': 'x' }, 'holds no weights'],
    ['GGML', { 'model.ggml': '' }, "is in GGML's old format"],
    ['Flax', { 'flax_model.msgpack': '' }, "is a model in Flax's msgpack form"],
    ['an empty model of Keras', { 'model.h5': '' }, 'model.h5 is empty (0 bytes)'],
    ['no model of TF.js', { 'model.json': '{}', 'a.bin': '' }, 'it is no model of TensorFlow.js'],
  ];
  test.each(refused)('refused: %s', async (_what, contents, sentence) => {
    await expect(opened(folderOf(contents))).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining(sentence),
      hint: expect.any(String),
    });
  });

  test('a path where nothing is', async () => {
    await expect(opened(join(folderOf({}), 'gone'))).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringMatching(/gone does not exist$/),
    });
  });
});

describe('its name', () => {
  const cases = [
    ['run-7/model.safetensors', 'run-7', 'run-7'],
    ['run-7/model.safetensors', 'run-7/model.safetensors', 'run-7'],
    ['run-7/step-100.safetensors', 'run-7/step-100.safetensors', 'step-100'],
    ['run-7/step-100.safetensors', 'run-7', 'step-100'],
  ] as const;
  test.each(cases)('%s opened as %s: %s', async (file, path, name) => {
    const folder = folderOf({ [file]: weights('a') });
    expect((await opened(join(folder, path))).name).toBe(name);
  });
});

describe('config.json', () => {
  const withConfig = (config: string | Uint8Array) =>
    opened(folderOf({ 'model.safetensors': weights('a'), 'config.json': config }));

  test('is parsed', async () => {
    expect((await withConfig('{"n_layer": 3}')).config).toEqual({ n_layer: 3 });
  });

  test('is read beside a lone file', async () => {
    const folder = folderOf({ 'a.safetensors': weights('a'), 'config.json': '{"x": [1]}' });
    expect((await opened(join(folder, 'a.safetensors'))).config).toEqual({ x: [1] });
  });

  test('may be absent', async () => {
    expect((await opened(folderOf({ 'model.safetensors': weights('a') }))).config).toBeUndefined();
  });

  const refused: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['breaks', '{\n  "n_layer": 3,\n  "n_head" 4\n}', 'config.json is not JSON: line 3, column 12'],
    ['has a trailing comma', '{"n_layer": 3,}', 'config.json is not JSON: line 1, column 15'],
    ['has a comment', '{"a": 1} // one', 'config.json is not JSON: line 1, column 10'],
    ['has a word of JavaScript', '{"a": undefined}', 'config.json is not JSON: line 1, column 7'],
    [
      'is a git-lfs pointer',
      'version https://git-lfs.github.com/spec/v1\noid',
      'a git-lfs pointer',
    ],
    ['is a page', '<!DOCTYPE html>\n<html>', 'config.json is an HTML page'],
    ['is UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0), 'is not UTF-8 text'],
    ['ends early', '{"n_layer": 3', 'config.json is not JSON: it ends too early'],
    ['is empty', '', 'config.json is not JSON: it is empty'],
    ['is a list', '[]', 'config.json is not a JSON object but an array'],
    ['is null', 'null', 'config.json is not a JSON object but null'],
    ['nests without end', '{"a":'.repeat(1_000_000), 'nested deeper than 64 levels'],
    ['is not text', Uint8Array.of(0x7b, 0xff, 0x7d), 'is not UTF-8 text'],
    ['has 17 MB', ' '.repeat(17 << 20), 'has 17,825,792 bytes, 16,777,216 are allowed'],
  ];
  test.each(refused)(
    '%s: that is a problem, the tensors are there',
    async (_, config, sentence) => {
      const checkpoint = await withConfig(config);
      expect(checkpoint.config).toBeUndefined();
      expect(checkpoint.configProblem?.message).toContain(sentence);
      expect([...checkpoint.tensors.keys()]).toEqual(['a']);
    },
  );

  const odd: readonly (readonly [string, object, string])[] = [
    ['{"a": [0.0, Infinity]}', { a: [0, Infinity] }, 'has Infinity at "a.[]"'],
    ['{"a": {"b": NaN}, "c": 1}', { a: { b: Number.NaN }, c: 1 }, 'has NaN at "a.b"'],
    ['{"a": -Infinity}', { a: -Infinity }, 'has -Infinity at "a"'],
    ['{"n": 3, "n": 4}', { n: 4 }, 'has "n" twice: the last is taken'],
    ['{"r": {"t": 1, "t": 2}}', { r: { t: 2 } }, 'has "r.t" twice: the last is taken'],
    ['\ufeff{"n": 3}', { n: 3 }, 'begins with a byte order mark'],
  ];
  test.each(odd)('%s is read as Python does, and said', async (text, config, note) => {
    const checkpoint = await withConfig(text);
    expect(checkpoint.config).toEqual(config);
    expect(checkpoint.notes).toEqual([expect.stringContaining(`config.json ${note}`)]);
  });

  test('a million odd places are not all said', async () => {
    expect((await withConfig(`{"a": [${'NaN,'.repeat(1e6)}1]}`)).notes).toHaveLength(8);
  });

  test('a broken one leaves no file open', async () => {
    const record = recorded();
    const folder = folderOf({ 'model.safetensors': weights('a'), 'config.json': '{' });
    await (await opened(folder, record.files)).close();
    expect(record.open).toBe(0);
  });

  test('a folder of that name', async () => {
    const folder = folderOf({ 'model.safetensors': weights('a'), 'config.json/x': '' });
    const { configProblem } = await opened(folder);
    expect(configProblem?.message).toMatch(/config.json is a folder, not a file$/);
  });
});

describe('tokenizer.json', () => {
  test('is read when asked for, not before', async () => {
    const record = recorded();
    const folder = folderOf({ 'model.safetensors': weights('a'), 'tokenizer.json': '{"v": 1}' });
    const checkpoint = await opened(folder, record.files);
    expect(record.opened).not.toContain(join(folder, 'tokenizer.json'));
    expect(await checkpoint.tokenizer()).toEqual({ v: 1 });
  });

  test('may be absent', async () => {
    const checkpoint = await opened(folderOf({ 'model.safetensors': weights('a') }));
    expect(await checkpoint.tokenizer()).toBeUndefined();
  });
});
