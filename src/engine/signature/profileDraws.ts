// A model's profile under draws of the pairs, and what is needed to put intervals round it. One pass over the
// sites, all draws of a site at once, so that nothing is kept by site and draw. Which sites are too weak, which
// coordinates are determined, and the classes are settled on the sample.
//
// The largest of several noisy numbers lies too high, and its bootstrap draws, which start from the sample's
// spread, show a part of that alone. So beside the profile of every draw there is its error as it would be if
// all sites that may hold a class best did so equally: the largest deviation of any of them (V. Chernozhukov,
// S. Lee, A. Rosen, "Intersection bounds: estimation and inference", Econometrica 81, 2013).

import type { Job } from '../core/job.ts';
import { equalWeights } from '../numeric/resample.ts';
import { quantileIn, raise, spreadBetween } from '../numeric/statistics.ts';
import type { TwoReadings } from '../task/partSet.ts';
import { type Answers, tablesOf } from './answers.ts';
import { type Classes, classWeightsInto } from './classes.ts';
import { type Coordinates, explained, toldApart } from './coordinates.ts';
import { weakest } from './pairStatistics.ts';
import { puritiesOf, type Sites } from './profile.ts';
import { influences, unseenOf, unseenWeight } from './profileErrors.ts';
import { type SiteDraws, siteDrawer } from './siteDraws.ts';

/** A model as read off all pairs. */
export type Read = {
  readonly answers: Answers;
  readonly coordinates: Coordinates;
  readonly classes: Classes;
  readonly sites: Sites;
  readonly readings: TwoReadings;
};

/** By class, of which there are C; nothing, everything and what no site holds are 0. */
export type ProfileDraws = {
  readonly pairs: number; // n
  readonly draws: number; // B
  readonly classes: Classes;
  /** Of the sample. */
  readonly values: Float64Array; // [C]
  /** Deviations of the sample's best site. */
  readonly ofBest: Float64Array; // [C, B]
  /** The largest deviation of the sites that may be the best. */
  readonly excess: Float64Array; // [C, B]
  /** By how much the upper end of another site that may be the best is above the best one's. */
  readonly rise: Float64Array; // [C]
  /** How much each pair adds to what the best site holds. */
  readonly influence: Float64Array; // [C, n]
  /** How much lower and higher an entry may be for kinds of pairs that the sample lacks. */
  readonly unseen: { readonly low: Float64Array; readonly high: Float64Array }; // [C]
  /** One-sided upper ends of the weight of each class at each site; 0 at sites that are too weak. */
  readonly weightHigh: Float32Array; // [sites, C]
};

/** What lacks no more than this many standard errors may be as large as the largest. */
export const tied = 3;

export async function profileDraws(
  job: Job,
  read: Read,
  weights: Float64Array, // [B, n], each row summing to 1
  level: number, // of the upper ends, .95
): Promise<ProfileDraws> {
  const { answers, coordinates, classes } = read;
  const { pairs: n } = answers;
  const [C, S] = [classes.names.length, coordinates.sets.length];
  const tables = tablesOf(answers, coordinates.sets);
  const told = await toldApart(job, tables, equalWeights(n));
  const { drawsOf } = siteDrawer(answers, tables, told, weights);
  const held = puritiesOf(coordinates, classes, read.sites, read.readings); // [sites, C]
  const { values, best } = largestBySite(held, C);
  const B = weights.length / n;
  const endOf = ends(B);
  const gathered = gatherer(values, best, B, (row) => endOf(row, (1 + level) / 2));
  const weightHigh = new Float32Array(held.length);
  const strong = [...coordinates.strength.keys()].filter((s) => coordinates.strength[s] >= weakest);
  const order = [...new Set(best.filter((s) => s >= 0)), ...strong]; // the best first, and again
  for (const [at, s] of order.entries()) {
    await job.pause();
    job.progress(at / order.length, 'Resampling the pairs');
    const sample = coordinates.weights.subarray(s * S, (s + 1) * S);
    const found = await drawsOf(job, s, sample);
    const whole = classWeightsInto(new Float64Array(C), classes, sample);
    for (const [c, row] of byClass(found, classes.of)) {
      const cell = s * C + c;
      weightHigh[cell] = Math.max(
        endOf(row, level),
        whole[c] + unseenWeight(whole[c], n, level).high,
      );
      if (Number.isNaN(held[cell]) || !gathered.matters(c, row)) continue;
      gathered.add(c, s, held[cell], purities(row, found));
    }
  }
  const { ofBest, excess, rise } = gathered.all();
  return {
    ...{ pairs: n, draws: B, classes, values, ofBest, excess, rise, weightHigh },
    influence: influences(ofBest, weights, n),
    unseen: unseenOf(coordinates, classes, best, n, level),
  };
}

