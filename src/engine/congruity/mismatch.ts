// How differently two models respond at two sites. Both models have the same spans here: see
// withSpans for what happens when they do not.

import type { Responses } from '../forward/responses.ts';
import type { Assigner } from '../numeric/assignment.ts';
import { weightedMeans } from '../numeric/resample.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
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

/**
 * C of site s of A and `count` sites of B from t on, under some draws: mean TV / the larger chance of
 * the two sites, at most 1.
 */
export type SiteMismatch = (
  s: number,
  t: number,
  count: number,
  draws: readonly number[],
) => Float64Array; // [count, draws]

export function siteMismatch(a: Readings, b: Readings): SiteMismatch {
  const { pairs: n, outcomes: K, site: rA } = a.stats.responses;
  const { site: rB } = b.stats.responses;
  const B = a.draws.length;
  return (s, t, count, draws) => {
    const rows = new Float32Array(count * n);
    for (let j = 0; j < count; j++) {
      for (let i = 0; i < n; i++) {
        const [x, y] = [(s * n + i) * K, ((t + j) * n + i) * K];
        rows[j * n + i] = totalVariation(rA, x, rB, y, K);
      }
    }
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
