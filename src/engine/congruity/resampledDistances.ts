// The three distances of two models under many resamples of the pairs, cut pair by cut pair, so that
// nothing of size sites x sites x pairs is ever kept.
import type { Job } from '../core/job.ts';
import { assigner } from '../numeric/assignment.ts';
import { weightedMeans } from '../numeric/resample.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { leastChance } from '../signature/signature.ts';
import { frechet, largestDifference } from './mergeDistance.ts';
import { pairMismatch } from './mismatch.ts';
import { type ResampledReadings, resampledReadings } from './resampledReadings.ts';

export type ResampledDistances = {
  readonly distance: Float64Array; // [B]
  readonly full: Float64Array; // [B]
  readonly merge: Float64Array; // [B]; 0 when no part counts in both
};

/** Least mismatches so far, per resample. */
type Nearest = {
  readonly sitesA: Float64Array; // [B, sitesA]
  readonly sitesB: Float64Array; // [B, sitesB]
  readonly cutsA: Float64Array; // [B, cutsA]
  readonly cutsB: Float64Array; // [B, cutsB]
};

/**
 * Both models have the same spans and pairs. `parts`: those that count in both. `cutMismatch`: D of
 * the whole sample, [cutsA, cutsB]; it only says which cut pairs to look at first.
 */
export async function resampledDistances(
  job: Job,
  a: PairStatistics,
  b: PairStatistics,
  parts: readonly number[],
  cutMismatch: Float64Array,
  weights: Float64Array, // [B, n]
): Promise<ResampledDistances> {
  const [rA, rB] = [a.responses, b.responses];
  const B = weights.length / rA.pairs;
  const readA = resampledReadings(a, parts, weights);
  await job.pause();
  const readB = resampledReadings(b, parts, weights);
  const far = (count: number) => new Float64Array(B * count).fill(Number.POSITIVE_INFINITY);
  const nearest: Nearest = {
    sitesA: far(a.sites),
    sitesB: far(b.sites),
    cutsA: far(rA.cuts),
    cutsB: far(rB.cuts),
  };
  // Near cut pairs first: they leave fewer assignments to solve for the others.
  const order = [...cutMismatch.keys()].sort((x, y) => cutMismatch[x] - cutMismatch[y] || x - y);
  const visit = cutPairVisitor(a, readA, b, readB, weights, nearest);
  for (const [done, pair] of order.entries()) {
    await job.pause();
    job.progress(done / order.length, 'Resampling the pairs');
    visit(Math.floor(pair / rB.cuts), pair % rB.cuts);
  }
  return combined(readA, readB, nearest, B, parts, [rA.cuts, rB.cuts, rA.parts]);
}

/** Returns what takes cut l of A and cut m of B into account in every resample. */
function cutPairVisitor(
  a: PairStatistics,
  readA: ResampledReadings,
  b: PairStatistics,
  readB: ResampledReadings,
  weights: Float64Array,
  nearest: Nearest,
): (l: number, m: number) => void {
  const { spans: S, pairs: n, cuts: cutsA } = a.responses;
  const cutsB = b.responses.cuts;
  const rows = new Float32Array(S * S * n); // [S, S, n]
  const matcher = cutMatcher(S);
  return (l, m) => {
    for (let s = 0; s < S; s++) {
      for (let t = 0; t < S; t++) {
        pairMismatch(a.responses, l * S + s, b.responses, m * S + t, rows, (s * S + t) * n);
      }
    }
    const means = weightedMeans(rows, weights, n); // [B, S, S]
    for (let k = 0; k < weights.length / n; k++) {
      const [fromA, fromB] = [k * a.sites + l * S, k * b.sites + m * S];
      const [atA, atB] = [k * cutsA + l, k * cutsB + m];
      const cost = means.subarray(k * S * S, (k + 1) * S * S);
      normalise(cost, readA.chance, fromA, readB.chance, fromB, S);
      const least = matcher.leastPossible(cost, nearest.sitesA, fromA, nearest.sitesB, fromB);
      if (least >= nearest.cutsA[atA] && least >= nearest.cutsB[atB]) continue;
      const worst = matcher.worst(cost); // D
      nearest.cutsA[atA] = Math.min(nearest.cutsA[atA], worst);
      nearest.cutsB[atB] = Math.min(nearest.cutsB[atB], worst);
    }
  };
}

