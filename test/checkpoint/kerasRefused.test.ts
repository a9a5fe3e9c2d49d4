// What is not computed of Keras and TensorFlow.js, or not even opened: each with its sentence. Whatever can be listed is.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened, planted } from '../support/checkpoints.ts';
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

  test('a Lambda is named, never run, and its neighbours are listed', async () => {
    const path = fixture('hostile/lambda.keras');
    const { tensors, notes } = await opened(path);
    expect([...tensors.keys()]).toContain('hidden2/kernel');
    expect(notes).toEqual([expect.stringMatching(/^Layer "add" is a Lambda with Python code/)]);
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

describe('TensorFlow.js', () => {
  const model = JSON.parse(textOf('keras/mlp-tfjs-quantised/model.json'));
  const shards = Object.fromEntries(
    [1, 2, 3].map((i) => {
      const name = `group1-shard${i}of3.bin`;
      return [name, bytesOf(`keras/mlp-tfjs-quantised/${name}`)];
    }),
  );
  const [group] = model.weightsManifest;
  const withGroup = (more: object) => ({ ...model, weightsManifest: [{ ...group, ...more }] });
  const withWeight = (more: object) =>
    withGroup({ weights: [{ ...group.weights[0], ...more }, ...group.weights.slice(1)] });
  const last = 'group1-shard3of3.bin';

  const cases: readonly (readonly [string, unknown, object, string])[] = [
    ['a file that is missing', model, { [last]: undefined }, `names "${last}", which is not there`],
    [
      'a file that is too short',
      model,
      { [last]: new Uint8Array(3) },
      'lists weights of 484 bytes',
    ],
    [
      'a file that is too long',
      model,
      { [last]: new Uint8Array(500) },
      'lists weights of 484 bytes',
    ],
    ['a path above', withGroup({ paths: ['../x.bin'] }), {}, 'names "../x.bin", a path'],
    ['a path of Windows', withGroup({ paths: ['C:\\x.bin'] }), {}, 'a path instead of a file'],
    ['an address', withGroup({ paths: ['http://x/y.bin'] }), {}, 'a path instead of a file'],
    [
      'a link out of the folder',
      model,
      { [last]: '-> /etc/passwd' },
      'a link that leads out of its folder',
    ],
    ['a folder for a file', model, { [last]: undefined, [`${last}/x`]: '' }, 'which is not there'],
    [
      'a weight twice',
      withGroup({ weights: [...group.weights, group.weights[0]] }),
      {},
      'lists "hidden1/kernel" twice',
    ],
    [
      'a dtype that nobody knows',
      withWeight({ dtype: 'string', quantization: null }),
      {},
      'the dtype "string", which is not read',
    ],
    [
      'a scale that is none',
      withWeight({ quantization: { dtype: 'uint8', scale: 'x', min: 0 } }),
      {},
      'which is not read',
    ],
    ['a shape that is none', withWeight({ shape: [-1, 8] }), {}, 'the shape [-1,8]'],
    ['a shape beyond any', withWeight({ shape: [2 ** 40, 2 ** 40] }), {}, 'too many numbers'],
    [
      'a manifest that is none',
      { ...model, weightsManifest: 3 },
      {},
      'has a weightsManifest that is no list but a number',
    ],
    [
      'a topology that is none',
      { ...model, modelTopology: 3 },
      {},
      'has a modelTopology that is a number',
    ],
  ];
  test.each(cases)('%s', async (_what, json, files, sentence) => {
    const there = { ...shards, ...files, 'model.json': JSON.stringify(json) };
    const tree = Object.fromEntries(Object.entries(there).filter(([, data]) => data !== undefined));
    await expect(opened(planted(tree as Record<string, string>))).rejects.toThrow(sentence);
  });

  test('without a topology the weights are there, and no network', async () => {
    const { modelTopology: _, ...rest } = model;
    const checkpoint = await opened(planted({ ...shards, 'model.json': JSON.stringify(rest) }));
    expect(checkpoint.container).toBe("TensorFlow.js' weights");
    expect(checkpoint.graph).toBeUndefined();
    expect(checkpoint.tensors.size).toBe(6);
  });

  test.each([
    ['float16', 2, 'F16'],
    ['uint16', 2, 'U16 with a scale'],
  ])('%s weights', async (dtype, bytes, name) => {
    const weights = [
      {
        name: 'w',
        shape: [3],
        dtype: 'float32',
        quantization: { dtype, scale: 0.5, min: -1, original_dtype: 'float32' },
      },
    ];
    const halves = dtype === 'float16' ? [0x3c00, 0xc000, 0x3555] : [0, 2, 65535];
    const json = JSON.stringify({ weightsManifest: [{ paths: ['a.bin'], weights }] });
    const data = new Uint8Array(Uint16Array.from(halves).buffer);
    const checkpoint = await opened(planted({ 'model.json': json, 'a.bin': data }));
    expect(checkpoint.tensors.get('w')).toMatchObject({ dtype: { name }, bytes: 3 * bytes });
    const found = await checkpoint.read(quietJob, 'w');
    expect([...found.data]).toEqual(
      dtype === 'float16' ? [1, -2, Math.fround(0.333251953125)] : [-1, 0, 32766.5],
    );
  });

  const graph = JSON.parse(textOf('keras/mlp-tfjs-graph/model.json'));
  const bin = bytesOf('keras/mlp-tfjs-graph/group1-shard1of1.bin');
  const nodes = graph.modelTopology.node as { name: string; op: string; input?: string[] }[];
  const withNode = (at: (node: { op: string; name: string }) => boolean, more: object) => ({
    ...graph,
    modelTopology: {
      ...graph.modelTopology,
      node: nodes.map((node) => (at(node) ? { ...node, ...more } : node)),
    },
  });
  const graphs: readonly (readonly [string, unknown, string])[] = [
    [
      'a loop',
      withNode(({ op }) => op === 'AddV2', { op: 'While' }),
      'is a While, which is not computed',
    ],
    [
      'an operation that nobody knows',
      withNode(({ op }) => op === 'AddV2', { op: 'Magic' }),
      'TensorFlow.js cannot compute its graph',
    ],
    [
      'a node from itself',
      withNode(({ op }) => op === 'AddV2', { input: ['Identity'] }),
      'computes a node from itself',
    ],
    [
      'a constant without weights',
      withNode(({ name }) => name === 'input', { op: 'Const' }),
      'has no weight for its node "input"',
    ],
    [
      'an input without a shape',
      withNode(({ name }) => name === 'input', { attr: {} }),
      'does not say the shape of "input"',
    ],
  ];
  test.each(graphs)('graph: %s', async (_what, json, sentence) => {
    const files = { 'model.json': JSON.stringify(json), 'group1-shard1of1.bin': bin };
    await expect(networkOf(planted(files))).rejects.toThrow(sentence);
  });
});
