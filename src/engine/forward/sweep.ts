// Runs a plan on one network. The pairs go in blocks; within a block everything goes up one step together: base
// and source runs, mixtures, and the interchanged runs, which join at their moment. A network that does
// not fit the memory is read once for as many blocks as do; of one that fits, each block goes alone. What is
// done is handed out at once and not run again.
import { type Job, subJob } from '../core/job.ts';
import type { Trial } from '../task/trial.ts';
import { together } from './batch.ts';
import { type Block, type BlockSize, blocksOf } from './blocks.ts';
import type { Forward } from './forward.ts';
import { emptyMeasured, type Measured, place } from './measured.ts';
import { type Network, stepsOf } from './network.ts';
import { PairBlock } from './pairBlock.ts';
import { checkPlan, momentsOf, type Plan } from './plan.ts';

/** What was measured before, by block. */
export interface Known {
  get(pairs: readonly number[]): Promise<Measured | undefined>;
  put(pairs: readonly number[], measured: Measured): Promise<void>;
}

/** All blocks of a plan, what is known of them, and which are left to run. */
export type Begun = {
  readonly whole: Measured;
  readonly blocks: readonly Block[];
  readonly open: readonly Block[];
};

export async function recall(
  network: Network,
  trial: Trial,
  plan: Plan,
  known: Pick<Known, 'get'>,
  size?: BlockSize,
): Promise<Begun> {
  checkPlan(network, plan, trial.own.length);
  const whole = emptyMeasured(plan, trial.pairs, trial);
  const blocks = blocksOf(network, trial, plan, size);
  const open: Block[] = [];
  for (const block of blocks) {
    const before = await known.get(block.pairs);
    if (before) place(plan, whole, before, block.pairs, trial.pairs);
    else open.push(block);
  }
  return { whole, blocks, open };
}

/**
 * Runs what is left. `stateBytes`: what the blocks that go together may take; at least one goes. `stays`: states on the
 * device that computes them; it changes where they lie, and no number.
 */
export async function complete(
  job: Job,
  forward: Forward,
  trial: Trial,
  plan: Plan,
  { whole, open }: Begun,
  known: Pick<Known, 'put'>,
  stateBytes: number,
  stays = true,
): Promise<Measured> {
  const total = countPairs(open);
  let done = 0;
  for (const blocks of together(open, ({ bytes }) => bytes, stateBytes)) {
    const next = done + countPairs(blocks);
    const part = subJob(job, done / total, next / total);
    for (const [pairs, measured] of await climb(part, forward, trial, plan, blocks, stays)) {
      await known.put(pairs, measured);
      place(plan, whole, measured, pairs, trial.pairs);
    }
    done = next;
  }
  return whole;
}

/** Runs all of a plan. */
export async function sweep(
  job: Job,
  forward: Forward,
  trial: Trial,
  plan: Plan,
  stateBytes = 0,
  stays = true,
): Promise<Measured> {
  const nothing: Known = { get: async () => undefined, put: async () => undefined };
  const begun = await recall(forward.network, trial, plan, nothing, forward.blockSize);
  return complete(job, forward, trial, plan, begun, nothing, stateBytes, stays);
}

/** Some blocks from the embedding to the answers. */
async function climb(
  job: Job,
  forward: Forward,
  trial: Trial,
  plan: Plan,
  blocks: readonly Block[],
  stays: boolean,
): Promise<[readonly number[], Measured][]> {
  const moments = momentsOf(plan);
  const steps = stepsOf(forward.network, moments);
  const { cuts } = forward.network;
  const all: { readonly pairs: readonly number[]; readonly on: PairBlock }[] = [];
  try {
    for (const { pairs } of blocks) {
      await job.pause();
      const on = new PairBlock(forward, trial, plan, pairs, stays);
      all.push({ pairs, on });
      await on.begin(job, steps);
    }
    for (const [k, step] of steps.entries()) {
      const cut = cuts.findLastIndex((moment) => moment <= step.from);
      const doing = `interchanging at cut ${Math.max(0, cut)} of ${cuts.length - 1}`;
      job.progress((k / steps.length) ** 2, moments.size > 0 ? doing : 'running prompts');
      for (const { on } of all) await on.step(job, step);
    }
    const found: [readonly number[], Measured][] = [];
    for (const { pairs, on } of all) found.push([pairs, await on.finish(job)]);
    return found;
  } finally {
    for (const { on } of all) on.release();
  }
}

function countPairs(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { pairs }) => sum + pairs.length, 0);
}
