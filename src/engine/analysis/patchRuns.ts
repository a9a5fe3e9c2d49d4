// Patches on one model: asked for again and again, each by what the answers before it were. What was run before comes
// from the store, as that of sweeps does.
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { mostBytes } from '../forward/blocks.ts';
import { pastWidth } from '../forward/estimate.ts';
import type { Forward } from '../forward/forward.ts';
import { meanFill } from '../forward/means.ts';
import { isCausal, type Network, visible, widestState } from '../forward/network.ts';
import { type Fill, PairsRecorded } from '../forward/patched.ts';
import { type Site, siteKey } from '../forward/plan.ts';
import { joined } from '../forward/readOut.ts';
import { networkOf } from '../forward/transformer.ts';
import type { Read } from '../forward/vocabulary.ts';
import { nothing, type PartSet } from '../task/partSet.ts';
import { MB, planMemory } from './memory.ts';
import { type Candidate, identity } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { onPlace } from './onPlace.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';
import { decodeVectors, encodeVectors } from './vectorsFile.ts';

/** What is put in the place of what is interchanged. */
export type Ablation = 'resample' | 'mean' | 'zero';

export type Patches = {
  readonly into: PartSet;
  readonly from: PartSet | Exclude<Ablation, 'resample'>;
  readonly patches: readonly (readonly Site[])[];
};

/** Pairs that are kept together at most, and what they may take: more brings no speed. */
const mostPairs = 16;
const keptBytes = 3 * mostBytes;

/** In order, as many together as these allow, whatever the budget, so that numbers do not depend on it. */
export function pairBlocks(
  pairs: readonly number[],
  bytesOf: (pairs: readonly number[]) => number,
): number[][] {
  const blocks: number[][] = [];
  for (const pair of pairs) {
    const open = blocks.at(-1);
    const more = [...(open ?? []), pair];
    if (open && more.length <= mostPairs && bytesOf(more) <= keptBytes) open.push(pair);
    else blocks.push([pair]);
  }
  return blocks;
}

/** By a model that lies ready; another of the same, on another runtime say, does not go on with it. */
type Recorded = {
  readonly forward: Forward;
  readonly pairs: readonly number[];
  readonly on: PairsRecorded;
};

export class PatchRuns {
  readonly network: Network;
  /** Runs of a pair with something interchanged, known ones included. */
  interchanges = 0;
  readonly #ports: Ports;
  readonly #candidate: Candidate;
  readonly #memory: number;
  readonly #sets: readonly PartSet[];
  readonly #meanPairs: readonly number[];
  #sites: readonly Site[] = [];
  /** The pairs that were asked for last: whoever asks once asks again. */
  #recorded: Recorded | undefined;
  #means: Fill | undefined;

  /** `sets`: what prompts are interchanged; `meanPairs`: means are those of the second of them, on these pairs. */
  constructor(
    ports: Ports,
    candidate: Candidate,
    memory: number,
    sets: readonly [PartSet, PartSet],
    meanPairs: readonly number[],
  ) {
    this.#ports = ports;
    this.#candidate = candidate;
    this.#memory = memory;
    this.#sets = sets;
    this.#meanPairs = meanPairs;
    this.network = networkOf(tokenSubject(candidate.subject, 'a circuit').model, 'heads and MLPs');
  }

  /** The sites that patches may name from now on. */
  look(sites: readonly Site[]): void {
    this.#sites = sites;
    this.#recorded = undefined;
    this.#means = undefined;
  }

