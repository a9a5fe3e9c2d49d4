// Blocks of pairs ask for the same rows again and again: they are read once, as long as there is room for them.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Rows } from '../../src/engine/forward/rows.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { edited, somePrompts } from '../support/models.ts';

/** A checkpoint that writes down what is read of it. */
function watched(tensors: Readonly<Record<string, number>>) {
  const reads: string[] = [];
  const readRows = async (_: unknown, name: string, from: number, to: number) => {
    reads.push(`${name} ${from}`);
    const data = Float32Array.from({ length: 2 * (to - from) }, () => tensors[name] + from);
    return { dims: [to - from, 2], data };
  };
  return { checkpoint: { readRows }, reads };
}

test.each([
  ['all fit', 1000, ['a 5', 'a 7', 'b 5', 'a 9']],
  ['room for two of 8 bytes', 23, ['a 5', 'a 7', 'b 5', 'a 9', 'b 5', 'a 9']],
  ['no room', 0, ['a 5', 'a 7', 'b 5', 'a 5', 'a 9', 'b 5', 'a 9']],
])('%s', async (_, bytes, wanted) => {
  const { checkpoint, reads } = watched({ a: 10, b: 20 });
  const rows = new Rows(bytes);
  const get = async (tensor: string, indices: readonly number[]) => {
    const found = await rows.get(quietJob, checkpoint, tensor, indices);
    return [...found].map(([row, data]) => [row, ...data]);
  };
  expect(await get('a', [5, 7, 5])).toEqual([
    [5, 15, 15],
    [7, 17, 17],
  ]);
  expect(await get('b', [5])).toEqual([[5, 25, 25]]);
  expect(await get('a', [5, 9])).toHaveLength(2);
  expect(await get('b', [5])).toEqual([[5, 25, 25]]);
  expect(await get('a', [9])).toEqual([[9, 19, 19]]);
  expect(reads).toEqual(wanted);
});

test.each(['gpt2', 'bert', 'llama'])(
  '%s embeds the same prompts from the same rows',
  async (folder) => {
    const checkpoint = await edited(folder);
    let reads = 0;
    const readRows: typeof checkpoint.readRows = (...of) => {
      reads++;
      return checkpoint.readRows(...of);
    };
    const network = networkOf(modelOf({ ...checkpoint, readRows }));
    const inputs = somePrompts.map((values) => ({ values, readAt: values.length - 1 }));
    const first = await network.embed(quietJob, inputs, 6);
    const before = reads;
    expect(before).toBeGreaterThan(8);
    expect(await network.embed(quietJob, inputs, 6)).toEqual(first);
    expect(reads - before, 'at most the positions').toBeLessThanOrEqual(1);
  },
);
