// State dicts whose shapes chain compute what PyTorch does (test/fixture/make/rows.py); what is no chain is left alone.
import { expect, onTestFinished, test } from 'vitest';
import { chainGraph, chainOf } from '../../src/engine/chain/chain.ts';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { count, type FloatTensor } from '../../src/engine/core/tensor.ts';
import { cutValues } from '../../src/engine/dataflow/bottlenecks.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { testPorts } from '../support/stores.ts';

const golden = readSafetensors(fixture('rows/golden.safetensors'));

async function graphOf(checkpoint: Checkpoint) {
  const graph = await chainGraph(testPorts(), checkpoint, chainOf(checkpoint)!);
  onTestFinished(() => graph.release());
  return graph;
}

const rows: readonly [name: string, cuts: string][] = [
  ['sequential', 'input 0.relu 2.relu 4'],
  ['normed', 'input 1.relu 3'],
  ['conv-pooled', 'input 1.relu 1.pool 4.relu 4.pool 8'],
  ['conv-mean', 'input 0.relu 2.relu mean 6'],
  [
    'resnet-basic',
    'input conv1.relu layer1.0.relu layer1.1.relu layer2.0.relu layer2.1.relu avgpool fc',
  ],
  [
    'resnet-bottle',
    'input conv1.relu maxpool layer1.0.relu layer1.1.relu layer2.0.relu layer2.1.relu avgpool fc',
  ],
];
test.each(rows)('%s', async (name, wanted) => {
  const graph = await graphOf(await opened(fixture(`rows/${name}.safetensors`)));
  const input = golden.get(`${name}.input`) as FloatTensor;
  const [output] = graph.outputs;
  const cuts = cutValues(graph, 'input', output.name);
  expect(cuts.join(' ')).toBe(wanted);
  const made = await graph.run(quietJob, { input }, cuts.slice(1));
  const found = made[output.name];
  const { data } = golden.get(`${name}.output`) as FloatTensor;
  expect(furthest(found.data, data)).toBeLessThan(2e-5);
  // From every value on it computes the same.
  for (const cut of cuts.slice(1, -1)) {
    const again = await graph.run(quietJob, { [cut]: made[cut] }, [output.name]);
    expect(furthest(again[output.name].data, data), cut).toBeLessThan(2e-5);
  }
});

type Shapes = Readonly<Record<string, readonly number[]>>;

function written(shapes: Shapes, config?: object): Promise<Checkpoint> {
  const tensors = Object.entries(shapes).map(([name, dims]): [string, FloatTensor] => {
    return [name, { dims, data: new Float32Array(count(dims)).fill(0.5) }];
  });
  const folder = folderOf({
    'model.safetensors': encodeSafetensors(new Map(tensors)),
    ...(config && { 'config.json': JSON.stringify(config) }),
  });
  return opened(folder);
}

const linear = (name: string, from: number, to: number): Shapes => ({
  [`${name}.weight`]: [to, from],
  [`${name}.bias`]: [to],
});

const orders: readonly [what: string, shapes: Shapes, order: string][] = [
  ['by number, not by letter', { ...linear('l10', 4, 4), ...linear('l2', 4, 4) }, 'l2 l10'],
  [
    'by size, where names say another order',
    { ...linear('hidden', 5, 6), ...linear('input', 4, 5), ...linear('output', 6, 2) },
    'input hidden output',
  ],
  ['one layer alone', linear('fc', 4, 2), 'fc'],
  ['without biases', { 'a.weight': [3, 4], 'b.weight': [2, 3] }, 'a b'],
];
test.each(orders)('the order: %s', async (_, shapes, order) => {
  const { notes } = chainOf(await written(shapes))!;
  expect(notes[0]).toBe(
    `The tensors chain by their shapes, and are read as a chain: ${order.replaceAll(' ', ', ')}. A skip connection would not be seen.`,
  );
});

const others: readonly [what: string, shapes: Shapes][] = [
  ['sizes that do not meet', { ...linear('a', 4, 5), ...linear('b', 6, 2) }],
  ['a tensor of no module', { ...linear('a', 4, 5), table: [3, 3] }],
  [
    'a norm that keeps no statistics',
    { ...linear('a', 4, 5), ...{ 'n.weight': [5], 'n.bias': [5] }, ...linear('b', 5, 2) },
  ],
  ['a convolution at the end', { 'c.weight': [4, 3, 3, 3] }],
  ['a tensor that a module has not', { ...linear('a', 4, 2), 'a.scale': [2] }],
];
test.each(others)('no chain: %s', async (_, shapes) => {
  expect(chainOf(await written(shapes))).toBeUndefined();
});

test.each(['gpt2', 'bert', 'llama', 'gpt_neox'])('no chain: %s', async (name) => {
  expect(chainOf(await opened(fixture(`checkpoints/${name}`)))).toBeUndefined();
});

test('an activation is a guess, unless a config says it', async () => {
  const shapes = { ...linear('a', 4, 5), ...linear('b', 5, 2) };
  expect(chainOf(await written(shapes))!.notes[1]).toMatch(/^No tensor says the activation: ReLU/);
  const said = await written(shapes, { activation: 'tanh' });
  expect(chainOf(said)!.notes[1]).toBe('Activation tanh, as config.json says.');
  const graph = await graphOf(said);
  const input = { dims: [1, 4], data: Float32Array.of(0.1, 0.2, 0, 0) };
  const { b } = await graph.run(quietJob, { input }, ['b']);
  expect(b.data[0]).toBeCloseTo(0.5 + 2.5 * Math.tanh(0.65), 5);
  const other = await written(shapes, { activation: 'snake' });
  expect(() => chainOf(other)).toThrow(/activation snake; known: relu, tanh/);
});

test('a picture is pooled by a guess, which is said', async () => {
  const { notes } = chainOf(await opened(fixture('rows/conv-pooled.safetensors')))!;
  expect(notes.at(-1)).toMatch(/2 x 2 max pooling after every convolution, for pictures of 8 x 8/);
});
