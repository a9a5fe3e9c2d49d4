// A few pairs on their way up with all their interchanges: the unit in which a plan is run and kept. Its
// microbatches depend on its pairs and the plan alone, so its bytes do too.
import type { Job } from '../core/job.ts';
import type { Range } from '../task/task.ts';
import type { Trial } from '../task/trial.ts';
import { agree, type Fates, fatesOf, firstDifference, takenAt } from './fate.ts';
import type { Forward } from './forward.ts';
import { emptyMeasured, type Measured } from './measured.ts';
import { readWidth, type Step, startsAnywhere, visible } from './network.ts';
import { type Interchange, masksOf, type Plan, type Site } from './plan.ts';
import { answersOf, withOther } from './readOut.ts';
import { Runs } from './runs.ts';
import { callRows, joinedStarts } from './starts.ts';
import { type Variant, Variants } from './variants.ts';

/** An interchange that is not run: its answer is a run's own. */
type Known = { readonly id: number; readonly run: number };
type Begun = Variant & { readonly ids: number[]; readonly start: number };

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
    for (const i of pairs.keys()) this.#lookAt(i, fates);
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
    const groups = [...this.#groups.values()];
    const states = [this.#runs, ...groups].map((each) => each.states.get('x').data);
    const { probabilities, logits } = await answersOf(job, this.#forward, states, answers);
    const row = (k: number) => withOther(probabilities.subarray(k * A, (k + 1) * A));
    const rows = this.#runs.inputs.map((_, run) => row(run));
    const answerOf = (i: number, mask: number) => rows[this.#run(i, mask)];
    for (const i of this.#pairs.keys()) {
      const run = this.#run(i, 0);
      measured.logits.set(logits.subarray(run * A, (run + 1) * A), i * A);
      for (const [mask, to] of measured.answers) to.set(answerOf(i, mask), i * (A + 1));
    }
    const keep = (id: number, response: Float32Array) => {
      const { series, site, pair } = this.#interchanges[id];
      const { donor: mask, name, reducer } = this.#plan.series[series];
      const [clean, donor] = [answerOf(pair, 0), answerOf(pair, mask)];
      const size = reducer.size(A + 1);
      const at = (site * n + pair) * size;
      const out = measured.series.get(name)!.subarray(at, at + size);
      reducer.reduce({ clean, donor, response }, out);
    };
    for (const { id, run } of this.#known) keep(id, rows[run]);
    for (const [v, ids] of groups.flatMap((group) => group.ids).entries()) {
      const response = row(rows.length + v);
      for (const id of ids) keep(id, response);
    }
    return measured;
  }

  #join(moment: number): void {
    for (const variant of this.#begun.get(moment) ?? []) {
      this.#groups.get(this.#groupOf.get(variant.start)!)!.add(variant);
    }
  }

  /** Decides what becomes of the interchanges of one pair. */
  #lookAt(i: number, fates: Fates): void {
    const regions = this.#trial.regions(this.#pairs[i]);
    const base = this.#run(i, 0);
    const input = this.#runs.inputs[base];
    const length = visible(input, this.#forward.causal).length;
    const begun = new Map<Site, Begun[]>();
    for (const [s, series] of this.#plan.series.entries()) {
      const isCheck = series.of === 'check';
      if (isCheck && i > 0) continue; // of the first pair of a block
      const donor = this.#run(i, series.donor);
      const fateOf = fates(input, this.#runs.inputs[donor]);
      for (const [u, site] of series.sites.entries()) {
        const id = this.#interchanges.push({ series: s, site: u, pair: i }) - 1;
        const taken = takenAt(site, regions, length);
        const fate = taken.length === 0 ? input : isCheck ? undefined : fateOf(site, taken);
        const run = fate && this.#runs.find(fate);
        if (run !== undefined) this.#known.push({ id, run });
        else this.#begin(id, { base, donor, site, taken }, begun, isCheck);
      }
    }
  }

  /** `begun`: those of the same pair, by site; a donor that agrees with another's there is not run again. */
  #begin(
    id: number,
    variant: Omit<Variant, 'ids'>,
    begun: Map<Site, Begun[]>,
    isCheck: boolean,
  ): void {
    const { base, donor, site, taken } = variant;
    const { inputs } = this.#runs;
    const there = begun.get(site) ?? [];
    const isSame = (other: Begun) =>
      agree(inputs[other.donor], inputs[donor], taken, this.#forward.causal);
    const same = isCheck ? undefined : there.find(isSame);
    if (same) {
      same.ids.push(id);
      return;
    }
    const differs = isCheck ? 0 : firstDifference(inputs[base], inputs[donor]);
    const start = this.#resumes ? firstFrom(taken, differs) : 0;
    const one = { ...variant, ids: [id], start };
    begun.set(site, [...there, one]);
    const joining = this.#begun.get(site.moment) ?? [];
    this.#begun.set(site.moment, joining);
    joining.push(one);
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

  /** Index into the runs of local pair i with the parts in `mask` from its source. */
  #run(i: number, mask: number): number {
    return this.#runs.of[this.#masks.indexOf(mask) * this.#pairs.length + i];
  }
}

/** The first of these positions at which a change can be. */
function firstFrom(taken: readonly Range[], differs: number): number {
  const [from] = taken.find(([, to]) => to > differs)!;
  return Math.max(from, differs);
}
