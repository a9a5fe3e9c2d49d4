import { availableParallelism, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { defaultMemoryBudget, physicalCores, totalMemory } from '../../src/platform/memory.ts';

test('threads: at least one, no more than this process may use', () => {
  expect(physicalCores()).toBeGreaterThanOrEqual(1);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
});

test('the budget is a quarter of what the process may use', () => {
  expect(totalMemory()).toBeGreaterThan(0);
  expect(totalMemory()).toBeLessThanOrEqual(totalmem());
  expect(defaultMemoryBudget()).toBe(Math.floor(totalMemory() / 4));
});
