// How differently two models respond at two sites.

import type { Assigner } from '../numeric/assignment.ts';
import { weightedMeans } from '../numeric/resample.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { leastChance, type Readings } from '../signature/signature.ts';

/** TV(rA(i), rB(i)) of a site of A and each site of a cut of B, for every pair: [spans, n]. */
export type Variation = (site: number, cut: number) => Float32Array;

/** Bytes of it that are kept rather than computed again: all that 33 x 20 sites on 64 pairs have. */
const mostKept = 128 * 2 ** 20;

export function variationOf(a: PairStatistics, b: PairStatistics): Variation {
  const { pairs, plan, outcomes: K, site: rB } = b.responses;
  const { cuts } = plan;
  const kept = new Map<number, Float32Array>(); // oldest first
  return (s, m) => {
    const key = s * cuts.length + m;
    const known = kept.get(key);
    if (known) return known;
    const members = cuts[m];
    const rows = new Float32Array(members.length * pairs);
    for (let i = 0; i < pairs; i++) {
      for (const [k, t] of members.entries()) {
        const [x, y] = [(s * pairs + i) * K, (t * pairs + i) * K];
        rows[k * pairs + i] = totalVariation(a.responses.site, x, rB, y, K);
      }
    }
    const [oldest] = kept.keys();
    if ((kept.size + 1) * rows.byteLength > mostKept) kept.delete(oldest);
    kept.set(key, rows);
    return rows;
  };
}

/**
 * C of site s of A and `count` sites of cut m of B from its member k on, under some draws: mean TV /
 * the larger chance of the two sites, at most 1.
 */
export type SiteMismatch = (
  s: number,
  m: number,
  k: number,
  count: number,
  draws: readonly number[],
) => Float64Array; // [count, draws]

export function siteMismatch(a: Readings, b: Readings, variation: Variation): SiteMismatch {
  const n = a.stats.responses.pairs;
  const B = a.draws.length;
  return (s, m, k, count, draws) => {
    const rows = variation(s, m).subarray(k * n, (k + count) * n);
    const mean = weightedMeans(rows, a.weights, n, draws);
    for (let j = 0; j < count; j++) {
      const t = b.cuts[m][k + j];
      divideByChance(mean, j, a.chance, s * B, b.chance, t * B, draws);
    }
    return mean;
  };
}

/** Row `j` of `mean` in units of the larger chance, at most 1. It is by this and the means that a run is as fast as it is. */
function divideByChance(
  mean: Float64Array, // [.., draws]
  j: number,
  chanceA: Float64Array,
  fromA: number,
  chanceB: Float64Array,
  fromB: number,
  draws: readonly number[],
): void {
  for (let d = 0, at = j * draws.length; d < draws.length; d++, at++) {
    const x = chanceA[fromA + draws[d]];
    const y = chanceB[fromB + draws[d]];
    const larger = x > y ? x : y;
    const c = mean[at] / (larger > leastChance ? larger : leastChance);
    mean[at] = c < 1 ? c : 1;
  }
}

/** D: the largest of the costs in the optimal assignment of the spans of two cuts. */
export function assignedWorst(assign: Assigner, cost: Float64Array, spans: number): number {
  const spanOf = assign.solve(cost, spans);
  let worst = 0;
  for (let s = 0; s < spans; s++) worst = Math.max(worst, cost[s * spans + spanOf[s]]);
  return worst;
}
