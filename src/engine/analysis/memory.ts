// The memory of a run: what it needs at least, and how the budget is shared between weights that stay
// and states that move. Said before anything is allocated.
import { EngineError } from '../core/error.ts';
import type { Model } from '../family/model.ts';
import { leastWeightBytes, weightBytes } from '../forward/weights.ts';

export const MB = 1e6;
/** The process itself with the runtime loaded and its scratch space; measured 180 to 230 MB. */
const overhead = 256 * MB;
/** States beyond this bring no speed: microbatches are full long before. */
const mostState = 64 * MB;

export type MemoryPlan = {
  readonly weightBytes: number; // weights that may stay between uses
  readonly stateBytes: number; // running states of one chunk of pairs
  readonly estimate: number; // bytes, of the whole process
};

/**
 * How `budget` bytes are shared out for `pairs` pairs that take up to `pairBytes` each. Weights that do
 * not fit are read again for every chunk of pairs, so then chunks are as large as they can be. Throws
 * EngineError 'memory' when not even one pair at a time fits.
 */
export function planMemory(
  model: Model,
  pairBytes: number,
  pairs: number,
  budget: number,
): MemoryPlan {
  const least = leastWeightBytes(model);
  const needed = overhead + least + pairBytes;
  if (needed > budget) {
    const message = `${model.name}: one pair at a time needs ${megabytes(needed)}, the budget is ${megabytes(budget)}`;
    throw new EngineError('memory', message, {
      hint: `Allow a run ${megabytes(needed)} of memory, if the machine has it.`,
    });
  }
  const all = weightBytes(model);
  if (overhead + all + pairBytes <= budget) {
    const room = Math.min(mostState, budget / 4, budget - overhead - all);
    const stateBytes = Math.max(pairBytes, room);
    return { weightBytes: all, stateBytes, estimate: overhead + all + stateBytes };
  }
  const room = budget - overhead - least; // one streamed block, or the head, is there besides
  const stateBytes = Math.min(pairs * pairBytes, room);
  const kept = room - stateBytes;
  return { weightBytes: kept, stateBytes, estimate: overhead + least + kept + stateBytes };
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MB)} MB`;
}
