// The memory of a run: what it needs at least, and how the budget is shared between weights that stay
// and states that move. Said before anything is allocated.
import { EngineError } from '../core/error.ts';
import type { Network } from '../forward/network.ts';
import { leastWeightBytes, weightBytes } from '../forward/weights.ts';

export const MB = 1e6;
/** The process itself with the runtime loaded and its scratch space; measured 180 to 230 MB. */
const overhead = 256 * MB;

export type MemoryPlan = {
  readonly weightBytes: number; // weights that may stay between uses
  /** Running states of the blocks of pairs that go together. */
  readonly stateBytes: number;
  readonly estimate: number; // bytes, of the whole process
};

/** Bytes of the blocks of pairs that a plan runs in. */
export type BlockBytes = { readonly largest: number; readonly all: number };

/**
 * How `budget` bytes are shared out. Of a network whose weights fit each block goes alone; weights that do not
 * fit are read again for all blocks that go together, so then these are as many as there is room for. Throws
 * EngineError 'memory' when not even one block fits.
 */
export function planMemory(network: Network, blocks: BlockBytes, budget: number): MemoryPlan {
  const least = leastWeightBytes(network);
  const needed = overhead + least + blocks.largest;
  if (needed > budget) {
    const message = `${network.name}: one block of pairs at a time needs ${megabytes(needed)}, the budget is ${megabytes(budget)}`;
    throw new EngineError('memory', message, {
      hint: `Allow a run ${megabytes(needed)} of memory, if the machine has it.`,
    });
  }
  const all = weightBytes(network);
  if (overhead + all + blocks.largest <= budget) {
    const stateBytes = blocks.largest;
    return { weightBytes: all, stateBytes, estimate: overhead + all + stateBytes };
  }
  const room = budget - overhead - least; // one streamed group of weights is there besides
  const stateBytes = Math.min(blocks.all, room);
  const kept = room - stateBytes;
  return { weightBytes: kept, stateBytes, estimate: overhead + least + kept + stateBytes };
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MB)} MB`;
}
