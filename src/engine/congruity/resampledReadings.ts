// One model's signature under many resamples of the pairs: only what the distances need of it.
import { weightedMeans } from '../numeric/resample.ts';
import { clamp } from '../numeric/statistics.ts';
import { mergingOf } from '../signature/merging.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { cutCrispness, leastChance, weakest } from '../signature/signature.ts';

export type ResampledReadings = {
  readonly chance: Float64Array; // [B, sites]
  readonly crispness: Float64Array; // [B, sites]
  readonly cutCrispness: Float64Array; // [B, cuts]
  readonly merging: readonly Float64Array[]; // B of [cuts, parts, parts]
};

/** `counted`: the parts whose merging is wanted; the shares of the others stay 0. */
export function resampledReadings(
  stats: PairStatistics,
  counted: readonly number[],
  weights: Float64Array, // [B, n]
): ResampledReadings {
  const { cuts, spans, pairs: n, parts } = stats.responses;
  const B = weights.length / n;
  const chance = weightedMeans(stats.chance, weights, n); // [B, sites]
  const strength = weightedMeans(stats.strength, weights, n); // [B, sites]
  const unexplained = resampledUnexplained(stats, chance, weights); // [B, sites]
  const crispness = unexplained.map((u, at) => {
    return strength[at] < weakest ? 0 : clamp(1 - 2 * u, 0, 1);
  });
  const ofCuts = new Float64Array(B * cuts);
  for (let b = 0; b < B; b++) {
    const here = unexplained.subarray(b * stats.sites, (b + 1) * stats.sites);
    ofCuts.set(cutCrispness(here, cuts, spans), b * cuts);
  }
  const shares = resampledShares(stats, counted, weights);
  const merging = shares.map((phi) => mergingOf(phi, cuts, spans, parts));
  return { chance, crispness, cutCrispness: ofCuts, merging };
}

function resampledUnexplained(stats: PairStatistics, chance: Float64Array, weights: Float64Array) {
  const n = stats.responses.pairs;
  const B = weights.length / n;
  const out = new Float64Array(B * stats.sites);
  for (let s = 0; s < stats.sites; s++) {
    const rows = contenders(stats, s);
    const misses = weightedMeans(rows, weights, n); // [B, contenders]
    const count = rows.length / n;
    for (let b = 0; b < B; b++) {
      let least = Number.POSITIVE_INFINITY;
      for (let g = b * count; g < (b + 1) * count; g++) least = Math.min(least, misses[g]);
      out[b * stats.sites + s] = least / Math.max(chance[b * stats.sites + s], leastChance);
    }
  }
  return out;
}

/** A set whose lead over another is beyond this many standard errors keeps it in every resample. */
const surely = 6;

/** The per-pair misses of the sets that may explain a site best in some resample: [contenders, n]. */
function contenders({ missed, masks, responses }: PairStatistics, site: number): Float32Array {
  const n = responses.pairs;
  const of = (g: number) => {
    const at = (site * masks.length + g) * n;
    return missed.subarray(at, at + n);
  };
  const means = masks.map((_, g) => of(g).reduce((sum, miss) => sum + miss, 0) / n);
  const best = means.indexOf(Math.min(...means));
  const kept = masks
    .map((_, g) => of(g))
    .filter((row, g) => {
      const lead = means[g] - means[best];
      let square = 0;
      for (let i = 0; i < n; i++) square += (row[i] - of(best)[i] - lead) ** 2;
      return lead <= surely * Math.sqrt(square / n / n);
    });
  const rows = new Float32Array(kept.length * n);
  kept.forEach((row, k) => {
    rows.set(row, k * n);
  });
  return rows;
}

/** phi of the counted parts in every resample: B of [parts, sites]. */
function resampledShares(
  { responses, sites }: PairStatistics,
  counted: readonly number[],
  weights: Float64Array,
): Float64Array[] {
  const { pairs: n, parts, passed, whole } = responses;
  const B = weights.length / n;
  const shares = Array.from({ length: B }, () => new Float64Array(parts * sites));
  for (const g of counted) {
    const wholes = weightedMeans(whole.subarray(g * n, (g + 1) * n), weights, n); // [B]
    const rows = passed.subarray(g * sites * n, (g + 1) * sites * n);
    const passes = weightedMeans(rows, weights, n); // [B, sites]
    for (let b = 0; b < B; b++) {
      for (let s = 0; s < sites; s++) {
        // A resample may hold no pair on which the part has an effect.
        const share = wholes[b] > 0 ? passes[b * sites + s] / wholes[b] : 0;
        shares[b][g * sites + s] = clamp(share, 0, 1);
      }
    }
  }
  return shares;
}
