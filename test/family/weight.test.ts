// Weight expressions: what each kind makes of its tensors, against numbers written out by hand; shapes are
// known, and checked, before anything is read.
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { byHead, separate } from '../../src/engine/family/dialect.ts';
import { readWeight } from '../../src/engine/family/readWeight.ts';
import {
  filled,
  part,
  permute,
  plus,
  renamed,
  reshape,
  shapeOf,
  stack,
  tensor,
  tensorsOf,
  type Weight,
} from '../../src/engine/family/weight.ts';
import { folderOf, opened } from '../support/checkpoints.ts';

/** Tensors of 0, 1, 2, ...; b from 100 on. */
const a = (...shape: number[]) => tensor('a', shape);
const b = (...shape: number[]) => tensor('b', shape);

const rows = (count: number, of: Weight): Weight => part(of, 0, 0, count);

async function valuesOf(weight: Weight) {
  const tensors = new Map(
    tensorsOf(weight).map(({ name, shape }) => {
      const size = shape.reduce((x, y) => x * y, 1);
      const first = name === 'b' ? 100 : 0;
      return [
        name,
        { dims: shape, data: Float32Array.from({ length: size }, (_, i) => first + i) },
      ];
    }),
  );
  const checkpoint = await opened(folderOf({ 'model.safetensors': encodeSafetensors(tensors) }));
  const { dims, data } = await readWeight(quietJob, { checkpoint }, weight);
  expect(dims).toEqual(shapeOf(weight));
  return [...data];
}

describe('readWeight', () => {
  test.each<[string, Weight, shape: number[], values: number[]]>([
    ['a tensor', a(2, 2), [2, 2], [0, 1, 2, 3]],
    ['one below the other', stack([a(1, 2), b(2, 2)]), [3, 2], [0, 1, 100, 101, 102, 103]],
    ['side by side', stack([a(2, 1), b(2, 2)], 1), [2, 3], [0, 100, 101, 1, 102, 103]],
    ['one more than is kept', plus(1, a(2, 2)), [2, 2], [1, 2, 3, 4]],
    ['one more than the first rows', rows(1, plus(1, a(2, 2))), [1, 2], [1, 2]],
    ['a transpose', permute(a(2, 3), [1, 0]), [3, 2], [0, 3, 1, 4, 2, 5]],
    ['rows that stay whole', permute(a(2, 2, 2), [1, 0, 2]), [2, 2, 2], [0, 1, 4, 5, 2, 3, 6, 7]],
    ['three axes around', permute(a(1, 2, 3), [2, 0, 1]), [3, 1, 2], [0, 3, 1, 4, 2, 5]],
    ['one axis', permute(a(3), [0]), [3], [0, 1, 2]],
    ['another shape', reshape(a(2, 3), [3, 2]), [3, 2], [0, 1, 2, 3, 4, 5]],
    ['one number', filled(1, [2]), [2], [1, 1]],
    ['the first rows', rows(1, a(2, 2)), [1, 2], [0, 1]],
    ['rows further on', part(a(3, 2), 0, 1, 2), [2, 2], [2, 3, 4, 5]],
    ['rows further on of what is read whole', part(plus(1, a(3)), 0, 1, 2), [2], [2, 3]],
    ['of each row a part', part(a(2, 3), 1, 1, 2), [2, 2], [1, 2, 4, 5]],
    ['an axis between', part(a(2, 2, 2), 1, 1, 1), [2, 1, 2], [2, 3, 6, 7]],
    ['the first rows of a transpose', rows(2, permute(a(2, 3), [1, 0])), [2, 2], [0, 3, 1, 4]],
    [
      'of a stack of transposes',
      stack([permute(a(1, 2), [1, 0]), permute(b(1, 2), [1, 0])], 1),
      [2, 2],
      [0, 100, 1, 101],
    ],
  ])('%s', async (_, weight, shape, values) => {
    expect(shapeOf(weight)).toEqual(shape);
    expect(await valuesOf(weight)).toEqual(values);
  });

  test('a transpose that takes long is cancelled in between', async () => {
    const shape = [3, 2 ** 22];
    const read = async () => ({ dims: shape, data: new Float32Array(3 * 2 ** 22) });
    const job = { ...quietJob, pause: () => Promise.reject(new Error('cancelled')) };
    const model = { checkpoint: { read } as unknown as Checkpoint };
    const weight = permute(a(...shape), [1, 0]);
    await expect(readWeight(job, model, weight)).rejects.toThrow('cancelled');
  });
});

test.each<[string, Weight]>([
  ['parts of different widths', stack([a(1, 2), b(1, 3)])],
  ['more numbers', reshape(a(2, 3), [2, 2])],
  ['an axis twice', permute(a(2, 3), [1, 1])],
  ['an axis too few', permute(a(2, 3), [1])],
  ['more rows than there are', rows(3, a(2, 2))],
  ['more of a row than there is', part(a(2, 2), 1, 1, 2)],
  ['of an axis that is not there', part(a(2, 2), 2, 0, 1)],
])('no weight: %s', (_, weight) => expect(() => shapeOf(weight)).toThrow(RangeError));

test('tensors are named, and renamed, wherever they stand', () => {
  const weight = reshape(permute(stack([a(1, 2), filled(0, [1, 2]), b(1, 2)]), [1, 0]), [6]);
  expect(tensorsOf(weight).map(({ name }) => name)).toEqual(['a', 'b']);
  const other = renamed(weight, (name) => `x.${name}`);
  expect(tensorsOf(other).map(({ name }) => name)).toEqual(['x.a', 'x.b']);
  expect(shapeOf(other)).toEqual([6]);
});

describe('how dialects keep queries, keys and values', () => {
  const spec = { heads: 2, kvHeads: 1, headWidth: 1 } as Parameters<ReturnType<typeof byHead>>[2];

  test('head by head', async () => {
    expect(await valuesOf(renamed(byHead('n')('bias', [6], spec), () => 'a'))).toEqual([
      0, 3, 1, 4, 2, 5,
    ]);
  });

  test('in three modules, with fewer keys and values', () => {
    const weight = separate('q', 'k', 'v')('weight', [4, 3], spec);
    expect(tensorsOf(weight)).toMatchObject([
      { name: 'q.weight', shape: [2, 3] },
      { name: 'k.weight', shape: [1, 3] },
      { name: 'v.weight', shape: [1, 3] },
    ]);
  });
});
