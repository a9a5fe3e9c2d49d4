// How much a checkpoint holds: what tensors share is counted once, in whatever container and however they lie.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkpointDiff } from '../../src/engine/analysis/checkpointDiff.ts';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture, shared } from '../support/fixture.ts';
import { editedFolder } from '../support/models.ts';
import { testPorts } from '../support/stores.ts';
import { archive, floats, legacy, pickled, py, tensor, type View } from '../support/torchFiles.ts';

const six = floats(1, 2, 3, 4, 5, 6);
const storagesOf = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, six]));
const written = {
  archive: (body: Buffer, keys: readonly string[]) =>
    archive(pickled(body), { storages: storagesOf(keys) }),
  'before PyTorch 1.6': (body: Buffer, keys: readonly string[]) => legacy(body, storagesOf(keys)),
};

const view = (
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
  key = '0',
): View => {
  return { shape, strides, offset, key, elements: 6 };
};
const matrix = view([2, 3], [3, 1]);
const cases: readonly [name: string, views: readonly View[], numbers: number][] = [
  ['two storages', [matrix, view([6], [1], 0, '1')], 12],
  ['a tied head', [matrix, matrix], 6],
  ['three of one storage', [matrix, matrix, matrix], 6],
  ['the same turned', [matrix, view([3, 2], [1, 3])], 6],
  ['the same in another shape', [matrix, view([6], [1])], 6],
  ['a part of another', [matrix, view([2], [1], 2)], 6],
  ['a part that comes first', [view([2], [1]), matrix], 6],
  ['two parts that overlap', [view([4], [1]), view([4], [1], 2)], 6],
  ['parts beside each other', [view([2], [1]), view([4], [1], 2)], 6],
  ['columns by turns', [view([3], [2]), view([3], [2], 1)], 6],
  ['a column of another', [matrix, view([2], [3], 1)], 6],
  ['numbers that are repeated', [view([4, 3], [0, 1])], 3],
  ['one number', [view([], [], 5)], 1],
  ['nothing', [view([0], [1]), matrix], 6],
];
describe.each(Object.entries(written))('PyTorch, %s', (_, write) => {
  test.each(cases)('%s', async (_name, views, numbers) => {
    const named = Object.fromEntries(views.map((each, i) => [`w${i}`, tensor(each)]));
    const keys = [...new Set(views.map(({ key }) => key ?? '0'))];
    const folder = folderOf({ 'm.pt': write(py.dict(named), keys) });
    const { stored } = await opened(join(folder, 'm.pt'));
    expect(stored).toEqual({ parameters: numbers, bytes: 4 * numbers });
  });
});

const sizeOf = async (path: string) => {
  const { parameters, bytes } = await inspect(quietJob, testPorts(), { path });
  return { parameters, bytes };
};

test('inspect, the comparison of two files and the list of tensors say the same', async () => {
  const tied = py.dict({ head: tensor(matrix), table: tensor(matrix) });
  const folder = folderOf({ 'm.bin': written.archive(tied, ['0']) });
  const path = join(folder, 'm.bin');
  expect(await sizeOf(path)).toEqual({ parameters: 6, bytes: 24 });
  const { sides } = await checkpointDiff(quietJob, testPorts(), { a: path, b: path });
  expect(sides[0]).toMatchObject({ tensors: 2, parameters: 6, bytes: 24 });
  const { tensors } = await inspect(quietJob, testPorts(), { path });
  expect(tensors.map(({ name, sameAs }) => [name, sameAs])).toEqual([
    ['head', undefined],
    ['table', 'head'],
  ]);
});

test('masks that a program keeps beside the weights are no parameters, a pooler is', async () => {
  const gpt2 = fixture('checkpoints/gpt2');
  const mask = { dims: [1, 1, 64, 64], data: new Float32Array(64 * 64) };
  const masked = editedFolder(gpt2, {
    tensors: (tensors) => tensors.set('transformer.h.0.attn.bias', mask),
  });
  const [without, withMask] = [await sizeOf(gpt2), await sizeOf(masked)];
  expect(withMask.parameters).toBe(without.parameters);
  expect(withMask.bytes).toBe(without.bytes + 4 * 64 * 64);
  const bert = fixture('checkpoints/bert');
  const pooler = { dims: [32], data: new Float32Array(32) };
  const pooled = editedFolder(bert, {
    tensors: (tensors) => tensors.set('bert.pooler.dense.bias', pooler),
  });
  expect((await sizeOf(pooled)).parameters).toBe((await sizeOf(bert)).parameters + 32);
});

/** Those of its containers that leave the tied head out, or share it. */
const fixtures = shared('fixtures');
test.for([
  'checkpoints/gpt2',
  'checkpoints/gpt2-sharded',
  'containers/pytorch_model',
  'containers/hub-names',
  'containers/state_dict.pt',
  'containers/state_dict.legacy.pt',
])('one model, %s: one number of parameters', async (path, { skip }) => {
  skip(fixtures === undefined, 'no ../shared/fixtures beside this checkout');
  expect((await sizeOf(join(fixtures!, path))).parameters).toBe(50_464);
});

/** A second table that a file stores is counted: whether it is a copy of the first no header says. */
test.for(['pytorch_model-sharded', 'state_dict.bf16.pt', 'gpt2.f32.gguf', 'gpt2.q8_0.gguf'])(
  'the same with a stored head, %s',
  async (name, { skip }) => {
    skip(fixtures === undefined, 'no ../shared/fixtures beside this checkout');
    const path = join(fixtures!, 'containers', name);
    expect((await sizeOf(path)).parameters).toBe(50_464 + 320 * 32);
  },
);
