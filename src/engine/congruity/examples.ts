// The pairs on which two models respond most differently at matched sites.

import type { Job } from '../core/job.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import type { Readings } from '../signature/signature.ts';
import type { Distances } from './distance.ts';

export type Example = {
  readonly pair: number;
  readonly sites: readonly [number, number]; // of A and of B
  readonly difference: number; // TV(rA, rB)
};

/** A model as examples are looked for in it. */
export type Exhibit = {
  readonly readings: Readings;
  /** How purely each site holds some set, 0..1: a difference counts as much. */
  readonly purity: Float64Array; // [sites]
};

/** One example a pair, worst first. Matched: every site of a cut with its nearest one on the other side. */
export async function examplesOf(
  job: Job,
  a: Exhibit,
  b: Exhibit,
  distances: Distances,
  most: number,
): Promise<Example[]> {
  const matched = matchedSites(a, b, distances.mismatch);
  const { outcomes: K, pairs: n, site: rA } = a.readings.stats.responses;
  const { site: rB } = b.readings.stats.responses;
  const worst: (Example & { readonly weighted: number })[] = [];
  for (let pair = 0; pair < n; pair++) {
    await job.pause();
    let found = { pair, sites: [0, 0] as [number, number], difference: 0, weighted: -1 };
    for (const { s, t, weight } of matched) {
      const difference = totalVariation(rA, (s * n + pair) * K, rB, (t * n + pair) * K, K);
      const weighted = weight * difference;
      if (weighted > found.weighted) found = { pair, sites: [s, t], difference, weighted };
    }
    worst.push(found);
  }
  return worst
    .filter(({ weighted }) => weighted > 0)
    .sort((x, y) => y.weighted - x.weighted || x.pair - y.pair)
    .slice(0, most)
    .map(({ pair, sites, difference }) => ({ pair, sites, difference }));
}

function matchedSites(a: Exhibit, b: Exhibit, mismatch: Float64Array) {
  const [ofA, ofB] = [a.readings.cuts.flat(), b.readings.cuts.flat()];
  const columns = b.readings.stats.sites;
  const fromA = ofA.map((s) => {
    const t = ofB[indexOfLeast(ofB.length, (k) => mismatch[s * columns + ofB[k]])];
    return { s, t, weight: a.purity[s] };
  });
  const fromB = ofB.map((t) => {
    const s = ofA[indexOfLeast(ofA.length, (k) => mismatch[ofA[k] * columns + t])];
    return { s, t, weight: b.purity[t] };
  });
  return [...fromA, ...fromB].filter(({ weight }) => weight > 0);
}

/** The first index of the least of `count` values. */
export function indexOfLeast(count: number, value: (k: number) => number): number {
  let least = 0;
  for (let k = 1; k < count; k++) if (value(k) < value(least)) least = k;
  return least;
}
