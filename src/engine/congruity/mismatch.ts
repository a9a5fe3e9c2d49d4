// How differently two models respond at two sites. Both models have the same spans here: see
// withSpans for what happens when they do not.

import type { Responses } from '../forward/responses.ts';
import type { Assigner } from '../numeric/assignment.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import { leastChance } from '../signature/signature.ts';

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

/** TV(rA(i), rB(i)) of site s of A and site t of B, for every pair, into out[at ..]. */
export function pairMismatch(
  a: Responses,
  s: number,
  b: Responses,
  t: number,
  out: Float32Array,
  at: number,
): void {
  const { pairs: n, outcomes: K } = a;
  for (let i = 0; i < n; i++) {
    out[at + i] = totalVariation(a.site, (s * n + i) * K, b.site, (t * n + i) * K, K);
  }
}

/** Mean TV between every site of A and every site of B: [sitesA, sitesB]. */
export function meanMismatch(a: Responses, b: Responses, weights: Float64Array): Float64Array {
  const sitesA = a.cuts * a.spans;
  const sitesB = b.cuts * b.spans;
  const n = a.pairs;
  const out = new Float64Array(sitesA * sitesB);
  const row = new Float32Array(n);
  for (let s = 0; s < sitesA; s++) {
    for (let t = 0; t < sitesB; t++) {
      pairMismatch(a, s, b, t, row, 0);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += row[i] * weights[i];
      out[s * sitesB + t] = sum;
    }
  }
  return out;
}

/** C = mean TV / the larger chance of the two sites, at most 1; in place. */
export function normalise(
  mean: Float64Array, // [sitesA, sitesB]
  chanceA: Float64Array, // [sitesA]
  chanceB: Float64Array, // [sitesB]
): Float64Array {
  for (let s = 0, at = 0; s < chanceA.length; s++) {
    for (let t = 0; t < chanceB.length; t++, at++) {
      const chance = Math.max(chanceA[s], chanceB[t], leastChance);
      mean[at] = Math.min(1, mean[at] / chance);
    }
  }
  return mean;
}

/** D: the largest mismatch in the optimal assignment of the spans of one cut of A and one of B. */
export function cutMismatch(
  mismatch: Float64Array, // C, [cutsA * spans, cutsB * spans]
  l: number,
  m: number,
  cutsB: number,
  spans: number,
  assign: Assigner,
  scratch: Float64Array, // [spans, spans]
): number {
  const width = cutsB * spans;
  for (let s = 0; s < spans; s++) {
    const from = (l * spans + s) * width + m * spans;
    for (let t = 0; t < spans; t++) scratch[s * spans + t] = mismatch[from + t];
  }
  const spanOf = assign.solve(scratch, spans);
  let worst = 0;
  for (let s = 0; s < spans; s++) worst = Math.max(worst, scratch[s * spans + spanOf[s]]);
  return worst;
}
