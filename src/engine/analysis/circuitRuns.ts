// A model, asked by components: what it measures with everything outside of a circuit interchanged, and what the
// interchange of one thing alone moves.
import type { CircuitMetric } from '../../protocol/circuit.ts';
import type { Circuit } from '../circuit/discovery.ts';
import type { Ends } from '../circuit/faithfulness.ts';
import { type Measures, measuresOf } from '../circuit/measure.ts';
import type { Effects } from '../circuit/ranking.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Component, componentsOf } from '../forward/components.ts';
import type { Network } from '../forward/network.ts';
import type { Site } from '../forward/plan.ts';
import { joined } from '../forward/readOut.ts';
import type { Read } from '../forward/vocabulary.ts';
import { nothing } from '../task/partSet.ts';
import { type AttributionAsked, attributed, attributedEdges, type Edges } from './attributed.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import type { Candidate } from './modelRun.ts';
import { type Patches, PatchRuns } from './patchRuns.ts';
import type { Used } from './usedPairs.ts';

/** Runs of one patch each that are kept together: what a killed run loses, and how often progress is told. */
const piece = 32;

/** What interchanges move, the difference after less before: [patches][n]. */
export type Moved = Measures;

export class CircuitRuns {
  readonly network: Network;
  readonly components: readonly Component[];
  /** Each component by itself. */
  readonly alone: readonly (readonly Site[])[];
  readonly #ports: Ports;
  readonly #runs: PatchRuns;
  readonly #candidate: Candidate;
  readonly #used: Used;
  readonly #settings: CircuitSettings;

  constructor(
    ports: Ports,
    candidate: Candidate,
    memory: number,
    used: Used,
    settings: CircuitSettings,
  ) {
    this.#runs = new PatchRuns(ports, candidate, memory, [nothing, used.source], used.found);
    this.network = this.#runs.network;
    this.components = componentsOf(this.network);
    this.alone = this.components.map(({ site }) => [site]);
    this.#ports = ports;
    this.#candidate = candidate;
    this.#used = used;
    this.#settings = settings;
    this.#runs.look(this.alone.flat());
  }

  /** The model's. */
  get name(): string {
    return this.#candidate.subject.name;
  }

  get metric(): CircuitMetric {
    return this.#settings.metric;
  }

  get interchanges(): number {
    return this.#runs.interchanges;
  }

  /** The measure of each circuit alone, by pair: [circuits][n]. */
  async measured(
    job: Job,
    pairs: readonly number[],
    circuits: readonly Circuit[],
  ): Promise<Float64Array[]> {
    const patches = circuits.map((circuit) => {
      const inside = new Set(circuit);
      return this.components.flatMap(({ site }, c) => (inside.has(c) ? [] : [site]));
    });
    const { difference, kl } = await this.#measures(job, pairs, 'noising', patches);
    return this.#settings.metric === 'KL'
      ? kl.map((each) => each.map((x) => -x))
      : [...difference!];
  }

  async ends(job: Job, pairs: readonly number[]): Promise<Ends> {
    job.progress(0, 'with nothing and with everything interchanged');
    const all = [...this.components.keys()];
    const [model, empty] = await this.measured(job, pairs, [all, []]);
    return { model, empty };
  }

  /** What attribution says that each component's interchange moves, on the pairs that the circuit is found on. */
  async attributed(job: Job, steps: number): Promise<Effects> {
    return attributed(job, this.#asked(steps), this.alone.flat());
  }

  /** And each edge's, in the mean over them. */
  async edges(job: Job, steps: number): Promise<Edges> {
    return attributedEdges(job, this.#asked(steps));
  }

  #asked(steps: number): AttributionAsked {
    this.look(this.alone.flat()); // what is recorded goes: gradients need its room
    const [ports, candidate] = [this.#ports, this.#candidate];
    const [used, settings] = [this.#used, this.#settings];
    return { ports, candidate, runs: this.#runs, used, settings, steps };
  }

  /** What each of these patches moves, on the first `most` pairs that the circuit is found on. */
  async moved(
    job: Job,
    way: 'noising' | 'denoising',
    patches: readonly (readonly Site[])[],
    most = Number.POSITIVE_INFINITY,
  ): Promise<Moved> {
    const pairs = this.#used.found.slice(0, most);
    const before = await this.#measures(subJob(job, 0, 0.02), pairs, way, [[]]);
    const rest = subJob(job, 0.02, 1);
    const after: Measures[] = [];
    for (let from = 0; from < patches.length; from += piece) {
      const to = Math.min(from + piece, patches.length);
      const part = subJob(rest, from / patches.length, to / patches.length);
      part.progress(0, `${way}: ${from} of ${patches.length} interchanged`);
      after.push(await this.#measures(part, pairs, way, patches.slice(from, to)));
    }
    const own = before.difference?.[0];
    return {
      difference: own && after.flatMap(({ difference }) => minus(difference!, own)),
      kl: after.flatMap(({ kl }) => kl),
    };
  }

  /** The answers' logits with nothing, then with each of these components alone interchanged: [1 + components, n, A]. */
  async answers(job: Job, pairs: readonly number[], components: Circuit): Promise<Float32Array> {
    const patches = [[], ...components.map((c) => this.alone[c])];
    const reads: Float32Array[] = [];
    for (let from = 0; from < patches.length; from += piece) {
      const part = subJob(job, from / patches.length, Math.min(1, (from + piece) / patches.length));
      part.progress(0, `answers: ${from} of ${components.length} interchanged`);
      const { logits } = await this.#read(
        part,
        pairs,
        'noising',
        patches.slice(from, from + piece),
      );
      reads.push(logits);
    }
    return joined(reads);
  }

  async #measures(
    job: Job,
    pairs: readonly number[],
    way: 'noising' | 'denoising',
    patches: readonly (readonly Site[])[],
  ): Promise<Measures> {
    const read = await this.#read(job, pairs, way, patches);
    const contrasts = pairs.map((pair) => this.#used.contrasts[pair]);
    return measuresOf(this.#candidate.tokens, contrasts, read);
  }

  #read(
    job: Job,
    pairs: readonly number[],
    way: 'noising' | 'denoising',
    patches: readonly (readonly Site[])[],
  ): Promise<Read> {
    const { source } = this.#used;
    const { ablation } = this.#settings;
    const asked: Patches =
      way === 'denoising'
        ? { into: source, from: nothing, patches }
        : { into: nothing, from: ablation === 'resample' ? source : ablation, patches };
    return this.#runs.run(job, pairs, asked);
  }

  /** Other sites than those of components, from now on. */
  look(sites: readonly Site[]): void {
    this.#runs.look(sites);
  }
}

/** What a circuit is found by, of what was moved: [patches][n]. */
export function movedOf({ difference, kl }: Moved, metric: CircuitMetric): Effects {
  return metric === 'KL' ? kl : difference!;
}

function minus(rows: readonly Float64Array[], own: Float64Array): Float64Array[] {
  return rows.map((row) => row.map((value, i) => value - own[i]));
}
