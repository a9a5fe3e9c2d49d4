// Every interchange of a task on one model. The pairs go in chunks that fit the memory; within a chunk
// everything goes up one block together: base and source runs, and the variants, which join at their
// cut. Self-checks ride along: interchanges from a run into itself, and of whole cuts.
//
// Donors of pair i: the source; per part g the base prompt with g alone taken from the source; for
// the self-checks the base itself and, whole cuts, the source.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import type { Responses } from '../signature/responses.ts';
import type { TokenPrompt, TokenTask } from '../task/tokenised.ts';
import { ranges } from './batch.ts';
import { chunkSize } from './estimate.ts';
import type { Forward } from './forward.ts';
import { Runs, visible } from './runs.ts';
import { isSilent, type SpanRange } from './sites.ts';
import { Variants } from './variants.ts';

export type SweepOptions = {
  /** Also interchange from prompts that differ in one part: the shares. */
  readonly shares: boolean;
  /** Mixed prompts whose answers are wanted, as bit masks of parts; 0 and -1 are always run. */
  readonly masks: readonly number[];
  /** Bytes that running states may take. */
  readonly stateBytes: number;
};

export type Sweep = {
  readonly responses: Responses;
  /** Logits of the answers on the base prompts, [n, A]. */
  readonly logits: Float32Array;
  /** Largest change of a probability by an interchange from a run into itself. */
  readonly noOp: number;
  /** Largest difference from the source's answer after interchanging a whole cut. */
  readonly wholeCut: number;
  readonly interchanges: number;
};

/** Pairs on which the self-checks run, at every cut; the spans take turns. */
const probes = 2;

export async function sweep(
  job: Job,
  forward: Forward,
  task: TokenTask,
  options: SweepOptions,
): Promise<Sweep> {
  const result = emptySweep(forward, task, options);
  const order = Array.from({ length: task.pairs }, (_, i) => i);
  const lengths = order.map((i) => task.prompt(i, 0).ids.length);
  order.sort((a, b) => lengths[a] - lengths[b] || a - b); // chunks of like lengths waste no padding
  const size = chunkSize(forward.model.spec, task, options);
  const chunks = ranges(order.length, size);
  for (const [c, [from, to]] of chunks.entries()) {
    const part = subJob(job, c / chunks.length, (c + 1) / chunks.length);
    const chunk = new Chunk(forward, task, order.slice(from, to), options, c === 0);
    await chunk.run(part, result);
  }
  return result;
}

/** The mutable twin of Sweep, filled chunk by chunk. */
type Filling = { -readonly [K in keyof Sweep]: Sweep[K] };

function emptySweep(forward: Forward, task: TokenTask, options: SweepOptions): Filling {
  const { pairs: n, answerIds } = task;
  const cuts = forward.model.spec.layers + 1;
  const spans = task.task.spans.length;
  const parts = task.task.parts.length;
  const K = answerIds.length + 1;
  const donors = 1 + (options.shares ? parts : 0);
  const mixed = new Map(options.masks.map((mask) => [mask, new Float32Array(n * K)]));
  return {
    responses: {
      cuts,
      spans,
      pairs: n,
      outcomes: K,
      parts,
      own: Int32Array.from(task.task.spans, ({ part }) => part ?? -1),
      clean: new Float32Array(n * K),
      site: new Float32Array(cuts * spans * n * K),
      mixed,
      passed: new Float32Array(parts * cuts * spans * n),
      whole: new Float32Array(parts * n),
      effect: new Float32Array(parts * n),
    },
    logits: new Float32Array(n * answerIds.length),
    noOp: 0,
    wholeCut: 0,
    interchanges: donors * cuts * spans * n,
  };
}

/** Donors are numbered: 0 the source, 1 .. P the parts, then the two self-checks. */
type Donor = {
  readonly kind: 'source' | 'part' | 'no-op' | 'whole cut';
  readonly part: number;
  readonly mask: number; // the prompt it is
};

