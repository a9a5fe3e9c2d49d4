// A model's profile under draws of the pairs, and what is needed to put intervals round it. One pass over the
// sites, all draws of a site at once, so that nothing is kept by site and draw.
//
// The largest of several noisy numbers lies too high, and its bootstrap draws, which start from the sample's
// spread, show a part of that alone. So beside the profile of every draw there is its error as it would be if
// all sites that may hold a class best did so equally: the largest deviation of any of them (V. Chernozhukov,
// S. Lee, A. Rosen, "Intersection bounds: estimation and inference", Econometrica 81, 2013).
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { quantile, wilson } from '../numeric/statistics.ts';
import type { PartSet } from '../task/partSet.ts';
import { weakest } from './pairStatistics.ts';
import { type SiteDraws, siteDrawer } from './siteDraws.ts';

/** A model as fitted on all pairs. */
export type Fitted = {
  readonly responses: Responses;
  readonly sets: readonly PartSet[]; // [S]
  /** p; of sites that are too weak to count too. */
  readonly weights: Float64Array; // [sites, S]
  readonly unexplained: Float64Array; // [sites]
  readonly strength: Float64Array; // [sites]
  readonly chance: Float64Array; // [sites]
  /** The class of every set. */
  readonly classOf: Int32Array; // [S]
  readonly classes: number; // C
  /** Which classes count at which site: not its own, nor where coordinates are not determined; 0 or 1. */
  readonly counts: Uint8Array; // [sites, C]
};

export type ProfileDraws = {
  readonly pairs: number; // n
  readonly classes: number; // C
  readonly draws: number; // B
  /** Of the sample. */
  readonly values: Float64Array; // [C]
  readonly drawn: Float64Array; // [C, B]
  /** Deviations of the sample's best site. */
  readonly ofBest: Float64Array; // [C, B]
  /** By how much the largest would be too high if all sites that may be the largest were. */
  readonly excess: Float64Array; // [C, B]
  /** How much each pair adds to the best site's number. */
  readonly influence: Float64Array; // [C, n]
  /** How much lower and higher an entry may be for kinds of pairs that the sample lacks. */
  readonly unseen: { readonly low: Float64Array; readonly high: Float64Array }; // [C]
  /** Upper ends of the weight of each class at each site. */
  readonly weightHigh: Float32Array; // [sites, C]
};

/** A site is held to tie with the best where it lacks no more than this many standard errors. */
export const tied = 3;
/** Pairs that must account for a weight, and be left over, for draws of the sample to be trusted alone. */
const few = 5;

export async function profileDraws(
  job: Job,
  model: Fitted,
  weights: Float64Array, // [B, n], each row summing to 1
  level: number, // of the upper ends, .95
): Promise<ProfileDraws> {
  const { responses, classes: C, counts, classOf } = model;
  const { pairs: n } = responses;
  const B = weights.length / n;
  const [sites, S] = [model.strength.length, model.sets.length];
  const { drawsOf } = siteDrawer(responses, model.sets, weights);
  const sample = samplePurity(model); // [sites, C]
  const { values, best } = largestBySite(sample, C);
  const drawn = new Float64Array(C * B);
  const ofBest = new Float64Array(C * B);
  const excess = new Float64Array(C * B).fill(Number.NEGATIVE_INFINITY);
  const weightHigh = new Float32Array(sites * C);
  const fit = (s: number) => {
    return { site: s, weights: model.weights.subarray(s * S, (s + 1) * S) };
  };
  const firsts = [...new Set(best.filter((s) => s >= 0))];
  for (const [at, s] of [...firsts, ...Array(sites).keys()].entries()) {
    await job.pause();
    job.progress(at / (firsts.length + sites), 'Resampling the pairs');
    const found = await drawsOf(job, fit(s));
    for (const [c, row] of byClass(found, classOf)) {
      weightHigh[s * C + c] = quantile(row.slice().sort(), (1 + level) / 2);
      if (!counts[s * C + c]) continue;
      const purity = row.map((p, k) => {
        return found.strength[k] < weakest ? 0 : p * held(found.unexplained[k]);
      });
      const [from, to] = [c * B, (c + 1) * B];
      raise(drawn.subarray(from, to), purity);
      const value = sample[s * C + c];
      const deviation = purity.map((x) => x - value);
      if (best[c] === s) ofBest.set(deviation, from);
      if (values[c] - value > tied * spreadBetween(deviation, ofBest.subarray(from, to))) continue;
      raise(excess.subarray(from, to), deviation);
    }
  }
  for (const [at, x] of excess.entries()) if (x === Number.NEGATIVE_INFINITY) excess[at] = 0;
  return {
    ...{ pairs: n, classes: C, draws: B, values, drawn, ofBest, excess, weightHigh },
    influence: influences(ofBest, weights, n),
    unseen: unseenOf(model, best, level),
  };
}

