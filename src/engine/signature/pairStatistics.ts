// Responses reduced to numbers per pair: everything a signature says is a function of weighted means
// of these over the pairs, so a resample of the pairs is just other weights.

import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';

export type PairStatistics = {
  readonly responses: Responses;
  readonly sites: number; // cuts x spans; site = cut * spans + span
  /** TV(r, clean). */
  readonly strength: Float32Array; // [sites, n]
  /** TV(r of this pair, r of the next pair): the derangement pi is a rotation by one. */
  readonly chance: Float32Array; // [sites, n]
  /** The sets of parts whose mixture is known, smallest first, then in order of the parts. */
  readonly masks: readonly number[]; // [G]
  /** TV(r, F_G). */
  readonly missed: Float32Array; // [sites, G, n]
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
export function pairStatistics(responses: Responses): PairStatistics {
  const { pairs: n, outcomes: K, site, clean } = responses;
  const sites = responses.cuts * responses.spans;
  const masks = [...responses.mixed.keys()].sort(inOrder);
  const mixtures = masks.map((mask) => responses.mixed.get(mask)!); // each [n, K]
  const strength = new Float32Array(sites * n);
  const chance = new Float32Array(sites * n);
  const missed = new Float32Array(sites * masks.length * n);
  for (let s = 0; s < sites; s++) {
    for (let i = 0; i < n; i++) {
      const here = (s * n + i) * K;
      const next = (s * n + ((i + 1) % n)) * K;
      strength[s * n + i] = totalVariation(site, here, clean, i * K, K);
      chance[s * n + i] = totalVariation(site, here, site, next, K);
      mixtures.forEach((mixture, g) => {
        const at = (s * masks.length + g) * n + i;
        missed[at] = totalVariation(site, here, mixture, i * K, K);
      });
    }
  }
  return { responses, sites, strength, chance, masks, missed };
}

/** Smaller sets first; equal sizes in lexicographic order of their parts: {a,d} before {b,c}. */
export function inOrder(a: number, b: number): number {
  const bySize = sizeOf(a) - sizeOf(b);
  if (bySize !== 0 || a === b) return bySize;
  const difference = a ^ b;
  return a & (difference & -difference) ? -1 : 1; // who has the first part they differ in
}
