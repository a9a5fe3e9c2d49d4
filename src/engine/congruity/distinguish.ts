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

/** Of every pair the same number of units, pair by pair. */
export type Units = {
  readonly names: readonly string[]; // [V]
  readonly values: readonly (readonly string[])[]; // [pairs x each][V]
  /** How far the two models' answers are apart: total variation. */
  readonly apart: Float64Array; // [pairs x each]
  readonly each: number;
  /** Those that are different: what several pairs have is counted of the first. */
  readonly counted: readonly number[];
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
  /** Units outside of it, on the other half. */
  readonly elsewhere: readonly number[];
  /** Of all units, counted or not. */
  readonly apart: Float64Array;
  /** How many were searched. */
  readonly searched: number;
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
  const { apart, counted } = units;
  const { coded, words } = codedOf(units);
  const finding = counted.filter((i) => half[pairOf(units, i)] === 1);
  const measuring = counted.filter((i) => half[pairOf(units, i)] === 0);
  const { region, p } = await regionIn(job, units, coded, finding, options);
  const inside = (of: readonly number[]) => of.filter((i) => isIn(coded, region, i));
  const held = inside(measuring);
  const elsewhere = measuring.filter((i) => !isIn(coded, region, i));
  const found = inside(finding);
  const order = (i: number, j: number) => apart[j] - apart[i] || i - j;
  return {
    region: region.map(({ variable, values }) => {
      return { variable, values: values.map((value) => words[variable][value]) };
    }),
    p,
    found: { units: found.length, mean: meanOf(apart, found) },
    held: held.length < fewestUnits ? undefined : meanInterval(units, held, options),
    outside: elsewhere.length === 0 ? undefined : meanOf(apart, elsewhere),
    units: held.sort(order),
    all: inside(counted).sort(order),
    ...{ elsewhere, apart, searched: counted.length },
  };
}

/** Where more of the units are apart by more than the margin, the two models are alike on average alone. */
const mostApart = 0.05;

export function outcomeOf(
  { held, units, elsewhere, apart }: Sought,
  margin: number,
): 'part' | 'alike' | 'open' {
  if (held === undefined) return 'open';
  if (held.low > margin) return 'part';
  const measured = [...units, ...elsewhere];
  const far = measured.filter((unit) => apart[unit] > margin);
  return held.high < margin && far.length <= mostApart * measured.length ? 'alike' : 'open';
}

const pairOf = ({ each }: Units, unit: number) => Math.floor(unit / each);

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
  units: Units,
  coded: Coded,
  finding: readonly number[],
  options: SearchOptions,
) {
  const { apart } = units;
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
    const deal = dealing(units, coded, region, within, rng);
    const asGood = (dealt: Float64Array) =>
      (bestCondition(coded, dealt, within)?.score ?? 0) >= found.score * (1 - 1e-12);
    const chance = await byPermutation(part, deal, asGood, options);
    if (k === 0) p = chance;
    if (chance > byChance) break;
    [region, within, best] = [next, inside, score];
  }
  return { region, p };
}

/**
 * What is apart, dealt out anew from pair to pair: units of one pair are alike, so that each pair keeps its numbers
 * together. Pairs are dealt among those of which the same units are in the region so far.
 */
function dealing(
  units: Units,
  coded: Coded,
  region: Region,
  within: readonly number[],
  rng: Random,
): () => Float64Array {
  const { apart, each } = units;
  const alike = new Map<string, number[]>();
  for (const pair of new Set(within.map((i) => pairOf(units, i)))) {
    const own = Array.from({ length: each }, (_, k) => isIn(coded, region, pair * each + k));
    const key = own.map(Number).join('');
    alike.set(key, [...(alike.get(key) ?? []), pair]);
  }
  const dealt = new Float64Array(apart.length);
  return () => {
    for (const pairs of alike.values()) {
      const order = shuffled(pairs, rng);
      for (const [at, pair] of pairs.entries()) {
        const given = apart.subarray(order[at] * each, (order[at] + 1) * each);
        dealt.set(given, pair * each);
      }
    }
    return dealt;
  };
}

/** How often as good a condition is found in what is dealt out anew. */
async function byPermutation(
  job: Job,
  deal: () => Float64Array,
  isAsGood: (dealt: Float64Array) => boolean,
  { permutations }: SearchOptions,
): Promise<number> {
  let asGood = 1; // as it is
  for (let k = 0; k < permutations; k++) {
    await job.pause();
    job.progress(k / permutations, 'Searching permuted numbers');
    if (isAsGood(deal())) asGood++;
  }
  return asGood / (permutations + 1);
}

function meanOf(apart: Float64Array, units: readonly number[]): number {
  return units.reduce((sum, i) => sum + apart[i], 0) / Math.max(1, units.length);
}

/** By resampling the pairs that units are of: those of one pair are alike. */
function meanInterval(of: Units, units: readonly number[], options: SearchOptions) {
  const { apart } = of;
  const { level, resamples, seed } = options;
  const pairs = [...new Set(units.map((i) => pairOf(of, i)))];
  const [sums, counts] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  for (const i of units) {
    const at = pairs.indexOf(pairOf(of, i));
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
