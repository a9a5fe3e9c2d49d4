// The full distance of two models (method.md 4.4): the Hausdorff distance of their cuts, all sites counted, crisp
// or not; of the sample and of any draws.

import type { Job } from '../core/job.ts';
import { type Assigner, assigner } from '../numeric/assignment.ts';
import type { Readings } from '../signature/signature.ts';
import { hasFixedPlaces, ownPlaces } from './fixedPlaces.ts';
import { ascending, type Between, hausdorff, type Realised } from './hausdorff.ts';
import {
  assignedWorst,
  type SiteMismatch,
  siteMismatch,
  type Variation,
  variationOf,
} from './mismatch.ts';

/** What the sample says; draws take from it where to look first. Joint sites are in no cut: their C is 0. */
export type Mismatches = {
  /** C: mismatch of every site of A and every site of B. */
  readonly mismatch: Float64Array; // [sitesA, sitesB]
  /** D: mismatch of every cut of A and every cut of B. */
  readonly cutMismatch: Float64Array; // [cutsA, cutsB]
};

export type Distances = Mismatches & { readonly full: Realised };

/** The distance of two models with the same spans, answers and pairs, from readings of the sample. */
export async function distancesOf(
  job: Job,
  a: Readings,
  b: Readings,
  variation: Variation = variationOf(a.stats, b.stats),
): Promise<Distances> {
  const mismatches = await mismatchesOf(job, a, b, variation);
  const [full] = await fullUnder(job, a, b, mismatches, variation);
  return { ...mismatches, full };
}

/** C and D of the sample: all cuts of A and these cuts of B; C is 0 where it was not asked for. */
export async function mismatchesOf(
  job: Job,
  a: Readings,
  b: Readings,
  variation: Variation,
  cutsOfB: readonly number[] = [...b.cuts.keys()],
): Promise<Mismatches> {
  const [sitesA, sitesB] = [a.stats.sites, b.stats.sites];
  const between = siteMismatch(a, b, variation);
  const mismatch = new Float64Array(sitesA * sitesB);
  for (const s of a.cuts.flat()) {
    for (const m of cutsOfB) {
      await job.pause();
      const found = between(s, m, 0, b.cuts[m].length, [0]);
      for (const [k, t] of b.cuts[m].entries()) mismatch[s * sitesB + t] = found[k];
    }
  }
  const S = spansOf(b);
  const assign = assignerOf(b);
  const cutMismatch = new Float64Array(a.cuts.length * cutsOfB.length);
  for (const at of cutMismatch.keys()) {
    await job.pause();
    const l = Math.floor(at / cutsOfB.length);
    const block = blockOf(mismatch, a.cuts[l], b.cuts[cutsOfB[at % cutsOfB.length]], sitesB);
    cutMismatch[at] = assignedWorst(assign, block, S);
  }
  return { mismatch, cutMismatch };
}

/** Sites of a cut: every cut of both models has as many. */
function spansOf({ cuts }: Readings): number {
  return cuts[0].length;
}

function assignerOf(readings: Readings): Assigner {
  const S = spansOf(readings);
  return hasFixedPlaces(readings) ? ownPlaces(S) : assigner(S);
}

/** C of the sites of one cut pair: [S, S]. */
function blockOf(
  mismatch: Float64Array, // [sitesA, sitesB]
  ofA: readonly number[],
  ofB: readonly number[],
  sitesB: number,
): Float64Array {
  return Float64Array.from(ofA.flatMap((s) => ofB.map((t) => mismatch[s * sitesB + t])));
}

/** dFull under every draw of the readings. */
export async function fullUnder(
  job: Job,
  a: Readings,
  b: Readings,
  sample: Mismatches,
  variation: Variation,
): Promise<readonly Realised[]> {
  const [pairsA, pairsB] = [a, b].map(({ stats }) => stats.responses.pairs);
  if (pairsA !== pairsB) throw new RangeError(`${pairsA} pairs against ${pairsB}`);
  const B = a.draws.length;
  const between = siteMismatch(a, b, variation);
  const cuts = betweenCuts(job, between, a, b, sample.mismatch);
  return hausdorff(sample.cutMismatch, a.cuts.length, B, cuts);
}

/**
 * D under draws, span by span: whoever is assigned to whom, each span of either cut gets at least its
 * nearest, so a draw in which some span has none below `under` is left out.
 */
function betweenCuts(
  job: Job,
  between: SiteMismatch,
  a: Readings,
  b: Readings,
  sample: Float64Array, // C, [sitesA, sitesB]
): Between {
  const S = spansOf(a);
  const assign = assignerOf(a);
  const costs = new Float64Array(a.draws.length * S * S); // [B, S, S]
  return async (l, m, draws, under, report) => {
    let open = draws;
    const known = blockOf(sample, a.cuts[l], b.cuts[m], b.stats.sites);
    const farthestFirst = ascending(S, (s) => -Math.min(...known.subarray(s * S, (s + 1) * S)));
    for (const s of farthestFirst) {
      await job.pause();
      const found = between(a.cuts[l][s], m, 0, S, open); // [S, open]
      const count = open.length;
      open = open.filter((draw, k) => {
        let least = Number.POSITIVE_INFINITY;
        for (let t = 0; t < S; t++) {
          const cost = found[t * count + k];
          costs[(draw * S + s) * S + t] = cost;
          if (cost < least) least = cost;
        }
        return least < under[draw];
      });
      if (open.length === 0) return;
    }
    for (const draw of open) {
      const cost = costs.subarray(draw * S * S, (draw + 1) * S * S);
      if (!everyColumnHas(cost, S, under[draw])) continue;
      await job.pause();
      report(draw, assignedWorst(assign, cost, S));
    }
  };
}

/** An entry below `bound`, that is. */
function everyColumnHas(cost: Float64Array, S: number, bound: number): boolean {
  for (let t = 0; t < S; t++) {
    let s = 0;
    while (s < S && cost[s * S + t] >= bound) s++;
    if (s === S) return false;
  }
  return true;
}