/** What a site holds counts as far as its coordinates explain it. */
function held(unexplained: number): number {
  return 1 - Math.min(1, unexplained);
}

function raise(most: Float64Array, row: Float64Array): void {
  for (let k = 0; k < row.length; k++) if (row[k] > most[k]) most[k] = row[k];
}

/** How purely each site holds each class on all pairs: [sites, C]. */
function samplePurity(model: Fitted): Float64Array {
  const { sets, weights, unexplained, strength, classOf, classes: C, counts } = model;
  const out = new Float64Array(strength.length * C);
  for (const [s, of] of strength.entries()) {
    if (of < weakest) continue;
    for (const g of sets.keys()) {
      const at = s * C + classOf[g];
      if (counts[at]) out[at] += weights[s * sets.length + g] * held(unexplained[s]);
    }
  }
  return out;
}

function largestBySite(sample: Float64Array, C: number) {
  const values = new Float64Array(C);
  const best = new Int32Array(C).fill(-1);
  for (const [at, x] of sample.entries()) {
    if (x <= values[at % C]) continue;
    values[at % C] = x;
    best[at % C] = Math.floor(at / C);
  }
  return { values, best };
}

/**
 * A draw cannot hold a kind of pair that the sample lacks. Where fewer than `few` pairs account for a weight, or
 * for all that is not that weight, it may be as far as the ends of Wilson's interval; a pair that acts otherwise
 * takes its weight from an entry, and what it leaves unexplained, in units of chance, as well.
 */
function unseenOf(model: Fitted, best: Int32Array, level: number): ProfileDraws['unseen'] {
  const { responses, sets, weights, unexplained, chance, classOf } = model;
  const n = responses.pairs;
  const [low, high] = [new Float64Array(best.length), new Float64Array(best.length)];
  for (const [c, s] of best.entries()) {
    let weight = 0;
    for (const g of sets.keys())
      if (s >= 0 && classOf[g] === c) weight += weights[s * sets.length + g];
    const purity = s >= 0 ? held(unexplained[s]) : 1;
    const [least, most] = wilson(weight, n, level);
    if (n * weight < few) [low[c], high[c]] = [weight * purity, most - weight * purity];
    else if (n * (1 - weight) < few) low[c] = (weight - least) * (1 + 1 / Math.max(chance[s], 0.1));
  }
  return { low, high };
}

/** Influence of every pair on each row of deviations, from how weights and deviations vary together. */
function influences(deviations: Float64Array, weights: Float64Array, n: number): Float64Array {
  const B = weights.length / n;
  const C = deviations.length / B;
  const out = new Float64Array(C * n);
  for (let c = 0; c < C; c++) {
    const row = deviations.subarray(c * B, (c + 1) * B);
    const mean = row.reduce((sum, x) => sum + x / B, 0);
    for (let k = 0; k < B; k++) {
      const apart = ((row[k] - mean) * n ** 2) / B;
      if (apart === 0) continue;
      for (let i = 0; i < n; i++) out[c * n + i] += apart * (weights[k * n + i] - 1 / n);
    }
  }
  return out;
}

/** Weight of every class that a site gives any in some draw: [B] each. */
function byClass({ sets, weights, strength }: SiteDraws, classOf: Int32Array) {
  const B = strength.length;
  const out = new Map<number, Float64Array>();
  for (const [c, g] of sets.entries()) {
    const row = weights.subarray(c * B, (c + 1) * B);
    const known = out.get(classOf[g]);
    if (known) for (let k = 0; k < B; k++) known[k] += row[k];
    else out.set(classOf[g], row.slice());
  }
  return out;
}

/** The standard error of the difference of two numbers, from their draws. */
export function spreadBetween(a: Float64Array, b: Float64Array): number {
  let [sum, square] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const apart = a[k] - b[k];
    sum += apart;
    square += apart ** 2;
  }
  return Math.sqrt(Math.max(0, square / a.length - (sum / a.length) ** 2));
}
