// A few pairs on their way up with all their interchanges: the unit in which a plan is run and kept. Its
// microbatches depend on its pairs and the plan alone, so its bytes do too.
import type { Job } from '../core/job.ts';
import { nothing, type PartSet } from '../task/partSet.ts';
import type { Range } from '../task/task.ts';
import type { Input, Trial } from '../task/trial.ts';
import { releasePast } from './deviceStates.ts';
import { agree, type Fates, fatesOf, firstDifference, takenAt } from './fate.ts';
import type { Forward } from './forward.ts';
import { emptyMeasured, type Measured, weighed } from './measured.ts';
import { readWidth, type Step, startsAnywhere, visible } from './network.ts';
import { outcomeCount, outcomesOf } from './outcomes.ts';
import { type Interchange, type Plan, residual, type Site, setsOf } from './plan.ts';
import { answerLogits, joined, massesOf, rowOf } from './readOut.ts';
import { Runs } from './runs.ts';
import { type Branch, type Stemmed, stemsOf } from './stems.ts';
import { type Beginning, VariantGroups } from './variantGroups.ts';

/** An interchange that answers as a prompt does. */
type Known = { readonly id: number; readonly run: number };
/** Where an interchange's answer stands: among the rows of the runs, or after them among the variants'. */
type Told = { readonly id: number; readonly row: number };
type Begun = Beginning & {
  readonly donor: number;
  readonly taken: readonly Range[];
  /** Interchanges whose answer it is. */
  readonly ids: number[];
  /** The run that it is, if it is a mixed prompt. */
  readonly run?: number;
};
/** What a site is in one pair: two regions may be the same positions. */
type Place = { readonly place: string; readonly taken: readonly Range[] };

export class PairBlock {
  readonly #forward: Forward;
  readonly #trial: Trial;
  readonly #plan: Plan;
  readonly #pairs: readonly number[];
  readonly #sets: readonly PartSet[];
  readonly #inputs: readonly ReadonlyMap<PartSet, Input>[]; // by local pair
  readonly #runs: Runs;
  /** Variants and what is known go by their index in it. */
  readonly #interchanges: Interchange[] = [];
  /** Those that are not run: their answer is a run's own. */
  readonly #known: Known[] = [];
  /** Mixed prompts among the variants: runs. */
  readonly #branches = new Set<number>();
  readonly #begun: Begun[] = [];
  /** Runs start at their first change, after keys and values of a whole one. */
  readonly #resumes: boolean;
  #groups: VariantGroups<Begun> | undefined;

