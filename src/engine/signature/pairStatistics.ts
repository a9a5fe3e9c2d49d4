// Responses reduced to numbers per pair: what the full distance, the shares and the merging of a model say is a
// function of weighted means of these over the pairs, so the sample and its resamples differ in their weights alone.

import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';

/** A part whose whole effect is under this much TV says nothing, nor does a site of less strength. */
export const weakest = 0.05;

export type PairStatistics = {
  readonly responses: Responses;
  readonly sites: number;
  /** TV(r of this pair, r of the next pair): the derangement pi is a rotation by one. */
  readonly chance: Float32Array; // [sites, n]
  /** Which parts have a whole effect of at least `weakest`: settled on the sample, for all draws. */
  readonly counted: readonly boolean[]; // [parts]
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

/** Reduces responses; costs sites x pairs x outcomes. */
export async function pairStatistics(job: Job, responses: Responses): Promise<PairStatistics> {
  const { pairs: n, outcomes: K, site } = responses;
  const sites = responses.plan.sites.length;
  const chance = new Float32Array(sites * n);
  for (let s = 0; s < sites; s++) {
    await job.pause();
    for (let i = 0; i < n; i++) {
      const here = (s * n + i) * K;
      const next = (s * n + ((i + 1) % n)) * K;
      chance[s * n + i] = totalVariation(site, here, site, next, K);
    }
  }
  const counted = Array.from({ length: responses.parts }, (_, g) => {
    return mean(responses.effect.subarray(g * n, (g + 1) * n)) >= weakest;
  });
  return { responses, sites, chance, counted };
}

function mean(row: Float32Array): number {
  return row.reduce((sum, value) => sum + value, 0) / row.length;
}

/** Smaller sets first; equal sizes in lexicographic order of their parts: {a,d} before {b,c}. */
export function inOrder(a: number, b: number): number {
  const bySize = sizeOf(a) - sizeOf(b);
  if (bySize !== 0 || a === b) return bySize;
  const difference = a ^ b;
  return a & (difference & -difference) ? -1 : 1; // who has the first part they differ in
}
