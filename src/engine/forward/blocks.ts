// Which pairs go up together: the blocks in which a plan is run and kept. A block depends on its pairs, those
// before it and the plan, never on how many pairs there are or on the memory budget: so more pairs
// leave the blocks before them as they are.
import type { Trial } from '../task/trial.ts';
import { pairBytesOf } from './estimate.ts';
import type { Network } from './network.ts';
import { masksOf, type Plan } from './plan.ts';

/** Bytes of running state of one block: more brings no speed, microbatches are full long before. */
const mostBytes = 64e6;
/** Runs of one block: enough to fill microbatches, and few enough that what a killed run loses is little. */
const wantedRuns = 256;
const [fewestPairs, mostPairs] = [4, 64];

export type Block = { readonly pairs: readonly number[]; readonly bytes: number };

export function blocksOf(network: Network, trial: Trial, plan: Plan): Block[] {
  const most = pairsPerBlock(plan);
  const bytesOf = pairBytesOf(network, plan);
  const blocks: Block[] = [];
  let pairs: number[] = [];
  let bytes = 0;
  for (let i = 0; i < trial.pairs; i++) {
    const more = bytesOf(trial, i);
    if (pairs.length === most || (pairs.length > 0 && bytes + more > mostBytes)) {
      blocks.push({ pairs, bytes });
      [pairs, bytes] = [[], 0];
    }
    pairs.push(i);
    bytes += more;
  }
  return pairs.length > 0 ? [...blocks, { pairs, bytes }] : blocks;
}

/** A power of two, so that usual numbers of pairs leave no block half full. */
export function pairsPerBlock(plan: Plan): number {
  const interchanges = plan.series.reduce((sum, { sites }) => sum + sites.length, 0);
  const runs = masksOf(plan).length + interchanges / 2; // half of them are silent or begin late
  const wanted = 2 ** Math.round(Math.log2(wantedRuns / runs));
  return Math.min(mostPairs, Math.max(fewestPairs, wanted));
}
