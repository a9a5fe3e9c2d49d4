// Responses reduced to numbers per pair: everything a signature says is a function of weighted means
// of these over the pairs, so the sample and its resamples differ in their weights alone.

import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';

/** A part whose whole effect is under this much TV says nothing, nor does a site of less strength. */
export const weakest = 0.05;
/** Sets of parts within this share of the null from the best explain a site as well. */
export const asWell = 0.02;
/** A set whose lead over another is beyond this many standard errors keeps it in every draw. */
const surely = 6;

export type PairStatistics = {
  readonly responses: Responses;
  readonly sites: number;
  /** TV(r, clean). */
  readonly strength: Float32Array; // [sites, n]
  /** TV(r of this pair, r of the next pair): the derangement pi is a rotation by one. */
  readonly chance: Float32Array; // [sites, n]
  readonly contenders: readonly Contenders[]; // [sites]
  /** Which parts have a whole effect of at least `weakest`: settled on the sample, for all draws. */
  readonly counted: readonly boolean[]; // [parts]
};

/** The sets of parts that may explain a site best, or as well as the best, in some draw. */
export type Contenders = {
  /** Smallest first, then in order of the parts. */
  readonly masks: readonly number[]; // [G]
  /** TV(r, F_G). */
  readonly missed: Float32Array; // [G, n]
};

/** Number of parts in a set. */
export function sizeOf(mask: number): number {
  let size = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) size++;
  return size;
}

/** The part indices of a set, ascending. */
export function partsOf(mask: number): number[] {
  const parts: number[] = [];
  for (let part = 0; mask >> part !== 0; part++) if ((mask >> part) & 1) parts.push(part);
  return parts;
}

/** Reduces responses; costs sites x masks x pairs x outcomes. */
export async function pairStatistics(job: Job, responses: Responses): Promise<PairStatistics> {
  const { pairs: n, outcomes: K, site, clean } = responses;
  const sites = responses.plan.sites.length;
  const masks = [...responses.mixed.keys()].sort(inOrder);
  const strength = new Float32Array(sites * n);
  const chance = new Float32Array(sites * n);
  const missed = new Float32Array(masks.length * n);
  const contenders: Contenders[] = [];
  for (let s = 0; s < sites; s++) {
    await job.pause();
    for (let i = 0; i < n; i++) {
      const here = (s * n + i) * K;
      const next = (s * n + ((i + 1) % n)) * K;
      strength[s * n + i] = totalVariation(site, here, clean, i * K, K);
      chance[s * n + i] = totalVariation(site, here, site, next, K);
      masks.forEach((mask, g) => {
        const mixture = responses.mixed.get(mask)!; // [n, K]
        missed[g * n + i] = totalVariation(site, here, mixture, i * K, K);
      });
    }
    contenders.push(contendersOf(masks, missed, mean(chance.subarray(s * n, (s + 1) * n))));
  }
  const counted = Array.from({ length: responses.parts }, (_, g) => {
    return mean(responses.effect.subarray(g * n, (g + 1) * n)) >= weakest;
  });
  return { responses, sites, strength, chance, contenders, counted };
}

function mean(row: Float32Array): number {
  const weight = 1 / row.length;
  return row.reduce((sum, value) => sum + value * weight, 0);
}

function contendersOf(masks: readonly number[], missed: Float32Array, chance: number): Contenders {
  const n = missed.length / masks.length;
  const rows = masks.map((_, g) => missed.subarray(g * n, (g + 1) * n));
  const means = rows.map(mean);
  const best = means.indexOf(Math.min(...means));
  const kept = [...masks.keys()].filter((g) => {
    const lead = means[g] - means[best];
    let square = 0;
    for (let i = 0; i < n; i++) square += (rows[g][i] - rows[best][i] - lead) ** 2;
    // Twice `asWell`, for the chance and the lead of a draw are others.
    return lead <= 2 * asWell * chance + (surely * Math.sqrt(square)) / n;
  });
  const out = new Float32Array(kept.length * n);
  kept.forEach((g, k) => {
    out.set(rows[g], k * n);
  });
  return { masks: kept.map((g) => masks[g]), missed: out };
}

/** Smaller sets first; equal sizes in lexicographic order of their parts: {a,d} before {b,c}. */
export function inOrder(a: number, b: number): number {
  const bySize = sizeOf(a) - sizeOf(b);
  if (bySize !== 0 || a === b) return bySize;
  const difference = a ^ b;
  return a & (difference & -difference) ? -1 : 1; // who has the first part they differ in
}
