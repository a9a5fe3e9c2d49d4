// The pairs on which two models respond most differently at matched sites.

import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import type { Signature } from '../signature/signature.ts';
import type { Distances } from './distance.ts';

export type Example = {
  readonly pair: number;
  readonly sites: readonly [number, number]; // of A and of B
  readonly difference: number; // TV(rA, rB)
};

/**
 * One example a pair, worst first. Matched sites: every crisp site with its nearest site on the
 * other side; a site counts as much as it is crisp.
 */
export function examplesOf(
  a: Responses,
  signatureA: Signature,
  b: Responses,
  signatureB: Signature,
  distances: Distances,
  most: number,
): Example[] {
  const matched = matchedSites(signatureA, signatureB, distances.mismatch);
  const K = a.outcomes;
  const n = a.pairs;
  const worst = Array.from({ length: n }, (_, pair): Example & { weighted: number } => {
    let found = { pair, sites: [0, 0] as [number, number], difference: 0, weighted: -1 };
    for (const { s, t, weight } of matched) {
      const difference = totalVariation(a.site, (s * n + pair) * K, b.site, (t * n + pair) * K, K);
      const weighted = weight * difference;
      if (weighted > found.weighted) found = { pair, sites: [s, t], difference, weighted };
    }
    return found;
  });
  return worst
    .filter(({ weighted }) => weighted > 0)
    .sort((x, y) => y.weighted - x.weighted || x.pair - y.pair)
    .slice(0, most)
    .map(({ pair, sites, difference }) => ({ pair, sites, difference }));
}

function matchedSites(a: Signature, b: Signature, mismatch: Float64Array) {
  const [sitesA, sitesB] = [a.crispness.length, b.crispness.length];
  const fromA = Array.from(a.crispness, (weight, s) => {
    const t = indexOfLeast(sitesB, (k) => mismatch[s * sitesB + k]);
    return { s, t, weight };
  });
  const fromB = Array.from(b.crispness, (weight, t) => {
    const s = indexOfLeast(sitesA, (k) => mismatch[k * sitesB + t]);
    return { s, t, weight };
  });
  return [...fromA, ...fromB].filter(({ weight }) => weight > 0);
}

/** The first index of the least of `count` values. */
export function indexOfLeast(count: number, value: (k: number) => number): number {
  let least = 0;
  for (let k = 1; k < count; k++) if (value(k) < value(least)) least = k;
  return least;
}
