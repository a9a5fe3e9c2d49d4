// What is not computed of Keras, or not even opened: each with its sentence. Whatever can be listed is.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { networkOf } from '../support/networks.ts';
import { type Entry, zipBytes } from '../support/zips.ts';

const bytesOf = (path: string) => new Uint8Array(readFileSync(fixture(path)));
const textOf = (path: string) => readFileSync(fixture(path), 'utf8');

/** The archive mlp.keras of another config, or of other entries. */
const mlp = bytesOf('keras/mlp.h5');
function archive(config: unknown, more: readonly Entry[] = []): string {
  const entries = [
    { name: 'config.json', data: typeof config === 'string' ? config : JSON.stringify(config) },
    { name: 'metadata.json', data: '{"keras_version": "3.15.1"}' },
    { name: 'model.weights.h5', data: mlp },
  ].filter(({ name }) => !more.some((entry) => entry.name === name));
  return `${folderOf({ 'm.keras': zipBytes([...entries, ...more.filter(({ data }) => data !== '')]) })}/m.keras`;
}

describe('layers that are listed and not computed', () => {
  const sentences: Readonly<Record<string, string>> = {
    hard_sigmoid: 'its activation is "hard_sigmoid", computed is linear, relu',
    slope: 'its negative_slope is 0.1, computed is 0',
    causal: 'its padding is "causal", computed is valid or same',
    alpha: 'its alpha is 0.5, computed is 1',
    groups: 'its groups is 2, computed is 1',
    bilinear: 'its interpolation is "bilinear", computed is nearest',
    keepdims: 'its keepdims is true, computed is false',
    rms: 'its rms_scaling is true, computed is false',
    masked: 'its mask_zero is true, computed is false',
    two_axes: 'its axis is [1,2], computed is one axis',
    recurrent: 'is a LSTM, which is not computed',
    attention: 'is a GroupNormalization, which is not computed',
  };
  const configs = JSON.parse(textOf('keras/refused.json')) as Record<string, unknown>;

  test('the table has every case', () => {
    expect(Object.keys(configs).sort()).toEqual(Object.keys(sentences).sort());
  });
  test.each(Object.entries(sentences))('%s', async (name, sentence) => {
    await expect(networkOf(archive(configs[name]))).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.stringMatching(/^layer "odd"/),
    });
    await expect(networkOf(archive(configs[name]))).rejects.toThrow(sentence);
  });

  test.each([
    ['Keras 3', { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } }],
    ['Keras 2', 'mixed_float16'],
  ])('%s: a precision that is not computed in is told', async (_what, dtype) => {
    const { notes } = await opened(
      archive(functional([input, dense('d', [['x', 0, 0]], { dtype })])),
    );
    expect(notes).toEqual([
      'Its layers compute in mixed_float16; here all is computed in float32.',
    ]);
  });

  test('a Lambda is named, never run, and its neighbours are listed', async () => {
    const path = fixture('hostile/lambda.keras');
    const { tensors, notComputed } = await opened(path);
    expect([...tensors.keys()]).toContain('hidden2/kernel');
    expect(notComputed).toEqual([
      expect.stringMatching(/^Layer "add" is a Lambda with Python code/),
    ]);
    await expect(networkOf(path)).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringMatching(/layer "add" of .*lambda.keras is a Lambda/),
    });
  });
});

const dense = (name: string, from: unknown, config: object = {}) => ({
  class_name: 'Dense',
  name,
  config: { name, units: 16, activation: 'relu', ...config },
  inbound_nodes: from === undefined ? [] : [from],
});
const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_shape: [null, 8] },
};
const functional = (layers: unknown[], outputs: unknown = ['d', 0, 0]) => ({
  class_name: 'Functional',
  config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [outputs] },
});

