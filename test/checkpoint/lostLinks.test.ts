// A copy of the hub's cache that lost its links opens by their texts; nothing outside its blobs does.
import { expect, test } from 'vitest';
import { opened, planted, safetensorsBytes } from '../support/checkpoints.ts';

const weights = safetensorsBytes({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 4);
const snapshot = (model: string | Uint8Array) => ({
  'models--team--adder/refs/main': 'c1',
  'models--team--adder/blobs/w0': weights,
  'models--team--adder/blobs/c0': '{"model_type": "llama"}',
  'models--team--adder/snapshots/c1/config.json': '../../blobs/c0',
  'models--team--adder/snapshots/c1/model.safetensors': model,
  'secret/w1': weights,
});

test.each([
  ['the cache of a model', 'models--team--adder'],
  ['its snapshot', 'models--team--adder/snapshots/c1'],
  ['the file in it', 'models--team--adder/snapshots/c1/model.safetensors'],
])('%s', async (_, path) => {
  const checkpoint = await opened(`${planted(snapshot('../../blobs/w0\n'))}/${path}`);
  expect([...checkpoint.tensors.keys()]).toEqual(['a']);
  expect(checkpoint.config).toEqual({ model_type: 'llama' });
  expect(checkpoint.notes).toContainEqual(
    'The hub\'s cache has lost its links, and their texts are followed: "model.safetensors", "config.json".',
  );
  await checkpoint.close();
});

test.each([
  ['a way out of the blobs', '../../blobs/../../secret/w1'],
  ['another folder', '../../../secret/w1'],
  ['an absolute path', '/etc/hostname'],
  ['a blob that is not there', '../../blobs/w9'],
])('%s is not followed', async (_, text) => {
  await expect(opened(`${planted(snapshot(text))}/models--team--adder`)).rejects.toThrow();
});
