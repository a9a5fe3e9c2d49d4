// Chains whose file says more than tensors (test/fixture/make/chains.py): order, activations, strides and pooling are what
// PyTorch computes, by numbers that a Sequential leaves out, or by the classes of a whole module.
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyGolden } from '../../src/engine/analysis/golden.ts';
import { chainGraph, chainOf } from '../../src/engine/chain/chain.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { testPorts } from '../support/stores.ts';

const golden = readSafetensors(fixture('rows/chains/golden.safetensors'));
const fileOf = (name: string) => fixture(`rows/chains/${name}.pt`);

const computed: readonly [name: string, note: RegExp][] = [
  ['act-norm', /^The tensors chain by their shapes, and are read as a chain/],
  ['norm-act', /^The tensors chain by their shapes/],
  ['both-norms', /^The tensors chain by their shapes/],
  ['conv-act-norm', /^The tensors chain by their shapes/],
  ['tanh', /is computed as that says: 0 Linear, 1 Tanh, 2 Linear\.$/],
  ['gelu', /1 GELU/],
  ['leaky', /1 LeakyReLU/],
  ['silu', /1 SiLU/],
  ['nested', /0\.0 Linear, 0\.1 ELU, 3\.0 BatchNorm1d, 3\.1 Linear, 4 LogSoftmax\.$/],
  ['no-act', /0 Linear, 1 Linear\.$/],
  ['stride', /0 Conv2d, 1 ReLU, 2 Flatten, 3 Linear/],
  ['pools', /2 MaxPool2d, 3 Conv2d, 4 AvgPool2d/],
  ['mean', /2 AdaptiveAvgPool2d/],
  ['own-tanh', /read as a chain: fc1, fc2\. A skip connection would not be seen\.$/],
];
test.each(computed)('%s is computed as PyTorch does', async (name, note) => {
  const checkpoint = await opened(fileOf(name));
  const { notes, ...chain } = chainOf(checkpoint)!;
  expect(notes[0]).toMatch(note);
  expect(notes.join(' ')).not.toMatch(/which side of a norm/);
  const graph = await chainGraph(testPorts(), checkpoint, { notes, ...chain });
  onTestFinished(() => graph.release());
  const [output] = graph.outputs;
  const input = golden.get(`${name}.input`) as FloatTensor;
  const made = await graph.run(quietJob, { input }, [output.name]);
  const { data } = golden.get(`${name}.output`) as FloatTensor;
  expect(furthest(made[output.name].data, data)).toBeLessThan(2e-5);
});

describe('what a whole module says is not guessed against', () => {
  const cases: readonly [name: string, message: RegExp][] = [
    ['own-stride', /conv1 is a torch\.nn\.modules\.conv\.Conv2d \(.*stride 2,2/],
    [
      'own-two',
      /b is a torch\.nn\.modules\.activation\.ReLU, and where it stands only the code of the whole says/,
    ],
    ['softsign', /1 is a torch\.nn\.modules\.activation\.Softsign, which is not computed/],
  ];
  test.each(cases)('%s', async (name, message) => {
    const checkpoint = await opened(fileOf(name));
    expect(() => chainOf(checkpoint)).toThrow(message);
  });
});

test('the only activation of a class of somebody is said', async () => {
  const { notes } = chainOf(await opened(fileOf('own-tanh')))!;
  expect(notes[1]).toBe('Activation Tanh, the only one in the module.');
});

/** Names of linear layer, norm, linear layer. */
const guessed: readonly [names: readonly string[], isGuess: boolean][] = [
  [['fc1', 'bn1', 'fc2'], true],
  [['0', '2', '4'], true], // something on both sides
  [['0', '1', '2'], true], // and on neither
  [['net.0', 'other.1', 'net.3'], true], // of two modules
  [['net.0', 'net.2', 'net.3'], false],
  [['net.0', 'net.1', 'net.3'], false],
];
test.each(guessed)('layers %j: the side of the norm is a guess: %s', async (names, isGuess) => {
  const ones = (dims: readonly number[]): FloatTensor => {
    return { dims, data: new Float32Array(dims.reduce((a, b) => a * b)).fill(1) };
  };
  const [a, norm, b] = names;
  const kept = ['weight', 'bias', 'running_mean', 'running_var'];
  const tensors = new Map<string, FloatTensor>([
    [`${a}.weight`, ones([5, 4])],
    ...kept.map((each): [string, FloatTensor] => [`${norm}.${each}`, ones([5])]),
    [`${b}.weight`, ones([2, 5])],
  ]);
  const checkpoint = await opened(folderOf({ 'model.safetensors': encodeSafetensors(tensors) }));
  const { notes } = chainOf(checkpoint)!;
  expect(notes.some((note) => /which side of a norm the activation is/.test(note))).toBe(isGuess);
});

const verified: readonly [name: string, output: string, standing: string][] = [
  ['act-norm', '4', 'agrees'],
  ['tanh', '2', 'agrees'],
  ['stride', '3', 'agrees'],
  ['conv-act-norm', '5', 'agrees'],
  ['tanh', '1.tanh', 'cannot be compared'], // of another shape than what the golden has there
];
test.each(verified)('verify %s by its value %s: %s', async (name, output, standing) => {
  const values = new Map([
    ['input', golden.get(`${name}.input`) as FloatTensor],
    [output, golden.get(`${name}.output`) as FloatTensor],
  ]);
  const folder = folderOf({ 'values.safetensors': encodeSafetensors(values) });
  const view = await verifyGolden(quietJob, testPorts(), {
    ...{ path: fileOf(name), golden: `${folder}/values.safetensors`, memory: 1000 },
  });
  expect(view.standing).toBe(standing);
});
