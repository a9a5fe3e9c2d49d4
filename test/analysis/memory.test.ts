// How a memory budget is shared out, and what is said when it is too small.
import { describe, expect, test } from 'vitest';
import { MB, planMemory } from '../../src/engine/analysis/memory.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { leastWeightBytes, weightBytes } from '../../src/engine/forward/weights.ts';
import { edited } from '../support/models.ts';

const overhead = 256 * MB; // what memory.ts takes for the process itself
const statistics = 256 * MB;

/** The fixture, said to have so many wide blocks: plans look at sizes only. */
async function networkOfBlocks(count: number) {
  const model = modelOf(await edited('llama'));
  const [block] = model.spec.blocks;
  const wide = { ...block, mlp: { ...block.mlp, width: 100_000 } };
  const spec = { ...model.spec, blocks: Array(count).fill(wide) };
  return { ...networkOf({ ...model, spec }), name: 'big' };
}

test('the sizes of the weights are those of the file', async () => {
  const model = modelOf(await edited('llama'));
  const stored = [...model.checkpoint.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const embedding = 4 * 400 * 32; // read by rows, never whole
  expect(weightBytes(networkOf(model))).toBe(stored - embedding);
});

describe('a plan', async () => {
  const small = { layers: 4, block: 1 * MB, count: 256 };
  const rows: readonly [string, typeof small, budget: number][] = [
    ['plenty', small, 8000 * MB],
    ['all weights, few pairs at a time', small, overhead + 4 * 38.5 * MB + 20 * MB],
    ['a large model', { ...small, layers: 100 }, 1000 * MB],
    ['a large model and large pairs', { layers: 100, block: 100 * MB, count: 64 }, 1000 * MB],
    ['nearly nothing', { ...small, layers: 100 }, overhead + 40 * MB],
  ];
  test.each(rows)('%s: fits the budget', async (_, { layers, block, count }, budget) => {
    const network = await networkOfBlocks(layers);
    const plan = planMemory(network, { largest: block, all: block * count }, budget);
    const least = Math.min(leastWeightBytes(network), weightBytes(network));
    expect(plan.estimate).toBe(overhead + plan.weightBytes + plan.stateBytes);
    expect(plan.estimate).toBeLessThanOrEqual(budget);
    expect(plan.stateBytes).toBeGreaterThanOrEqual(block);
    expect(plan.weightBytes).toBeGreaterThanOrEqual(least);
    expect(plan.weightBytes).toBeLessThanOrEqual(weightBytes(network));
    expect(overhead + statistics + plan.restBytes, 'beside the statistics').toBeLessThanOrEqual(
      Math.max(budget, overhead + statistics),
    );
  });

  const blocks = { largest: MB, all: 256 * MB };

  test('keeps all weights where it can, and then takes a block at a time', async () => {
    const network = await networkOfBlocks(4);
    const { weightBytes: kept, stateBytes } = planMemory(network, blocks, 64_000 * MB);
    expect(kept).toBe(weightBytes(network));
    expect(stateBytes).toBe(blocks.largest);
  });

  test('has room for two groups, so that one is read while the other computes, or else for one', async () => {
    const network = await networkOfBlocks(100);
    const [one, two] = [leastWeightBytes(network), leastWeightBytes(network, 2)];
    expect(two).toBe(2 * one);
    const many = { largest: MB, all: 1e6 * MB };
    const within = (room: number) => planMemory(network, many, overhead + room);
    expect(within(two + MB)).toMatchObject({ weightBytes: two, stateBytes: MB });
    expect(within(two)).toMatchObject({ weightBytes: one, stateBytes: two - one });
  });

  test('leaves the statistics their memory between two plans', async () => {
    const network = await networkOfBlocks(4);
    const within = (room: number) => planMemory(network, blocks, overhead + statistics + room);
    expect(within(weightBytes(network)).restBytes).toBe(weightBytes(network));
    expect(within(50 * MB).restBytes).toBe(50 * MB);
    expect(within(-100 * MB).restBytes).toBe(0);
  });

  test('a model that does not fit is read once when all blocks fit together', async () => {
    const network = await networkOfBlocks(100);
    const { stateBytes, weightBytes: kept } = planMemory(network, blocks, 1000 * MB);
    expect(stateBytes).toBe(256 * MB);
    expect(kept).toBeGreaterThan(400 * MB);
  });
});

test('an impossible budget is refused with both numbers and what to do', async () => {
  const network = await networkOfBlocks(4);
  const ten = { largest: 10 * MB, all: 640 * MB };
  const needed = overhead + leastWeightBytes(network) + 10 * MB;
  const plan = () => planMemory(network, ten, 200 * MB);
  expect(plan).toThrow(EngineError);
  expect(plan).toThrow(
    expect.objectContaining({
      code: 'memory',
      message: `big: one block of pairs at a time needs ${Math.ceil(needed / MB)} MB, the budget is 200 MB`,
      hint: expect.stringContaining(`${Math.ceil(needed / MB)} MB`),
    }),
  );
  expect(() => planMemory(network, ten, needed)).not.toThrow();
});
