// Keras' and TensorFlow.js' files: the same weights under the same names in each, and a network that computes what Keras
// says, from any of its values to any other.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { apart, goldenOf, networkOf } from '../support/networks.ts';

/** Between TensorFlow and TensorFlow.js on WebAssembly, whose convolutions add in another order. */
const TOLERANCE = 1e-5;
const at = (name: string) => fixture(`keras/${name}`);

const weights = {
  mlp: ['hidden1/kernel', 'hidden1/bias', 'hidden2/kernel', 'hidden2/bias'],
  cnn: ['conv1/kernel', 'norm/gamma', 'norm/moving_variance', 'output/bias'],
};

const files = [
  ['mlp.keras', 'Keras 3', 'mlp'],
  ['mlp.h5', 'Keras 3, HDF5', 'mlp'],
  ['mlp.keras2.h5', 'Keras 2, HDF5', 'mlp'],
  ['mlp-tfjs-layers', 'TensorFlow.js layers model', 'mlp'],
  ['cnn.keras', 'Keras 3', 'cnn'],
  ['cnn.h5', 'Keras 3, HDF5', 'cnn'],
  ['cnn.keras2.h5', 'Keras 2, HDF5', 'cnn'],
  ['cnn-tfjs-layers', 'TensorFlow.js layers model', 'cnn'],
] as const;

describe('one model in every file', () => {
  test.each(files)('%s: the same weights under the same names', async (file, container, model) => {
    const [one, other] = [await opened(at(file)), await opened(at(`${model}.keras`))];
    expect(one.container).toBe(container);
    expect([...one.tensors.keys()].sort()).toEqual([...other.tensors.keys()].sort());
    expect([...one.tensors.keys()]).toEqual(expect.arrayContaining(weights[model]));
    for (const name of one.tensors.keys()) {
      expect(await one.read(quietJob, name)).toEqual(await other.read(quietJob, name));
    }
  });

  test.each(files)('%s: every value as Keras computes it', async (file, _container, model) => {
    const golden = await goldenOf(at(`${model}.keras.golden.safetensors`));
    await expectValues(file, golden, 'input');
  });
});

/** All values at once, and each alone from the one before it in the file's order where that is enough. */
async function expectValues(file: string, golden: ReadonlyMap<string, Tensor>, input: string) {
  const graph = await networkOf(at(file));
  const names = [...golden.keys()].filter((name) => name !== input);
  const found = await graph.run(quietJob, { [input]: golden.get(input)! }, names);
  for (const name of names)
    expect(apart(found[name], golden.get(name)!), name).toBeLessThan(TOLERANCE);
  for (const { takes, gives } of graph.steps) {
    const given = Object.fromEntries(takes.map((name) => [name, golden.get(name)!]));
    const again = await graph.run(quietJob, given, gives);
    expect(apart(again[gives[0]], golden.get(gives[0])!), gives[0]).toBeLessThan(TOLERANCE);
  }
  expect(graph.inputs.map(({ name }) => name)).toEqual([input]);
  expect(graph.outputs.map(({ name }) => name)).toEqual(['output']);
  expect(graph.computedBy).toBe('tfjs 4.22.0 (wasm)');
}

test('mlp-tfjs-quantised: integers with a scale are weights', async () => {
  const name = 'mlp-tfjs-quantised';
  const { tensors } = await opened(at(name));
  expect(tensors.get('hidden1/kernel')).toMatchObject({ bytes: 8 * 16, shape: [8, 16] });
  expect(tensors.get('output/bias')?.file).toBe('group1-shard3of3.bin'); // three shards, one of which parts a weight
  await expectValues(name, await goldenOf(at(`${name}.golden.safetensors`)), 'input');
});