  /** `stays`: its states, on the device that computes it. */
  constructor(
    forward: Forward,
    trial: Trial,
    plan: Plan,
    pairs: readonly number[],
    stays: boolean,
  ) {
    this.#forward = forward;
    this.#trial = trial;
    this.#plan = plan;
    this.#pairs = pairs;
    this.#sets = setsOf(plan);
    this.#resumes = startsAnywhere(forward.network);
    this.#inputs = pairs.map((i) => new Map(this.#sets.map((set) => [set, trial.input(i, set)])));
    const stemmed = this.#inputs.map((of) => this.#stemsOf(of));
    const branches = stemmed.flatMap((pair) => pair.branches);
    this.#runs = new Runs(
      forward,
      stemmed.flatMap(({ whole }) => whole),
      branches.map(({ input }) => input),
      stays,
    );
    for (const branch of branches) this.#branch(branch);
    const fates = fatesOf(forward.network);
    for (const i of pairs.keys()) this.#lookAt(i, fates);
  }

  async begin(job: Job, steps: readonly Step[]): Promise<void> {
    await this.#runs.embed(job);
    this.#groups = new VariantGroups(this.#forward, this.#runs, this.#begun, steps);
  }

  async step(job: Job, step: Step): Promise<void> {
    await this.#groups!.arrive(step.from);
    const kept = this.#resumes && this.#begun.length > 0 ? this.#runs.whole : 0;
    const past = await this.#runs.step(job, step, kept);
    try {
      await this.#groups!.step(job, step, past);
    } finally {
      releasePast(past);
    }
  }

  /** Answers of all runs, and what the plan keeps of the interchanges. After the last step. */
  async finish(job: Job): Promise<Measured> {
    const groups = this.#groups!;
    await groups.arrive(this.#forward.network.stages.length);
    const { answers, outcomes } = this.#trial;
    const [A, K, n] = [answers.length, outcomeCount(outcomes), this.#pairs.length];
    const x = joined(await Promise.all([this.#runs, ...groups.all].map((one) => one.read('x'))));
    const logits = await answerLogits(job, this.#forward, x, answers);
    const logitsOf = (row: number) => rowOf(logits, row, A);
    const said = Array.from({ length: logits.length / A }, (_, row) =>
      outcomesOf(logitsOf(row), outcomes, K),
    );
    const measured = emptyMeasured(this.#plan, n, this.#trial);
    const { rows, told } = this.#rows([...groups.joined.values()].flat());
    const saidBy = (i: number, set: PartSet) => said[rows[this.#run(i, set)]];
    for (const i of this.#pairs.keys()) {
      measured.logits.set(logitsOf(this.#run(i, nothing)), i * A);
      for (const [set, to] of measured.answers) to.set(saidBy(i, set), i * K);
    }
    for (const { id, row } of told) {
      const { series, site, pair } = this.#interchanges[id];
      const { donor: set, name, reducer } = this.#plan.series[series];
      const [clean, donor] = [saidBy(pair, nothing), saidBy(pair, set)];
      const size = reducer.size(K);
      const at = (site * n + pair) * size;
      const out = measured.series.get(name)!.subarray(at, at + size);
      reducer.reduce({ clean, donor, response: said[row] }, out);
    }
    await this.#weigh(job, x, told, measured);
    return measured;
  }

  /** Gives up what lies on a device; whether it is finished or not. */
  release(): void {
    this.#runs.release();
    this.#groups?.release();
  }

  /** How likely it is that any answer is said: on the first base prompts, and after the interchanges that are weighed. */
  async #weigh(job: Job, x: Float32Array, told: readonly Told[], measured: Measured) {
    const { mass, massChange } = measured;
    const bases = weighed(this.#pairs).map((_, i) => this.#run(i, nothing));
    if (bases.length === 0) return;
    const changed = told.filter(({ id }) => {
      const { series, pair } = this.#interchanges[id];
      return pair === 0 && this.#plan.series[series].weighed;
    });
    const rows = [...new Set([...bases, ...changed.map(({ row }) => row)])];
    const picked = joined(rows.map((row) => rowOf(x, row, readWidth(this.#forward.network))));
    const all = await massesOf(job, this.#forward, picked, this.#trial.answers);
    const masses = new Map(rows.map((row, k) => [row, all[k]]));
    mass.set(bases.map((run) => masses.get(run)!));
    for (const { row } of changed) massChange[0] += Math.abs(masses.get(row)! - mass[0]);
    massChange[1] = changed.length;
  }

  /** Rows of the answers: those of the whole runs, then group after group those of the variants. */
  #rows(variants: readonly Begun[]) {
    const { whole, inputs } = this.#runs;
    const rows = Int32Array.from(inputs.keys()); // of every run
    const told: Told[] = [];
    for (const [v, { ids, run }] of variants.entries()) {
      if (run !== undefined) rows[run] = whole + v;
      told.push(...ids.map((id) => ({ id, row: whole + v })));
    }
    told.unshift(...this.#known.map(({ id, run }) => ({ id, row: rows[run] })));
    return { rows, told };
  }

  /** What is computed whole of the prompts of a pair: base and donors, and what many others begin like. */
  #stemsOf(inputs: ReadonlyMap<PartSet, Input>): Stemmed {
    const all = [...inputs.values()];
    if (!this.#resumes) return { whole: all, branches: [] };
    const donors = new Set([nothing, ...this.#plan.series.map(({ donor }) => donor)]);
    return stemsOf(
      [...donors].map((set) => inputs.get(set)!),
      all,
    );
  }

  /** A mixed prompt as a variant of its stem, unless it is computed whole or there already for another pair. */
  #branch({ input, stem, start }: Branch): void {
    const run = this.#runs.of(input);
    if (run < this.#runs.whole || this.#branches.has(run)) return;
    this.#branches.add(run);
    const taken: Range[] = [[start, visible(input, this.#forward.causal).length]]; // never empty: stems.ts
    const site = residual(0, 'all');
    this.#begun.push({
      moment: 0,
      base: this.#runs.of(stem),
      donor: run,
      changes: [{ site, taken }],
      taken,
      start,
      ids: [],
      run,
    });
  }

  /** Decides what becomes of the interchanges of one pair. */
  #lookAt(i: number, fates: Fates): void {
    const regions = this.#trial.regions(this.#pairs[i]);
    const base = this.#run(i, nothing);
    const input = this.#runs.inputs[base];
    const length = visible(input, this.#forward.causal).length;
    const places = new Map<Site, Place>();
    const sites = new Set(this.#plan.series.flatMap((series) => series.sites));
    const subspaces = [...new Set([...sites].map(({ within }) => within))];
    for (const site of sites) {
      const which = subspaces.indexOf(site.within);
      places.set(site, placeOf(site, which, takenAt(site, regions, length)));
    }
    const begun = new Map<string, Begun[]>();
    for (const [s, series] of this.#plan.series.entries()) {
      const isCheck = series.of === 'check';
      if (isCheck && i > 0) continue; // of the first pair of a block
      const donor = this.#run(i, series.donor);
      const fateOf = fates(input, this.#runs.inputs[donor]);
      for (const [u, site] of series.sites.entries()) {
        const id = this.#interchanges.push({ series: s, site: u, pair: i }) - 1;
        const place = places.get(site)!;
        const { taken } = place;
        const fate = taken.length === 0 ? input : isCheck ? undefined : fateOf(site, taken);
        const run = fate && this.#runs.find(fate);
        if (run !== undefined) this.#known.push({ id, run });
        else this.#begin(id, { base, donor, site, ...place }, begun, isCheck);
      }
    }
  }

  /** `begun`: those of the same pair, by place; a donor that agrees with another's there is not run again. */
  #begin(
    id: number,
    run: { readonly base: number; readonly donor: number; readonly site: Site } & Place,
    begun: Map<string, Begun[]>,
    isCheck: boolean,
  ): void {
    const { base, donor, site, taken, place } = run;
    const { inputs } = this.#runs;
    const there = begun.get(place) ?? [];
    const isSame = (other: Begun) =>
      agree(inputs[other.donor], inputs[donor], taken, this.#forward.causal);
    const same = isCheck ? undefined : there.find(isSame);
    if (same) {
      same.ids.push(id);
      return;
    }
    const differs = isCheck ? 0 : firstDifference(inputs[base], inputs[donor]);
    const start = this.#resumes ? firstFrom(taken, differs) : 0;
    const { moment } = site;
    const one = { base, donor, changes: [{ site, taken }], taken, ids: [id], start, moment };
    begun.set(place, [...there, one]);
    this.#begun.push(one);
  }

  /** Index into the runs of local pair i with this set taken from its source. */
  #run(i: number, set: PartSet): number {
    return this.#runs.of(this.#inputs[i].get(set)!);
  }
}

/** `which`: of the subspaces of a plan. */
function placeOf({ moment, slot, channels }: Site, which: number, taken: readonly Range[]): Place {
  return { taken, place: `${moment} ${slot} ${channels} ${which} ${taken}` };
}

/** The first of these positions at which a change can be. */
function firstFrom(taken: readonly Range[], differs: number): number {
  const [from] = taken.find(([, to]) => to > differs)!;
  return Math.max(from, differs);
}
