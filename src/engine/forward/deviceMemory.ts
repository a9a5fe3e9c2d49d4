// What a sweep takes of a device's memory, known before it begins: weights, the states of the blocks that go together, and
// what a call holds beside them. Where not all of it fits weights pass through first, for they cross once in all blocks that
// go together; states leave last, for they cross at every step.
import { EngineError } from '../core/error.ts';
import { count } from '../core/tensor.ts';
import { deviceBytesEach, devicePrompts, readoutRows } from './batch.ts';
import type { Block } from './blocks.ts';
import { type Network, readWidth } from './network.ts';
import { leastWeightBytes, weightBytes } from './weights.ts';

/** How a device's memory is shared out. */
export type DeviceRoom = {
  /** What weights may take there. */
  readonly weightBytes: number;
  /** States of the blocks that go together, there; undefined: they leave, and cross at every step. */
  readonly stateBytes: number | undefined;
  /** Bytes in all, at most. */
  readonly estimate: number;
};

/** Of `memory` bytes. Throws EngineError 'device' where not even one block can be computed with its states elsewhere. */
export function deviceRoom(network: Network, blocks: readonly Block[], memory: number): DeviceRoom {
  const call = Math.max(...blocks.map((block) => callBytes(network, block)));
  const beside = call + largestMatrix(network); // which is there twice while it is turned over
  const least = leastWeightBytes(network);
  const [most, past] = [largest(blocks, 'bytes'), largest(blocks, 'pastBytes')];
  const all = weightBytes(network);
  if (beside + least + 2 * most <= memory) {
    // Of the block that goes a step up, what it was and what it becomes; the others wait.
    const fits = beside + all + 2 * most <= memory;
    const sum = blocks.reduce((bytes, block) => bytes + block.bytes, 0);
    const stateBytes = fits ? most : Math.max(most, Math.min(sum, memory - beside - least - most));
    const left = memory - beside - stateBytes - most;
    return {
      weightBytes: left,
      stateBytes,
      estimate: beside + stateBytes + most + Math.min(all, left),
    };
  }
  const needed = beside + least + past; // keys and values of a block are given to each of its calls
  if (needed <= memory) {
    const left = memory - beside - past;
    return {
      weightBytes: left,
      stateBytes: undefined,
      estimate: beside + past + Math.min(all, left),
    };
  }
  throw new EngineError(
    'device',
    `${network.name}: one block of pairs needs ${megabytes(needed)} of the GPU’s memory, ${megabytes(memory)} are allowed`,
    {
      hint: `Allow a run ${megabytes(needed)} of the GPU’s memory, if it has as much, or compute on the CPU.`,
    },
  );
}

/** Bytes of one call beside weights and states, at most: of all positions of few runs, or of few of many. */
function callBytes(network: Network, { bytes, length, runs }: Block): number {
  const { stages, readout } = network;
  const positions = bytes / 4 / Math.min(...Object.values(stages[0].takes));
  const calls = stages.flatMap((stage) =>
    [1, Math.min(length, Math.ceil(positions / runs)), length].map((queries) => {
      const most = devicePrompts([stage], queries, length);
      const together = Math.min(most, runs, Math.ceil(positions / queries));
      return together * deviceBytesEach(stage, queries, length);
    }),
  );
  const widest = Math.max(readWidth(network), readout?.widest ?? 0);
  const said = 3 * 4 * widest * Math.min(runs, readoutRows(widest)); // the readout, with its softmax
  return Math.max(said, ...calls);
}

function largestMatrix({ stages, readout }: Network): number {
  const weights = [...stages, ...(readout ? [readout] : [])].flatMap((each) => each.weights);
  return 4 * Math.max(0, ...weights.map(({ shape }) => count(shape)));
}

function largest(blocks: readonly Block[], of: 'bytes' | 'pastBytes'): number {
  return Math.max(...blocks.map((block) => block[of]));
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(3))} MB`;
}
