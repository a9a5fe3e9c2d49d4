// What prompts have at a site in the mean, by the value of a part: by the tokens that stand for it. Where the means of
// different values lie is what the site says of the part, as far as that is seen from outside.
import { type Job, subJob } from '../core/job.ts';
import { everything, nothing } from '../task/partSet.ts';
import type { Range } from '../task/task.ts';
import type { Input, Trial } from '../task/trial.ts';
import { ranges } from './batch.ts';
import { takenAt } from './fate.ts';
import type { Forward } from './forward.ts';
import { stepsOf, visible } from './network.ts';
import type { Site } from './plan.ts';
import { Runs } from './runs.ts';

/** Prompts that go up together: what they take is little beside the weights. */
const prompts = 32;
/** Values of a part: more of them take pairs by the thousand, and a table of every two of them takes their square. */
export const mostValues = 64;

/** Of which parts the means are wanted at a site. */
export type PartsAt = { readonly site: Site; readonly parts: readonly number[] };

/** V: every value of every part, part by part, in order of first use. */
export type ValueMeans = {
  readonly width: number;
  /** How many values each part has; where one has more than `mostValues`, of the prompts until then, as all else. */
  readonly values: readonly number[]; // [parts]
  /** Over the prompts with a value and the site's positions. */
  readonly means: Float32Array; // [V, width]
  /** Prompts that have both of two values; on the diagonal, one. */
  readonly counts: Int32Array; // [V, V]
  readonly prompts: number;
  /** The sum over prompts of the squared length of what they have. */
  readonly squares: number; // of single precision, as the means
};

/** Sums by value, and how often two come together; of nothing more once a part has more than `mostValues`. */
export class Tally {
  readonly #sums: Map<string, Float64Array>[];
  readonly #together = new Map<string, number>();
  #prompts = 0;
  #squares = 0;

  constructor(parts: number) {
    this.#sums = Array.from({ length: parts }, () => new Map());
  }

  add(values: readonly string[], row: Float64Array): void {
    if (this.#sums.some(({ size }) => size > mostValues)) return;
    this.#prompts++;
    this.#squares += row.reduce((sum, x) => sum + x * x, 0);
    for (const [p, value] of values.entries()) {
      const sum = this.#sums[p].get(value) ?? new Float64Array(row.length);
      this.#sums[p].set(value, sum);
      for (let j = 0; j < row.length; j++) sum[j] += row[j];
      for (const [q, other] of values.entries()) {
        const key = JSON.stringify([p, value, q, other]);
        this.#together.set(key, (this.#together.get(key) ?? 0) + 1);
      }
    }
  }

  means(): ValueMeans {
    const all = this.#sums.flatMap((of, p) => [...of].map(([value, sum]) => ({ p, value, sum })));
    const width = all[0]?.sum.length ?? 0;
    const counts = new Int32Array(all.length ** 2);
    const means = new Float32Array(all.length * width);
    for (const [v, { p, value, sum }] of all.entries()) {
      for (const [w, { p: q, value: other }] of all.entries()) {
        const together = this.#together.get(JSON.stringify([p, value, q, other]));
        counts[v * all.length + w] = together ?? 0;
      }
      const count = counts[v * all.length + v];
      for (let j = 0; j < width; j++) means[v * width + j] = sum[j] / count;
    }
    const values = this.#sums.map(({ size }) => size);
    const squares = Math.fround(this.#squares);
    return { width, values, means, counts, prompts: this.#prompts, squares };
  }
}

/** Of the base and the source of every pair: [sites]. */
export async function classMeans(
  job: Job,
  forward: Forward,
  trial: Trial,
  wanted: readonly PartsAt[],
): Promise<ValueMeans[]> {
  const sums = wanted.map(({ parts }) => new Tally(parts.length));
  for (const [from, to] of ranges(trial.pairs, prompts / 2)) {
    const part = subJob(job, from / trial.pairs, to / trial.pairs);
    const pairs = Array.from({ length: to - from }, (_, i) => from + i);
    await addTo(sums, part, forward, trial, pairs, wanted);
  }
  return sums.map((of) => of.means());
}

async function addTo(
  sums: readonly Tally[],
  job: Job,
  forward: Forward,
  trial: Trial,
  pairs: readonly number[],
  wanted: readonly PartsAt[],
): Promise<void> {
  const { network } = forward;
  const asked = pairs.flatMap((i) =>
    [nothing, everything].map((set) => ({ i, input: trial.input(i, set) })),
  );
  const runs = new Runs(
    forward,
    asked.map(({ input }) => input),
    [],
  );
  const add = (moment: number) => {
    for (const [w, { site, parts }] of wanted.entries()) {
      if (site.moment !== moment) continue;
      for (const { i, input } of asked) {
        const regions = trial.regions(i);
        const row = meanAt(runs, input, site, regions, visible(input, forward.causal).length);
        const values = parts.map((part) => tokensOf(trial, input, regions, part));
        if (row) sums[w].add(values, row);
      }
    }
  };
  await runs.embed(job);
  for (const step of stepsOf(network, new Set(wanted.map(({ site }) => site.moment)))) {
    await job.pause();
    add(step.from);
    await runs.step(job, { ...step, readsOut: false }, 0); // all positions, also of the last block
  }
  add(network.stages.length);
}

/** The tokens of the first span that holds a part. */
function tokensOf({ own }: Trial, { values }: Input, regions: readonly Range[], part: number) {
  const [from, to] = regions[own.indexOf(part)];
  return `${values.subarray(from, to)}`;
}

/** undefined: the site has no position in this prompt that the answer could see. */
function meanAt(
  runs: Runs,
  input: Input,
  site: Site,
  regions: readonly Range[],
  length: number,
): Float64Array | undefined {
  const { data, positions, width } = runs.states.get(site.slot);
  const [low, high] = site.channels ?? [0, width];
  const taken = takenAt(site, regions, length);
  const count = taken.reduce((sum, [from, to]) => sum + to - from, 0);
  if (count === 0) return undefined;
  const mean = new Float64Array(high - low);
  for (const [from, to] of taken) {
    for (let t = from; t < to; t++) {
      const at = (runs.of(input) * positions + t) * width + low;
      for (let j = 0; j < mean.length; j++) mean[j] += data[at + j] / count;
    }
  }
  return mean;
}