describe('configs that are no model', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['no JSON', 'not JSON', 'is not JSON'],
    [
      'no layers',
      { class_name: 'Custom', config: {} },
      'describes no layers but the class "Custom"',
    ],
    ['a layer that is none', functional([input, 3]), 'has a layer that is not an object'],
    [
      'a layer that takes its own output',
      functional([input, dense('d', [['d', 0, 0]])]),
      'layer "d" that takes what "d" never gives',
    ],
    [
      'a circle',
      functional([input, dense('d', [['e', 0, 0]]), dense('e', [['d', 0, 0]])]),
      'never gives',
    ],
    [
      'no such layer',
      functional([input, dense('d', [['gone', 0, 0]])]),
      'takes what "gone" never gives',
    ],
    [
      'no such output',
      functional([input, dense('d', [['x', 0, 3]])]),
      'asks "x" for an output that it has not',
    ],
    [
      'a call with numbers',
      functional([input, dense('d', { args: [3], kwargs: {} })]),
      'is called with 3',
    ],
    [
      'a call with arguments',
      functional([input, dense('d', [['x', 0, 0, { scale: 2 }]])]),
      'is called with {"scale":2}',
    ],
    [
      'an input without shape',
      functional([{ ...input, config: {} }, dense('d', [['x', 0, 0]])]),
      'of the shape of its input "x"',
    ],
    [
      'units that are none',
      functional([input, dense('d', [['x', 0, 0]], { units: 'many' })]),
      'its units is "many"',
    ],
    [
      'units beyond any',
      functional([input, dense('d', [['x', 0, 0]], { units: 1e12 })]),
      'its units is 1000000000000',
    ],
    [
      'weights of another size',
      functional([input, dense('hidden1', [['x', 0, 0]], { units: 1e6 })], ['hidden1', 0, 0]),
      'tensor "hidden1/kernel"',
    ],
    [
      'an empty sequence',
      { class_name: 'Sequential', config: { name: 'm', layers: [] } },
      'has a model without layers',
    ],
  ];
  test.each(cases)('%s', async (_what, config, sentence) => {
    await expect(networkOf(archive(config))).rejects.toThrow(sentence);
  });

  test('nested without end', async () => {
    let layer: object = dense('d', undefined);
    for (let i = 0; i < 20; i++) {
      layer = { class_name: 'Sequential', config: { name: 's', layers: [layer] } };
    }
    await expect(opened(archive(layer))).rejects.toThrow('models nested deeper than 16');
  });

  test('models that call models that call models end', async () => {
    let layer: object = functional([input], ['x', 0, 0]);
    for (let i = 0; i < 12; i++) {
      const calls = Array.from({ length: 9 }, (_, k) => [[k === 0 ? 'x' : 'd', Math.max(k, 0), 0]]);
      layer = functional([input, { ...layer, name: 'd', inbound_nodes: calls }]);
    }
    await expect(networkOf(archive(layer))).rejects.toMatchObject({ code: 'file-format' });
  });

  test('layers without end, in the worst order, take no time', async () => {
    const chain = Array.from({ length: 9_000 }, (_, i) =>
      dense(`d${i}`, [[i === 0 ? 'x' : `d${i - 1}`, 0, 0]]),
    );
    const path = archive(functional([input, ...chain.toReversed()], ['d8999', 0, 0]));
    await expect(networkOf(path)).rejects.toThrow('tensor "d0/kernel"');
    const over = functional(Array.from({ length: 10_001 }, () => input));
    await expect(opened(archive(over))).rejects.toThrow('over 10,000 layers');
  });
});

describe('archives', () => {
  const config = textOf('keras/refused.json');
  const cases: readonly (readonly [string, readonly Entry[], string])[] = [
    [
      'without weights',
      [
        { name: 'model.weights.h5', data: '' },
        { name: 'a.weights.h5', data: mlp },
      ],
      'holds no model.weights.h5',
    ],
    ['with packed weights', [{ name: 'model.weights.h5', data: mlp, deflated: true }], 'is packed'],
    [
      'with weights that are none',
      [{ name: 'model.weights.h5', data: 'text' }],
      'is not that of an HDF5 file',
    ],
    [
      'with weights that are cut short',
      [{ name: 'model.weights.h5', data: mlp.subarray(0, 9_000) }],
      'is truncated',
    ],
  ];
  test.each(cases)('%s', async (_what, more, sentence) => {
    await expect(opened(archive(config, more))).rejects.toThrow(sentence);
  });
});
