// The memory of a run: what it needs at least, and how the budget is shared between weights that stay
// and states that move. Said before anything is allocated.
import { grouped } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Network } from '../forward/network.ts';
import { leastWeightBytes, weightBytes } from '../forward/weights.ts';

export const MB = 1e6;
/** The process itself with the runtime loaded and its scratch space; measured 180 to 230 MB. */
const overhead = 256 * MB;
/** What the statistics work in: draws of two models, and the total variations of their site pairs. */
const statistics = 256 * MB;

export type MemoryPlan = {
  /** What weights may take: those that stay between uses, and room to pass through for the others. */
  readonly weightBytes: number;
  /** Running states of the blocks of pairs that go together. */
  readonly stateBytes: number;
  /** What weights may take between two plans. */
  readonly restBytes: number;
  readonly estimate: number; // bytes, of the whole process
};

/** Bytes of the blocks of pairs that a plan runs in. */
export type BlockBytes = { readonly largest: number; readonly all: number };

/**
 * How `budget` bytes are shared out. Of a network whose weights fit each block goes alone; weights that do not
 * fit are read again for all blocks that go together, so then these are as many as there is room for. Throws
 * EngineError 'memory' when not even one block fits, which the sentence calls `what`.
 */
export function planMemory(
  network: Network,
  blocks: BlockBytes,
  budget: number,
  what = 'one block of pairs at a time',
): MemoryPlan {
  const least = leastWeightBytes(network);
  const needed = overhead + least + blocks.largest;
  if (needed > budget) {
    const message = `${network.name}: ${what} needs ${megabytes(needed)}, the budget is ${megabytes(budget)}`;
    throw new EngineError('memory', message, {
      hint: `Allow a run ${megabytes(needed)} of memory, if the machine has it.`,
    });
  }
  const restBytes = Math.max(0, budget - overhead - statistics);
  const all = weightBytes(network);
  if (overhead + all + blocks.largest <= budget) {
    const stateBytes = blocks.largest;
    return { weightBytes: all, stateBytes, restBytes, estimate: overhead + all + stateBytes };
  }
  const two = leastWeightBytes(network, 2); // the next is read while one computes, if there is room for it
  const passing = overhead + two + blocks.largest <= budget ? two : least;
  const stateBytes = Math.min(blocks.all, budget - overhead - passing);
  return { weightBytes: budget - overhead - stateBytes, stateBytes, restBytes, estimate: budget };
}

/** What a run says of it once, before it begins; `estimate`: bytes, `allowed`: MB. */
export function memoryNote(estimate: number, allowed: number): string {
  return `takes up to about ${megabytes(estimate)} of memory; ${grouped(allowed)} MB are allowed`;
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MB)} MB`;
}
