// Which pairs go up together: the blocks in which a plan is run and kept. A block depends on its pairs, those
// before it and the plan, never on how many pairs there are or on the memory budget: so more pairs
// leave every full block as it is.
import type { Runtime } from '../core/runtime.ts';
import type { Trial } from '../task/trial.ts';
import { type PairBytes, pairBytesOf } from './estimate.ts';
import type { Network } from './network.ts';
import { type Plan, setsOf } from './plan.ts';

/** Bytes of running state of one block: more brings no speed, microbatches are full long before. */
export const mostBytes = 64e6;

export type BlockSize = {
  /** Enough to fill microbatches, and few enough that what a killed run loses is little. */
  readonly runs: number;
  readonly bytes: number;
};
const usualSize: BlockSize = { runs: 256, bytes: mostBytes };
/** A call costs a device as much as thousands of rows, and it has them done in no time. */
const deviceSize: BlockSize = { runs: 4096, bytes: 4 * mostBytes };

export function blockSizeOn({ device }: Runtime): BlockSize {
  return device?.tensors ? deviceSize : usualSize;
}

const [fewestPairs, mostPairs] = [4, 64];
/** Positions: prompts shorter than this go together, for many small blocks cost more than padding. */
const shortLength = 8;

export type Block = {
  readonly pairs: readonly number[];
  readonly length: number; // T, of the longest
  readonly runs: number;
  readonly bytes: number;
  /** Of these the keys and values. */
  readonly pastBytes: number;
};

export function blocksOf(network: Network, trial: Trial, plan: Plan, size = usualSize): Block[] {
  const most = pairsPerBlock(plan, size.runs);
  const bytesOf = pairBytesOf(network, plan);
  const full: Block[] = [];
  const open = new Map<number, Filling>(); // by class of length
  for (let i = 0; i < trial.pairs; i++) {
    const pair = bytesOf(trial, i);
    const like = lengthClass(pair.length);
    const filling = open.get(like);
    const more = added(filling, i, pair);
    if (filling && (filling.pairs.length === most || more.bytes > size.bytes)) {
      full.push(blockOf(filling));
      open.set(like, added(undefined, i, pair));
    } else open.set(like, more);
  }
  return [...full, ...[...open.values()].map(blockOf)];
}

/** Whether the blocks of some first pairs are blocks of more of them, so that nothing of these is run twice. */
export function isServed(
  network: Network,
  plan: Plan,
  few: Trial,
  more: Trial,
  size = usualSize,
): boolean {
  const namesOf = (trial: Trial) =>
    blocksOf(network, trial, plan, size).map(({ pairs }) => pairs.join());
  const all = new Set(namesOf(more));
  return namesOf(few).every((name) => all.has(name));
}

/** A block that may get more pairs. */
type Filling = Block & { readonly of: readonly PairBytes[] };

function blockOf({ of: _, ...block }: Filling): Block {
  return block;
}

function added(filling: Filling | undefined, i: number, pair: PairBytes): Filling {
  const pairs = [...(filling?.pairs ?? []), i];
  const of = [...(filling?.of ?? []), pair];
  const length = Math.max(filling?.length ?? 0, pair.length);
  const total = (what: (pair: PairBytes) => number) =>
    of.reduce((sum, each) => sum + what(each), 0);
  const bytes = total((each) => each.bytes(length));
  const pastBytes = total((each) => each.pastBytes(length));
  return { pairs, of, length, runs: total(({ runs }) => runs), bytes, pastBytes };
}

/**
 * All prompts of a block are computed at the length of its longest: those of one class are at most half as long
 * again as each other, or so short that it does not matter, and pairs of other lengths go in other blocks.
 */
function lengthClass(positions: number): number {
  return Math.floor(2 * Math.log2(Math.max(shortLength, positions)));
}

/** A power of two, so that usual numbers of pairs leave no block half full. */
export function pairsPerBlock(plan: Plan, wantedRuns = usualSize.runs): number {
  const interchanges = plan.series.reduce((sum, { sites }) => sum + sites.length, 0);
  const runs = setsOf(plan).length + interchanges / 2; // half of them are silent or begin late
  const wanted = 2 ** Math.round(Math.log2(wantedRuns / runs));
  return Math.min(mostPairs, Math.max(fewestPairs, wanted));
}