/** C of the sites of one cut pair, in place: [S, S]. */
function normalise(
  cost: Float64Array,
  chanceA: Float64Array,
  fromA: number,
  chanceB: Float64Array,
  fromB: number,
  S: number,
): void {
  for (let s = 0, at = 0; s < S; s++) {
    for (let t = 0; t < S; t++, at++) {
      const chance = Math.max(chanceA[fromA + s], chanceB[fromB + t], leastChance);
      cost[at] = Math.min(1, cost[at] / chance);
    }
  }
}

function cutMatcher(S: number) {
  const assign = assigner(S);
  const columnLeast = new Float64Array(S);
  return {
    /**
     * A lower bound of D: whoever is assigned to whom, each span gets at least its nearest. On the
     * way the sites' nearest mismatches are lowered.
     */
    leastPossible(
      cost: Float64Array,
      nearestA: Float64Array,
      fromA: number,
      nearestB: Float64Array,
      fromB: number,
    ): number {
      let bound = 0;
      columnLeast.fill(Number.POSITIVE_INFINITY);
      for (let s = 0; s < S; s++) {
        let rowLeast = Number.POSITIVE_INFINITY;
        for (let t = 0; t < S; t++) {
          const value = cost[s * S + t];
          if (value < rowLeast) rowLeast = value;
          if (value < columnLeast[t]) columnLeast[t] = value;
        }
        if (rowLeast < nearestA[fromA + s]) nearestA[fromA + s] = rowLeast;
        if (rowLeast > bound) bound = rowLeast;
      }
      for (let t = 0; t < S; t++) {
        if (columnLeast[t] < nearestB[fromB + t]) nearestB[fromB + t] = columnLeast[t];
        if (columnLeast[t] > bound) bound = columnLeast[t];
      }
      return bound;
    },
    /** D: the largest mismatch in the optimal assignment. */
    worst(cost: Float64Array): number {
      const columnOf = assign.solve(cost, S);
      let worst = 0;
      for (let s = 0; s < S; s++) worst = Math.max(worst, cost[s * S + columnOf[s]]);
      return worst;
    },
  };
}

function combined(
  a: ResampledReadings,
  b: ResampledReadings,
  nearest: Nearest,
  B: number,
  parts: readonly number[],
  [cutsA, cutsB, P]: readonly [number, number, number],
): ResampledDistances {
  const worst = (weights: Float64Array | undefined, values: Float64Array, k: number) => {
    const count = values.length / B;
    let most = 0;
    for (let at = k * count; at < (k + 1) * count; at++) {
      most = Math.max(most, (weights ? weights[at] : 1) * values[at]);
    }
    return most;
  };
  const each = (value: (k: number) => number) =>
    Float64Array.from({ length: B }, (_, k) => value(k));
  return {
    distance: each((k) =>
      Math.max(
        worst(a.cutCrispness, nearest.cutsA, k),
        worst(b.cutCrispness, nearest.cutsB, k),
        worst(a.crispness, nearest.sitesA, k),
        worst(b.crispness, nearest.sitesB, k),
      ),
    ),
    full: each((k) =>
      Math.max(worst(undefined, nearest.cutsA, k), worst(undefined, nearest.cutsB, k)),
    ),
    merge: each((k) => {
      const [ofA, ofB] = [a.merging[k], b.merging[k]].map((merging) => ({ parts: P, merging }));
      return frechet(cutsA, cutsB, (l, m) => largestDifference(ofA, l, ofB, m, parts));
    }),
  };
}
