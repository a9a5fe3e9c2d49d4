// The memory of a run: what it needs at least, and how the budget is shared between weights that stay
// and states that move. Said before anything is allocated.
import { EngineError } from '../core/error.ts';
import type { Model } from '../family/model.ts';
import { leastWeightBytes, weightBytes } from '../forward/weights.ts';

export const MB = 1e6;
/** The process itself with the runtime loaded and its scratch space; measured 180 to 230 MB. */
const overhead = 256 * MB;
/** States beyond this bring no speed: microbatches are full long before. */
const mostState = 192 * MB;

export type MemoryPlan = {
  readonly weightBytes: number; // weights that may stay between uses
  readonly stateBytes: number; // running states of one chunk of pairs
  readonly estimate: number; // bytes, of the whole process
};

/** Throws EngineError 'memory' when `model` cannot run within `budget` bytes, one pair at a time. */
export function planMemory(model: Model, pairBytes: number, budget: number): MemoryPlan {
  const least = leastWeightBytes(model);
  const needed = overhead + least + pairBytes;
  if (needed > budget) {
    const message = `${model.name}: one pair at a time needs ${megabytes(needed)}, the budget is ${megabytes(budget)}`;
    throw new EngineError('memory', message, {
      hint: `Allow more with --memory ${Math.ceil(needed / MB)} (in MB), if the machine has it.`,
    });
  }
  const wanted = Math.max(pairBytes, Math.min(mostState, budget / 4));
  const weights = Math.min(weightBytes(model), budget - overhead - pairBytes);
  const stateBytes = Math.max(pairBytes, Math.min(wanted, budget - overhead - weights));
  return { weightBytes: weights, stateBytes, estimate: overhead + weights + stateBytes };
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MB)} MB`;
}
