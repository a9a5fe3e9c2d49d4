// A few pairs on their way up with all their interchanges: the unit in which a plan is run and kept. Its
// microbatches depend on its pairs and the plan alone, so its bytes do too.
import type { Job } from '../core/job.ts';
import type { Input, Trial } from '../task/trial.ts';
import { type Fates, fatesOf, takenAt } from './fate.ts';
import type { Forward } from './forward.ts';
import { emptyMeasured, type Measured } from './measured.ts';
import { readWidth, type Step, startsAnywhere, visible } from './network.ts';
import { type Interchange, masksOf, type Plan, type Series } from './plan.ts';
import { withOther } from './readOut.ts';
import { Runs } from './runs.ts';
import { callRows, joinedStarts } from './starts.ts';
import { type Variant, Variants } from './variants.ts';

/** An interchange that is not run: its answer is known. */
type Known = { readonly id: number; readonly isDonated: boolean };
type Begun = Variant & { readonly start: number };

export class PairBlock {
  readonly #forward: Forward;
  readonly #trial: Trial;
  readonly #plan: Plan;
  readonly #pairs: readonly number[];
  readonly #masks: readonly number[];
  readonly #runs: Runs;
  /** Variants and what is known go by their index in it. */
  readonly #interchanges: Interchange[] = [];
  readonly #known: Known[] = [];
  /** By the moment at which they begin. */
  readonly #begun = new Map<number, Begun[]>();
  /** Interchanged runs start at their first change, after keys and values of the first `kept` runs. */
  readonly #resumes: boolean;
  readonly #kept: number;
  #groups = new Map<number, Variants>();
  #groupOf = new Map<number, number>();

  constructor(forward: Forward, trial: Trial, plan: Plan, pairs: readonly number[]) {
    this.#forward = forward;
    this.#trial = trial;
    this.#plan = plan;
    this.#pairs = pairs;
    this.#masks = masksOf(plan);
    // Base prompts come first, so that keys and values are kept for them alone.
    const inputs = this.#masks.flatMap((mask) => pairs.map((i) => trial.input(i, mask)));
    this.#runs = new Runs(forward, inputs);
    this.#resumes = startsAnywhere(forward.network);
    this.#kept = this.#resumes ? Math.max(...pairs.map((_, i) => this.#run(i, 0))) + 1 : 0;
    const fates = fatesOf(forward.network);
    for (const [s, series] of plan.series.entries()) {
      for (const i of this.#chosen(series)) this.#lookAt(s, series, i, fates);
    }
  }

  async begin(job: Job, steps: readonly Step[]): Promise<void> {
    await this.#runs.embed(job);
    this.#makeRoom(steps);
  }

  async step(job: Job, step: Step): Promise<void> {
    this.#join(step.from);
    const past = await this.#runs.step(job, step, this.#begun.size > 0 ? this.#kept : 0);
    for (const group of this.#groups.values()) await group.step(job, step, past);
  }

  /** Answers of all runs, and what the plan keeps of the interchanges. After the last step. */
  async finish(job: Job): Promise<Measured> {
    this.#join(this.#forward.network.stages.length);
    const { answers } = this.#trial;
    const [A, n] = [answers.length, this.#pairs.length];
    const measured = emptyMeasured(this.#plan, n, A);
    const own = await this.#runs.answers(job, answers);
    const rows = this.#runs.inputs.map((_, run) =>
      withOther(own.probabilities.subarray(run * A, (run + 1) * A)),
    );
    const answerOf = (i: number, mask: number) => rows[this.#run(i, mask)];
    for (const i of this.#pairs.keys()) {
      const run = this.#run(i, 0);
      measured.logits.set(own.logits.subarray(run * A, (run + 1) * A), i * A);
      for (const [mask, to] of measured.answers) to.set(answerOf(i, mask), i * (A + 1));
    }
    const keep = (
      id: number,
      responseOf: (of: { clean: Float32Array; donor: Float32Array }) => Float32Array,
    ) => {
      const { series, site, pair } = this.#interchanges[id];
      const { donor: mask, name, reducer } = this.#plan.series[series];
      const of = { clean: answerOf(pair, 0), donor: answerOf(pair, mask) };
      const size = reducer.size(A + 1);
      const at = (site * n + pair) * size;
      const out = measured.series.get(name)!.subarray(at, at + size);
      reducer.reduce({ ...of, response: responseOf(of) }, out);
    };
    for (const { id, isDonated } of this.#known)
      keep(id, (of) => (isDonated ? of.donor : of.clean));
    for (const group of this.#groups.values()) {
      await group.finish(job, answers, (id, p) => keep(id, () => withOther(p)));
    }
    return measured;
  }

  #join(moment: number): void {
    for (const variant of this.#begun.get(moment) ?? []) {
      this.#groups.get(this.#groupOf.get(variant.start)!)!.add(variant);
    }
  }

  /** Decides what becomes of the interchanges of one series and pair. */
  #lookAt(s: number, series: Series, i: number, fates: Fates): void {
    const [base, donor] = [this.#input(i, 0), this.#input(i, series.donor)];
    const fateOf = fates(base, donor);
    const { causal } = this.#forward;
    const regions = this.#trial.regions(this.#pairs[i]);
    const length = visible(base, causal).length;
    for (const [u, site] of series.sites.entries()) {
      const id = this.#interchanges.push({ series: s, site: u, pair: i }) - 1;
      const taken = takenAt(site, regions, length);
      const fate = taken.length === 0 ? 'silent' : fateOf(site, taken);
      if (taken.length === 0 || (series.of === 'pairs' && fate !== 'open')) {
        this.#known.push({ id, isDonated: fate === 'donated' });
        continue;
      }
      const runs = { base: this.#run(i, 0), donor: this.#run(i, series.donor) };
      const start = this.#resumes ? taken[0][0] : 0;
      const begun = this.#begun.get(site.moment) ?? [];
      this.#begun.set(site.moment, begun);
      begun.push({ id, ...runs, site, taken, start });
    }
  }

  #makeRoom(steps: readonly Step[]): void {
    const all = [...this.#begun].flatMap(([moment, variants]) => {
      const left = steps.filter(({ from }) => from >= moment).length;
      return variants.map(({ start }) => ({ start, steps: left }));
    });
    const { length } = this.#runs;
    const rows = callRows(readWidth(this.#forward.network));
    this.#groupOf = joinedStarts(all, length, steps.length, rows);
    const room = new Map<number, number>();
    for (const { start } of all) {
      const group = this.#groupOf.get(start)!;
      room.set(group, (room.get(group) ?? 0) + 1);
    }
    const groups = [...room].sort(([a], [b]) => a - b);
    this.#groups = new Map(
      groups.map(([start, n]) => [start, new Variants(this.#forward, this.#runs, start, n)]),
    );
  }

  /** Local indices of the pairs that a series runs on. */
  #chosen({ of }: Series): number[] {
    return [...this.#pairs.keys()].slice(0, of === 'check' ? 1 : undefined);
  }

  /** Index into the runs of local pair i with the parts in `mask` from its source. */
  #run(i: number, mask: number): number {
    return this.#runs.of[this.#masks.indexOf(mask) * this.#pairs.length + i];
  }

  #input(i: number, mask: number): Input {
    return this.#runs.inputs[this.#run(i, mask)];
  }
}