/** Of some of the classes alone, of which none is nothing or everything. */
export function drawsOfClasses(of: ProfileDraws, chosen: readonly number[]): ProfileDraws {
  const rows = (all: Float64Array) => {
    const size = all.length / of.values.length;
    const out = new Float64Array(chosen.length * size);
    for (const [k, c] of chosen.entries())
      out.set(all.subarray(c * size, (c + 1) * size), k * size);
    return out;
  };
  const names = chosen.map((c) => of.classes.names[c]);
  return {
    ...{ pairs: of.pairs, draws: of.draws, weightHigh: new Float32Array(0) },
    classes: { of: new Int32Array(0), names, nothing: -1, everything: -1 },
    values: rows(of.values),
    ofBest: rows(of.ofBest),
    excess: rows(of.excess),
    rise: rows(of.rise),
    influence: rows(of.influence),
    unseen: { low: rows(of.unseen.low), high: rows(of.unseen.high) },
  };
}

/** Quantiles of B numbers, which stay as they are. */
function ends(B: number): (row: Float64Array, share: number) => number {
  const scratch = new Float64Array(B);
  return (row, share) => {
    scratch.set(row);
    return quantileIn(scratch, share);
  };
}

/** The profile, and the first site where each entry is reached; -1: none holds any. */
function largestBySite(held: Float64Array, C: number) {
  const values = new Float64Array(C);
  const best = new Int32Array(C).fill(-1);
  for (const [at, x] of held.entries()) {
    if (!(x > values[at % C])) continue;
    values[at % C] = x;
    best[at % C] = Math.floor(at / C);
  }
  return { values, best };
}

/** What sites that may be the best say, class by class; the best of each class must come first. */
function gatherer(
  values: Float64Array,
  best: Int32Array,
  B: number,
  highEnd: (row: Float64Array) => number,
) {
  const C = values.length;
  const ofBest = new Float64Array(C * B);
  const excess = new Float64Array(C * B).fill(Number.NEGATIVE_INFINITY);
  const floor = new Float64Array(C).fill(-1); // what never holds as much as the best site changes nothing
  const [own, most] = [new Float64Array(C), new Float64Array(C)]; // upper ends
  return {
    /** Whether a site of these weights could hold a class as well as the best site in any draw. */
    matters: (c: number, row: Float64Array) => row.some((p) => p > floor[c]),
    /** A site that holds `value` of class c on the sample, and `row` under the draws. */
    add(c: number, site: number, value: number, row: Float64Array): void {
      const [from, to] = [c * B, (c + 1) * B];
      const deviation = row.map((x) => x - value);
      if (best[c] === site) {
        ofBest.set(deviation, from);
        floor[c] = leastOf(row);
        own[c] = highEnd(row);
      }
      const error = spreadBetween(deviation, ofBest.subarray(from, to));
      if (values[c] - value > tied * error) return;
      raise(excess.subarray(from, to), deviation);
      most[c] = Math.max(most[c], highEnd(row));
    },
    all: () => {
      const isNone = (x: number) => x === Number.NEGATIVE_INFINITY;
      const rise = most.map((high, c) => Math.max(0, high - own[c]));
      return { ofBest, rise, excess: excess.map((x) => (isNone(x) ? 0 : x)) };
    },
  };
}

/** Weight of every class that a site gives any in some draw: [B] each. */
function byClass({ sets, weights, unexplained }: SiteDraws, classOf: Int32Array) {
  const B = unexplained.length;
  const out = new Map<number, Float64Array>();
  for (const [at, g] of sets.entries()) {
    const row = weights.subarray(at * B, (at + 1) * B);
    const sum = out.get(classOf[g]);
    out.set(classOf[g], sum ? sum.map((x, k) => x + row[k]) : row);
  }
  return out;
}

function leastOf(row: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < row.length; k++) if (row[k] < least) least = row[k];
  return least;
}

function purities(row: Float64Array, { unexplained }: SiteDraws): Float64Array {
  return row.map((p, k) => p * explained(unexplained[k]));
}
