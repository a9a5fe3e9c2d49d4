// A chunk of pairs on its way through a sweep, with all interchanges of its pairs.
import type { Job } from '../core/job.ts';
import type { TokenPrompt, TokenTask } from '../task/tokenised.ts';
import { type DonorKind, foldDonor, withOther } from './fold.ts';
import type { Forward } from './forward.ts';
import type { Filling, SweepOptions } from './responses.ts';
import { Runs, visible } from './runs.ts';
import { isSilent, type SpanRange } from './sites.ts';
import { Variants } from './variants.ts';

/** Pairs on which the self-checks run, at every cut; the spans take turns. */
const probes = 2;

/** Donors are numbered: 0 the source, 1 .. P the parts, then the two self-checks. */
type Donor = {
  readonly kind: DonorKind;
  readonly part: number;
  readonly mask: number; // the prompt it is
};

export class Chunk {
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
    const { clean: cleans, mixed, outcomes: K } = result.responses;
    for (const [i, pair] of this.#pairs.entries()) {
      const run = this.#run(i, 0);
      const clean = answer(i, 0);
      result.logits.set(runs.logits.subarray(run * A, (run + 1) * A), pair * A);
      cleans.set(clean, pair * K);
      for (const [mask, to] of mixed) to.set(answer(i, mask), pair * K);
      for (const [d, donor] of this.#donors.entries()) {
        foldDonor(result, pair, clean, {
          ...donor,
          answer: answer(i, donor.mask),
          run: (cut, span) => responses.get(this.#slot(d, cut, span, i)),
          isRead: (cut, span) => this.#isRead(i, cut, span),
        });
      }
    }
  }

  /** At the last cut only the answer position is read: the span that holds it decides alone. */
  #isRead(i: number, cut: number, span: number): boolean {
    if (cut < this.#forward.model.spec.layers) return false;
    const [from, to] = this.#task.spans(this.#pairs[i])[span];
    const { readAt } = this.#prompt(i, 0);
    return from <= readAt && readAt < to;
  }
}
