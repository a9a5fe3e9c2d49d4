// How differently two models respond at two sites. Both models have the same spans here: see
// withSpans for what happens when they do not.

import type { Responses } from '../forward/responses.ts';
import type { Assigner } from '../numeric/assignment.ts';
import { weightedMeans } from '../numeric/resample.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { leastChance, type Readings } from '../signature/signature.ts';

/** The same responses with further spans that have no effect: they answer as the clean run does. */
export function withSpans(responses: Responses, spans: number): Responses {
  const { cuts, pairs, outcomes, parts } = responses;
  if (spans === responses.spans) return responses;
  const widened = (rows: Float32Array, groups: number, size: number, fill?: Float32Array) => {
    const out = new Float32Array(groups * spans * size);
    for (let group = 0; group < groups; group++) {
      const from = group * responses.spans * size;
      out.set(rows.subarray(from, from + responses.spans * size), group * spans * size);
      for (let s = responses.spans; fill && s < spans; s++)
        out.set(fill, (group * spans + s) * size);
    }
    return out;
  };
  const own = new Int32Array(spans).fill(-1);
  own.set(responses.own);
  return {
    ...responses,
    spans,
    own,
    site: widened(responses.site, cuts, pairs * outcomes, responses.clean),
    passed: widened(responses.passed, parts * cuts, pairs),
  };
}

/** TV(rA(i), rB(i)) of a site of A and each site of a cut of B, for every pair: [spans, n]. */
export type Variation = (site: number, cut: number) => Float32Array;

/** Bytes of it that are kept rather than computed again: all that 33 x 20 sites on 64 pairs have. */
const mostKept = 128 * 2 ** 20;

export function variationOf(a: PairStatistics, b: PairStatistics): Variation {
  const { pairs, spans: S, cuts, outcomes: K, site: rB } = b.responses;
  const kept = new Map<number, Float32Array>(); // oldest first
  return (s, m) => {
    const key = s * cuts + m;
    const known = kept.get(key);
    if (known) return known;
    const rows = new Float32Array(S * pairs);
    for (let i = 0; i < pairs; i++) {
      for (let t = 0; t < S; t++) {
        const [x, y] = [(s * pairs + i) * K, ((m * S + t) * pairs + i) * K];
        rows[t * pairs + i] = totalVariation(a.responses.site, x, rB, y, K);
      }
    }
    const [oldest] = kept.keys();
    if ((kept.size + 1) * rows.byteLength > mostKept) kept.delete(oldest);
    kept.set(key, rows);
    return rows;
  };
}

/**
 * C of site s of A and `count` sites of B from t on, in one cut, under some draws: mean TV / the
 * larger chance of the two sites, at most 1.
 */
export type SiteMismatch = (
  s: number,
  t: number,
  count: number,
  draws: readonly number[],
) => Float64Array; // [count, draws]

export function siteMismatch(a: Readings, b: Readings, variation: Variation): SiteMismatch {
  const n = a.stats.responses.pairs;
  const [B, S] = [a.draws.length, b.spans];
  return (s, t, count, draws) => {
    const rows = variation(s, Math.floor(t / S)).subarray((t % S) * n, ((t % S) + count) * n);
    const mean = weightedMeans(rows, a.weights, n, draws);
    for (let j = 0, at = 0; j < count; j++) {
      for (let k = 0; k < draws.length; k++, at++) {
        const [x, y] = [s * B + draws[k], (t + j) * B + draws[k]];
        mean[at] = Math.min(1, mean[at] / Math.max(a.chance[x], b.chance[y], leastChance));
      }
    }
    return mean;
  };
}

/** D: the largest of the costs in the optimal assignment of the spans of two cuts. */
export function assignedWorst(assign: Assigner, cost: Float64Array, spans: number): number {
  const spanOf = assign.solve(cost, spans);
  let worst = 0;
  for (let s = 0; s < spans; s++) worst = Math.max(worst, cost[s * spans + spanOf[s]]);
  return worst;
}