test.each(['mlp', 'cnn'])('%s-tfjs-graph: every node as Keras computes it', async (model) => {
  const file = `${model}-tfjs-graph`;
  const golden = await goldenOf(at(`${model}.keras.golden.safetensors`));
  const nodes = JSON.parse(readFileSync(at(`${file}/nodes.json`), 'utf8')) as Record<
    string,
    string
  >;
  const graph = await networkOf(at(file));
  const given = { input: golden.get('input')! };
  const found = await graph.run(quietJob, given, Object.values(nodes));
  for (const [layer, node] of Object.entries(nodes)) {
    expect(apart(found[node], golden.get(layer)!), layer).toBeLessThan(TOLERANCE);
    expect(graph.values.get(node)?.shape.slice(1)).toEqual(golden.get(layer)!.dims.slice(1));
  }
  const [step] = graph.steps.filter(({ op }) => op === 'Softmax'); // from what the last one takes alone
  const before = await graph.run(quietJob, given, step.takes);
  const again = await graph.run(quietJob, before, step.gives);
  expect(apart(again[step.gives[0]], golden.get('output')!)).toBeLessThan(TOLERANCE);
});

test('kinds.keras: each kind of layer as Keras computes it', async () => {
  const golden = await goldenOf(at('kinds.golden.safetensors'));
  const graph = await networkOf(at('kinds.keras'));
  const inputs = graph.inputs.map(({ name }) => [name, golden.get(`input.${name}`)!] as const);
  const names = [...golden.keys()].filter((name) => !name.startsWith('input.'));
  const found = await graph.run(quietJob, Object.fromEntries(inputs), names);
  const off = names.map((name) => [name, apart(found[name], golden.get(name)!)] as const);
  expect(off.filter(([, difference]) => !(difference < TOLERANCE))).toEqual([]);
  for (const name of names) {
    expect(graph.values.get(name)?.shape.slice(1), name).toEqual(golden.get(name)!.dims.slice(1));
  }
});

describe('models within models, called twice, with layers that are shared', () => {
  const inner = ['inner/norm/beta', 'inner/norm/gamma', 'inner/norm/moving_mean'];
  const rest = ['inner/norm/moving_variance', 'inner/one/bias', 'inner/one/kernel'];
  const after = ['output/bias', 'output/kernel', 'shared/bias', 'shared/kernel'];
  const of = (dense: string) => [
    `branch/${dense}/bias`,
    `branch/${dense}/kernel`,
    ...inner,
    ...rest,
    ...after,
  ];
  /** Keras 2 kept no layer's name beside the weights: classes and their order are all that there is. */
  const nameless = [
    ...['dense/bias', 'dense/kernel', 'dense_1/bias', 'dense_1/kernel'],
    ...['functional/dense/bias', 'functional/dense/kernel'],
    ...['beta', 'gamma', 'moving_mean', 'moving_variance'].map(
      (role) => `sequential/batch_normalization/${role}`,
    ),
    ...['sequential/dense/bias', 'sequential/dense/kernel'],
  ];
  test.each([
    ['nested.keras', 'Keras 3', of('one')],
    ['nested.h5', 'Keras 3, HDF5', of('one')],
    ['nested.weights.h5', "Keras' weights, HDF5", of('one')],
    ['nested2.keras', 'Keras 2', of('two')],
    ['nested2.h5', 'Keras 2, HDF5', of('two')],
    ['nested2-old.h5', "Keras' weights, HDF5", of('two')],
    ['nested2.weights.h5', "Keras' weights, HDF5", nameless],
  ])('%s: names', async (file, container, names) => {
    const checkpoint = await opened(at(file));
    expect([...checkpoint.tensors.keys()].sort()).toEqual(names);
    expect(checkpoint.container).toBe(container);
    expect(checkpoint.notes).toEqual([]);
  });

  test.each(['nested.keras', 'nested.h5', 'nested2.keras', 'nested2.h5'])(
    '%s: values',
    async (file) => {
      const golden = await goldenOf(at(`${file.split('.')[0]}.golden.safetensors`));
      const graph = await networkOf(at(file));
      const wanted = ['inner/norm', 'branch/sum', 'output'];
      const found = await graph.run(quietJob, { x: golden.get('x')! }, wanted);
      for (const name of wanted) {
        expect(apart(found[name], golden.get(name)!), name).toBeLessThan(TOLERANCE);
      }
      expect([...graph.values.keys()]).toContain('inner/norm#1');
    },
  );
});
