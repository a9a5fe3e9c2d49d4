// Two checkpoints of the same weights that compute otherwise have two digests, whichever file says what is computed:
// the store, goldens and what is got ready are found by them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configDigest } from '../../src/engine/analysis/remember.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { adapter, base } from '../support/adapters.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const kept = (folder: string): Tree =>
  Object.fromEntries(
    readdirSync(fixture(folder)).map((name) => [name, readFileSync(fixture(join(folder, name)))]),
  );
const one = (value: number) =>
  encodeSafetensors(new Map([['w', { dims: [1], data: Float32Array.of(value) }]]));
const shards: Tree = { 'one.safetensors': one(1), 'two.safetensors': one(2) };
const INDEX = 'model.safetensors.index.json';
const listing = (file: string): Tree => {
  const weight_map = {
    w: file,
    'not stored 1': 'one.safetensors',
    'not stored 2': 'two.safetensors',
  };
  return { ...shards, [INDEX]: JSON.stringify({ weight_map }) };
};

/** What is there, the file that is edited in it, and how; `at`: what is opened. */
const rows: readonly [string, Tree, file: string, from: string, to: string, at?: string][] = [
  ['layers of TF.js', kept('keras/cnn-tfjs-layers'), 'model.json', '"relu"', '"tanh"'],
  [
    'layers of TF.js, quantised',
    kept('keras/mlp-tfjs-quantised'),
    'model.json',
    '"relu"',
    '"tanh"',
  ],
  ['a graph of TF.js', kept('keras/cnn-tfjs-graph'), 'model.json', '"MaxPool"', '"AvgPool"'],
  [
    "the scale of TF.js' weights",
    kept('keras/mlp-tfjs-quantised'),
    'model.json',
    '"scale": 0',
    '"scale": 1',
  ],
  ['the index of shards', listing('one.safetensors'), INDEX, '"w":"one', '"w":"two'],
  [
    'the config of an adapter',
    { ...base('gpt2', 'gpt2'), ...adapter('gpt2') },
    'adapter/adapter_config.json',
    '"lora_alpha": 8',
    '"lora_alpha": 9',
    'adapter',
  ],
  [
    'the config of its base',
    { ...base('gpt2', 'gpt2'), ...adapter('gpt2') },
    'gpt2/config.json',
    '"gelu_new"',
    '"relu"',
    'adapter',
  ],
  ['a config', base('gpt2', 'm'), 'm/config.json', '"gelu_new"', '"relu"', 'm'],
  [
    'a mapping',
    { 'm.safetensors': one(1), 'm.mapping.json': '{"reads": "a"}' },
    'm.mapping.json',
    '"a"',
    '"b"',
    'm.safetensors',
  ],
  [
    'the activation of a chain',
    { 'm.safetensors': one(1), 'config.json': '{"activation": "relu"}' },
    'config.json',
    'relu',
    'tanh',
    'm.safetensors',
  ],
];

test.each(rows)('%s', async (_, tree, file, from, to, at = '.') => {
  const text = Buffer.from(tree[file] as Uint8Array | string).toString();
  expect(text).toContain(from);
  const digests = async (content: string) => {
    const checkpoint = await opened(join(planted({ ...tree, [file]: content }), at));
    const weights = await checkpoint.digest(quietJob);
    return [weights, configDigest({ sha256 }, checkpoint)];
  };
  const before = await digests(text);
  expect(await digests(text)).toEqual(before);
  expect(await digests(text.replaceAll(from, to))).not.toEqual(before);
});