  /** Of every patch on every pair: rows [patches, pairs]. */
  async run(job: Job, pairs: readonly number[], asked: Patches): Promise<Read> {
    const blocks = pairBlocks(pairs, (some) => this.#bytesOf(some));
    const reads: Read[] = [];
    for (const [b, block] of blocks.entries()) {
      const part = subJob(job, b / blocks.length, (b + 1) / blocks.length);
      reads.push(await onPlace(this.#ports, () => this.#block(part, block, asked)));
    }
    this.interchanges += asked.patches.filter(({ length }) => length > 0).length * pairs.length;
    return sideBySide(reads, asked.patches.length);
  }

  async #block(job: Job, pairs: readonly number[], asked: Patches): Promise<Read> {
    const { answers } = this.#candidate.tokens;
    const key = await this.#keyOf(pairs, asked);
    const rows = pairs.length * asked.patches.length;
    const known = await kept(this.#ports, key, (bytes) =>
      decodeVectors(bytes, { logits: rows * answers.length, kl: rows }),
    );
    if (known) return known;
    const forward = await this.forward(job, this.#bytesOf(pairs));
    const from =
      typeof asked.from === 'number' ? asked.from : await this.#fill(job, forward, asked.from);
    const on = await this.#record(job, forward, pairs);
    const read = await on.patched(job, { ...asked, from });
    await this.#ports.store.put(key, encodeVectors(read));
    return read;
  }

  async #record(job: Job, forward: Forward, pairs: readonly number[]): Promise<PairsRecorded> {
    const { tokens } = this.#candidate;
    const known = this.#recorded;
    if (known?.forward !== forward || known.pairs.join() !== pairs.join()) {
      this.#recorded = undefined;
      const on = await PairsRecorded.of(job, forward, tokens, pairs, this.#sets, this.#sites);
      this.#recorded = { forward, pairs, on };
      return on;
    }
    return known.on;
  }

  async #fill(job: Job, forward: Forward, from: 'mean' | 'zero'): Promise<Fill> {
    if (from === 'zero') {
      const zeros = new Float32Array(widestState(forward.network, this.#moments()));
      return () => zeros;
    }
    const inputs = this.#meanPairs.map((i) => this.#candidate.tokens.input(i, this.#sets[1]));
    this.#means ??= await meanFill(job, forward, inputs, this.#sites);
    return this.#means;
  }

  /** `kept`: bytes of what stays of the pairs that go together. */
  async forward(job: Job, kept: number): Promise<Forward> {
    const { subject } = this.#candidate;
    const bytes = kept + 2 * mostBytes; // and what goes up, with what it is read into
    const room = planMemory(this.network, { largest: bytes, all: bytes }, this.#memory * MB);
    job.progress(0, 'getting the model ready');
    const key = JSON.stringify([...identity(subject), 'heads and MLPs']);
    return subject.ready.forward(this.#ports, key, this.network, room.weightBytes);
  }

  /** Of what is recorded of some pairs. */
  #bytesOf(pairs: readonly number[]): number {
    const { stages, cuts } = this.network;
    const causal = isCausal(this.network);
    const lengths = pairs.map(
      (i) => visible(this.#candidate.tokens.input(i, nothing), causal).length,
    );
    const states =
      widestState(this.network, this.#moments()) * (this.#moments().size + cuts.length);
    const pasts = stages.reduce((sum, { past }) => sum + pastWidth(past), 0);
    return 4 * this.#sets.length * pairs.length * Math.max(...lengths) * (states + pasts);
  }

  #moments(): Set<number> {
    return new Set(this.#sites.map(({ moment }) => moment));
  }

  async #keyOf(pairs: readonly number[], { into, from, patches }: Patches): Promise<string> {
    const { subject, tokens } = this.#candidate;
    const sites = patches.map((patch) => patch.map(siteKey));
    const means = from === 'mean' ? this.#meanPairs.map((i) => tokens.identity(i)) : [];
    const base = await digestWithRuntime(this.#ports, [
      ...[identity(subject), 'patches', into, from, this.#sets, sites, means],
      ...[[...tokens.answers], pairs.map((i) => tokens.identity(i))],
    ]);
    return `patches-${digestOf(this.#ports, base)}`;
  }
}

/** Rows [patches, pairs of all blocks]. */
function sideBySide(reads: readonly Read[], patches: number): Read {
  const of = (name: keyof Read) => {
    const rows = Array.from({ length: patches }, (_, p) =>
      reads.map((read) => {
        const size = read[name].length / patches;
        return read[name].subarray(p * size, (p + 1) * size);
      }),
    );
    return joined(rows.flat());
  };
  return { logits: of('logits'), kl: of('kl') };
}
