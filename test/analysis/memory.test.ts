// How a memory budget is shared out, and what is said when it is too small.
import { describe, expect, test } from 'vitest';
import { MB, planMemory } from '../../src/engine/analysis/memory.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { leastWeightBytes, weightBytes } from '../../src/engine/forward/weights.ts';
import { edited } from '../support/models.ts';

const overhead = 256 * MB; // what memory.ts takes for the process itself

/** The fixture, said to have so many blocks: plans look at sizes only. */
async function modelOfBlocks(layers: number) {
  const model = modelOf(await edited('llama'));
  return { ...model, name: 'big', spec: { ...model.spec, layers, mlpWidth: 100_000 } };
}

test('the sizes of the weights are those of the file', async () => {
  const model = modelOf(await edited('llama'));
  const stored = [...model.checkpoint.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const embedding = 4 * 400 * 32; // read by rows, never whole
  expect(weightBytes(model)).toBe(stored - embedding);
});

describe('a plan', async () => {
  const small = { blocks: 4, pair: 1 * MB, pairs: 256 };
  const rows: readonly [string, typeof small, budget: number][] = [
    ['plenty', small, 8000 * MB],
    ['all weights, few pairs at a time', small, overhead + 4 * 38.5 * MB + 20 * MB],
    ['a large model', { ...small, blocks: 100 }, 1000 * MB],
    ['a large model and large pairs', { blocks: 100, pair: 100 * MB, pairs: 64 }, 1000 * MB],
    ['nearly nothing', { ...small, blocks: 100 }, overhead + 40 * MB],
  ];
  test.each(rows)('%s: fits the budget', async (_, { blocks, pair, pairs }, budget) => {
    const model = await modelOfBlocks(blocks);
    const plan = planMemory(model, pair, pairs, budget);
    const streams = plan.weightBytes < weightBytes(model);
    const least = streams ? leastWeightBytes(model) : 0;
    expect(plan.estimate).toBe(overhead + least + plan.weightBytes + plan.stateBytes);
    expect(plan.estimate).toBeLessThanOrEqual(budget);
    expect(plan.stateBytes).toBeGreaterThanOrEqual(pair);
    expect(plan.weightBytes).toBeGreaterThanOrEqual(0);
  });

  test('keeps all weights where it can', async () => {
    const model = await modelOfBlocks(4);
    const { weightBytes: kept } = planMemory(model, MB, 256, 8000 * MB);
    expect(kept).toBe(weightBytes(model));
  });

  test('takes no more for states than brings speed', async () => {
    const { stateBytes } = planMemory(await modelOfBlocks(4), MB, 256, 64_000 * MB);
    expect(stateBytes).toBe(64 * MB);
  });

  test('a model that does not fit is read once when all pairs fit together', async () => {
    const model = await modelOfBlocks(100);
    const { stateBytes, weightBytes: kept } = planMemory(model, MB, 256, 1000 * MB);
    expect(stateBytes).toBe(256 * MB);
    expect(kept).toBeGreaterThan(400 * MB);
  });
});

test('an impossible budget is refused with both numbers and what to do', async () => {
  const model = await modelOfBlocks(4);
  const needed = overhead + leastWeightBytes(model) + 10 * MB;
  const plan = () => planMemory(model, 10 * MB, 64, 200 * MB);
  expect(plan).toThrow(EngineError);
  expect(plan).toThrow(
    expect.objectContaining({
      code: 'memory',
      message: `big: one pair at a time needs ${Math.ceil(needed / MB)} MB, the budget is 200 MB`,
      hint: expect.stringContaining(`${Math.ceil(needed / MB)} MB`),
    }),
  );
  expect(() => planMemory(model, 10 * MB, 64, needed)).not.toThrow();
});
