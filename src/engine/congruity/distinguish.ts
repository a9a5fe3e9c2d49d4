// Inputs on which two models part: a region of the task, found on half of the pairs and measured on the other half, so
// that having searched makes no number larger. A unit is whatever both models answer: a prompt, or an interchanged run.
import { type Job, subJob } from '../core/job.ts';
import { type Random, random, shuffled } from '../core/random.ts';
import {
  bestCondition,
  type Coded,
  fewestUnits,
  isIn,
  type Region,
  standingOut,
} from '../numeric/regions.ts';
import { resampleWeights } from '../numeric/resample.ts';
import type { Interval } from '../numeric/statistics.ts';
import { type IntervalOptions, intervalFrom } from './interval.ts';

/** Different ones; each belongs to the first pair that has it. */
export type Units = {
  readonly names: readonly string[]; // [V]
  readonly values: readonly (readonly string[])[]; // [n][V]
  /** How far the two models' answers are apart: total variation. */
  readonly apart: Float64Array; // [n]
  readonly pair: Int32Array; // [n]
};

export type Sought = {
  /** Values of variables by name; []: everything. */
  readonly region: readonly { readonly variable: number; readonly values: readonly string[] }[];
  /** Share of permutations of what is apart in which as good a first condition is found; 1: there is none. */
  readonly p: number;
  /** On the half that it was found on. */
  readonly found: { readonly units: number; readonly mean: number };
  /** In the region, on the other half; undefined: there are too few units. */
  readonly held: Interval | undefined;
  /** Outside of it, there; undefined: nothing is. */
  readonly outside: number | undefined;
  /** Units in the region on the other half, those that are farthest apart first. */
  readonly units: readonly number[];
  /** Of both halves. */
  readonly all: readonly number[];
};

export type SearchOptions = IntervalOptions & { readonly permutations: number };

/** A region that more than one permutation in twenty matches is none. */
const byChance = 0.05;

/** Which pairs a region is found on: a random half. */
export function findingHalf(pairs: number, seed: number): Uint8Array {
  const half = new Uint8Array(pairs);
  const order = shuffled([...Array(pairs).keys()], random(`halves ${seed}`));
  for (const pair of order.slice(0, Math.ceil(pairs / 2))) half[pair] = 1;
  return half;
}

export async function soughtIn(
  job: Job,
  units: Units,
  half: Uint8Array, // [pairs]
  options: SearchOptions,
): Promise<Sought> {
  const { apart, pair } = units;
  const { coded, words } = codedOf(units);
  const all = [...apart.keys()];
  const finding = all.filter((i) => half[pair[i]] === 1);
  const measuring = all.filter((i) => half[pair[i]] === 0);
  const { region, p } = await regionIn(job, coded, apart, finding, options);
  const inside = (of: readonly number[]) => of.filter((i) => isIn(coded, region, i));
  const held = inside(measuring);
  const outside = measuring.filter((i) => !isIn(coded, region, i));
  const found = inside(finding);
  const order = (i: number, j: number) => apart[j] - apart[i] || i - j;
  return {
    region: region.map(({ variable, values }) => {
      return { variable, values: values.map((value) => words[variable][value]) };
    }),
    p,
    found: { units: found.length, mean: meanOf(apart, found) },
    held: held.length < fewestUnits ? undefined : meanInterval(units, held, options),
    outside: outside.length === 0 ? undefined : meanOf(apart, outside),
    units: held.sort(order),
    all: inside(all).sort(order),
  };
}

function codedOf({ names, values }: Units): {
  readonly coded: Coded;
  readonly words: readonly (readonly string[])[];
} {
  const words = names.map((_, v) => [...new Set(values.map((of) => of[v]))].sort());
  const codes = names.map((_, v) => {
    const codeOf = new Map(words[v].map((word, code) => [word, code]));
    return Int32Array.from(values, (of) => codeOf.get(of[v])!);
  });
  return { coded: { codes, sizes: words.map(({ length }) => length) }, words };
}

/** More conditions are hardly read, and seldom held by other pairs. */
const mostConditions = 2;

/** The first condition, then one within it if that is better still; each only if chance seldom finds as good a one. */
async function regionIn(
  job: Job,
  coded: Coded,
  apart: Float64Array,
  finding: readonly number[],
  options: SearchOptions,
) {
  const rng = random(`regions ${options.seed}`);
  let region: Region = [];
  let [within, best, p] = [finding, 0, 1];
  for (let k = 0; k < mostConditions; k++) {
    const part = subJob(job, k / mostConditions, (k + 1) / mostConditions);
    const found = bestCondition(coded, apart, within);
    if (found === undefined) break;
    const next = [...region, found.condition];
    const inside = within.filter((i) => isIn(coded, next, i));
    const score = standingOut(inside, finding, apart);
    if (score <= best) break;
    const chance = await byPermutation(part, coded, apart, within, found.score, options, rng);
    if (k === 0) p = chance;
    if (chance > byChance) break;
    [region, within, best] = [next, inside, score];
  }
  return { region, p };
}

/** How often as good a condition is found when what is apart is dealt out anew among the units. */
async function byPermutation(
  job: Job,
  coded: Coded,
  apart: Float64Array,
  units: readonly number[],
  score: number,
  { permutations }: SearchOptions,
  rng: Random,
): Promise<number> {
  const dealt = new Float64Array(apart.length);
  let asGood = 1; // as it is
  for (let k = 0; k < permutations; k++) {
    await job.pause();
    job.progress(k / permutations, 'Searching permuted numbers');
    const order = shuffled(units, rng);
    for (const [at, i] of units.entries()) dealt[i] = apart[order[at]];
    const found = bestCondition(coded, dealt, units);
    if ((found?.score ?? 0) >= score * (1 - 1e-12)) asGood++;
  }
  return asGood / (permutations + 1);
}

function meanOf(apart: Float64Array, units: readonly number[]): number {
  return units.reduce((sum, i) => sum + apart[i], 0) / Math.max(1, units.length);
}

/** By resampling the pairs that units are of: those of one pair are alike. */
function meanInterval({ apart, pair }: Units, units: readonly number[], options: SearchOptions) {
  const { level, resamples, seed } = options;
  const pairs = [...new Set(units.map((i) => pair[i]))];
  const [sums, counts] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  for (const i of units) {
    const at = pairs.indexOf(pair[i]);
    sums[at] += apart[i];
    counts[at]++;
  }
  const weights = resampleWeights(resamples, pairs.length, random(`regions interval ${seed}`));
  const draws = Array.from({ length: resamples }, (_, b) => {
    let [sum, count] = [0, 0];
    for (let k = 0; k < pairs.length; k++) {
      sum += weights[b * pairs.length + k] * sums[k];
      count += weights[b * pairs.length + k] * counts[k];
    }
    return sum / count;
  });
  return intervalFrom(meanOf(apart, units), draws, pairs.length, level);
}
