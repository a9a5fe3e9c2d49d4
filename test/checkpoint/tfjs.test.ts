// Models of TensorFlow.js that are not whole, not safe or not computed: each with its sentence; and how their weights are kept.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { opened, planted } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { apart, goldenOf, networkOf } from '../support/networks.ts';

const bytesOf = (path: string) => new Uint8Array(readFileSync(fixture(path)));
const textOf = (path: string) => readFileSync(fixture(path), 'utf8');

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
  ['a file that is too short', model, { [last]: new Uint8Array(3) }, 'lists weights of 484 bytes'],
  ['a file that is too long', model, { [last]: new Uint8Array(500) }, 'lists weights of 484 bytes'],
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

test.each([1, 4, 64])('graph: one that was written for a batch of %i takes any', async (size) => {
  const dim = [{ size: String(size) }, { size: '8' }];
  const attr = { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } };
  const one = withNode(({ name }) => name === 'input', { attr });
  const files = { 'model.json': JSON.stringify(one), 'group1-shard1of1.bin': bin };
  const golden = await goldenOf(fixture('keras/mlp.keras.golden.safetensors'));
  const network = await networkOf(planted(files));
  const [{ name }] = network.outputs;
  const input = golden.get('input')!;
  expect(size > 1 && input.dims[0] % size).not.toBe(0); // the last batch is filled up
  const found = await network.run(quietJob, { input }, [name]);
  expect(apart(found[name], golden.get('output')!)).toBeLessThan(1e-5);
  expect(network.values.get(name)?.shape).toEqual([undefined, 4]);
});

test('in the hub’s cache its files are links into blobs', async () => {
  const hub = 'models--team--mlp';
  const files = { ...shards, 'model.json': JSON.stringify(model) };
  const folder = planted({
    ...Object.fromEntries(
      Object.entries(files).flatMap(([name, content]) => [
        [`${hub}/blobs/blob-${name}`, content],
        [`${hub}/snapshots/aaa/${name}`, `-> ../../blobs/blob-${name}`],
      ]),
    ),
    [`${hub}/refs/main`]: 'aaa',
  });
  for (const path of [`${hub}/snapshots/aaa`, `${hub}/snapshots/aaa/model.json`, hub]) {
    const { tensors } = await opened(join(folder, path));
    expect([path, tensors.size]).toEqual([path, 6]);
  }
});

test('graph: nothing can be put in the place of one of several outputs', async () => {
  const two = withNode(({ op }) => op === 'Softmax', { op: 'Split' });
  const split = two.modelTopology.node.find(({ op }: { op: string }) => op === 'Split')!;
  const axis = { name: 'axis', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } };
  Object.assign(split, {
    input: ['axis', ...(split.input ?? [])],
    attr: { num_split: { i: '2' } },
  });
  const both = { name: 'both', op: 'AddV2', input: [split.name, `${split.name}:1`], attr: {} };
  const node = [
    ...two.modelTopology.node.filter(({ name }: { name: string }) => name !== 'Identity'),
    axis,
    both,
  ];
  const [group] = graph.weightsManifest;
  const weights = [...group.weights, { name: 'axis', shape: [], dtype: 'int32' }];
  const json = {
    ...graph,
    signature: {},
    modelTopology: { ...two.modelTopology, node },
    weightsManifest: [{ ...group, weights }],
  };
  const shard = Uint8Array.from([...bin, 1, 0, 0, 0]); // the axis of classes
  const files = { 'model.json': JSON.stringify(json), 'group1-shard1of1.bin': shard };
  const network = await networkOf(planted(files));
  const row = { input: { dims: [1, 8], data: new Float32Array(8) } };
  const halves = await network.run(quietJob, row, ['both']);
  expect(halves.both.dims).toEqual([1, 2]);
  const given = { [split.name]: { dims: [1, 2], data: new Float32Array(2) } };
  expect(() => network.run(quietJob, given, ['both'])).toThrow('has several outputs');
});