class Chunk {
  readonly #forward: Forward;
  readonly #task: TokenTask;
  readonly #pairs: readonly number[];
  readonly #masks: readonly number[];
  readonly #donors: readonly Donor[];
  readonly #runs: Runs;
  readonly #checked: number; // pairs of this chunk on which the self-checks run
  #variants = new Map<number, Variants>();

  constructor(
    forward: Forward,
    task: TokenTask,
    pairs: readonly number[],
    options: SweepOptions,
    isFirst: boolean,
  ) {
    this.#forward = forward;
    this.#task = task;
    this.#pairs = pairs;
    this.#checked = isFirst ? Math.min(probes, pairs.length) : 0;
    const parts = options.shares ? task.task.parts.map((_, g) => g) : [];
    this.#donors = [
      { kind: 'source', part: -1, mask: -1 },
      ...parts.map((g) => ({ kind: 'part', part: g, mask: 1 << g }) as const),
      { kind: 'no-op', part: -1, mask: 0 },
      { kind: 'whole cut', part: -1, mask: -1 },
    ];
    this.#masks = [...new Set([0, -1, ...parts.map((g) => 1 << g), ...options.masks])];
    // Base prompts come first, so that keys and values are kept for them alone.
    const prompts = this.#masks.flatMap((mask) => pairs.map((i) => task.prompt(i, mask)));
    this.#runs = new Runs(forward, prompts);
  }

  async run(job: Job, result: Filling): Promise<void> {
    const { layers, causal } = this.#forward.model.spec;
    await this.#runs.embed(job);
    this.#variants = this.#makeRoom();
    const kept = causal ? Math.max(...this.#pairs.map((_, i) => this.#run(i, 0))) + 1 : 0;
    for (let layer = 0; layer < layers; layer++) {
      job.progress((layer / layers) ** 2, `interchanging at cut ${layer} of ${layers}`);
      this.#join(layer);
      const past = await this.#runs.step(job, layer, kept);
      for (const group of this.#variants.values()) await group.step(job, layer, past);
    }
    await this.#collect(job, result);
  }

  /** Index into the runs of local pair i with the parts in `mask` from its source. */
  #run(i: number, mask: number): number {
    return this.#runs.of[this.#masks.indexOf(mask) * this.#pairs.length + i];
  }

  #prompt(i: number, mask: number): TokenPrompt {
    return this.#runs.prompts[this.#run(i, mask)];
  }

  /** Calls `visit` for every interchange at `cut` that has to be run. */
  #each(cut: number, visit: (donor: number, i: number, span: number, range: SpanRange) => void) {
    const { causal } = this.#forward.model.spec;
    for (const [i, pair] of this.#pairs.entries()) {
      const base = this.#prompt(i, 0);
      const seen = visible(this.#forward.model.spec, base).length;
      for (const [donor, { kind, mask }] of this.#donors.entries()) {
        const isCheck = kind === 'no-op' || kind === 'whole cut';
        if (isCheck && i >= this.#checked) continue;
        if (kind === 'whole cut') {
          visit(donor, i, 0, [0, seen]);
          continue;
        }
        const spans = this.#task.spans(pair);
        for (const [s, [from, to]] of spans.entries()) {
          if (isCheck && s !== (cut + i) % spans.length) continue;
          const range = [from, Math.min(to, seen)] as const;
          const silent = !isCheck && isSilent(base, this.#prompt(i, mask), [from, to], cut, causal);
          if (!silent && from < seen) visit(donor, i, s, range);
        }
      }
    }
  }

  #startOf(from: number): number {
    return this.#forward.model.spec.causal ? from : 0;
  }

  #makeRoom(): Map<number, Variants> {
    const room = new Map<number, number>();
    for (let cut = 0; cut < this.#forward.model.spec.layers; cut++) {
      this.#each(cut, (_donor, _i, _span, [from]) => {
        const start = this.#startOf(from);
        room.set(start, (room.get(start) ?? 0) + 1);
      });
    }
    const starts = [...room].sort(([a], [b]) => a - b);
    return new Map(
      starts.map(([start, n]) => [start, new Variants(this.#forward, start, this.#runs.length, n)]),
    );
  }

  #join(cut: number): void {
    this.#each(cut, (donor, i, span, range) => {
      const { ids, readAt } = this.#prompt(i, 0);
      const run = { base: this.#run(i, 0), donor: this.#run(i, this.#donors[donor].mask) };
      const slot = this.#slot(donor, cut, span, i);
      const group = this.#variants.get(this.#startOf(range[0]))!;
      group.add(this.#runs.x, run, range, { tokens: ids.length, readAt }, slot);
    });
  }

  #slot(donor: number, cut: number, span: number, i: number): number {
    const spans = this.#task.task.spans.length;
    const cuts = this.#forward.model.spec.layers + 1;
    return ((donor * cuts + cut) * spans + span) * this.#pairs.length + i;
  }

  /** Answers of all runs and variants, folded into the result. */
  async #collect(job: Job, result: Filling): Promise<void> {
    const { answerIds } = this.#task;
    const A = answerIds.length;
    const runs = await this.#runs.answers(job, answerIds);
    const answer = (i: number, mask: number) => {
      const run = this.#run(i, mask);
      return withOther(runs.probabilities.subarray(run * A, (run + 1) * A));
    };
    const responses = new Map<number, Float32Array>(); // by slot; absent: nothing changes
    for (const group of this.#variants.values()) {
      await group.finish(job, answerIds, (slot, p) => responses.set(slot, withOther(p)));
    }
    for (const i of this.#pairs.keys()) {
      const run = this.#run(i, 0);
      result.logits.set(runs.logits.subarray(run * A, (run + 1) * A), this.#pairs[i] * A);
      this.#fold(i, answer, responses, result);
    }
  }

  #fold(
    i: number,
    answer: (i: number, mask: number) => Float32Array,
    responses: ReadonlyMap<number, Float32Array>,
    result: Filling,
  ): void {
    const pair = this.#pairs[i];
    const r = result.responses;
    const { cuts, spans, outcomes: K, pairs: n } = r;
    const clean = answer(i, 0);
    r.clean.set(clean, pair * K);
    for (const [mask, to] of r.mixed) to.set(answer(i, mask), pair * K);
    for (const [donor, { kind, part, mask }] of this.#donors.entries()) {
      const donated = answer(i, mask);
      if (kind === 'part') {
        r.whole[part * n + pair] = dot(clean, donated, clean, donated);
        r.effect[part * n + pair] = totalVariation(clean, donated);
      }
      for (let cut = 0; cut < cuts; cut++) {
        for (let s = 0; s < spans; s++) {
          const run = responses.get(this.#slot(donor, cut, s, i));
          const response = run ?? (this.#readsDonor(pair, i, cut, s) ? donated : clean);
          const at = (cut * spans + s) * n + pair;
          if (kind === 'source') r.site.set(response, at * K);
          if (kind === 'part') {
            r.passed[part * cuts * spans * n + at] = dot(clean, response, clean, donated);
          }
          if (kind === 'no-op' && run) result.noOp = Math.max(result.noOp, furthest(run, clean));
          if (kind === 'whole cut' && run) {
            result.wholeCut = Math.max(result.wholeCut, furthest(run, donated));
          }
        }
      }
    }
  }

  /** At the last cut only the answer position is read: the span that holds it decides alone. */
  #readsDonor(pair: number, i: number, cut: number, span: number): boolean {
    if (cut < this.#forward.model.spec.layers) return false;
    const [from, to] = this.#task.spans(pair)[span];
    const { readAt } = this.#prompt(i, 0);
    return from <= readAt && readAt < to;
  }
}

/** The answers' probabilities [A] and what is left of 1: [A + 1]. */
export function withOther(p: Float32Array): Float32Array {
  const out = new Float32Array(p.length + 1);
  out.set(p);
  out[p.length] = Math.max(0, 1 - p.reduce((sum, x) => sum + x, 0));
  return out;
}

/** <a - b, c - d> */
function dot(a: Float32Array, b: Float32Array, c: Float32Array, d: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (c[k] - d[k]);
  return sum;
}

/** Half the L1 distance. */
function totalVariation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += Math.abs(a[k] - b[k]);
  return sum / 2;
}

/** Largest absolute difference. */
function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k])), 0);
}
