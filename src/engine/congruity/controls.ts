// Controls: what the distances read where the answer is known (method.md section 6).
import type { Job } from '../core/job.ts';
import { type Random, shuffled } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import { weightedMeans } from '../numeric/resample.ts';
import { clamp } from '../numeric/statistics.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import {
  leastChance,
  type Readings,
  readingsOf,
  type Signature,
  signatureOf,
} from '../signature/signature.ts';
import { causalDistance } from './distance.ts';

/** A comparison whose outcome is known beforehand. */
export type Control = {
  readonly kind: 'positive' | 'negative';
  readonly name: string; // "A on disjoint halves of the pairs"
  readonly distance: number;
  readonly wanted: string; // "near 0", "near 1"
  readonly passed: boolean;
};

/**
 * Positive control. One half of the pairs says what every site carries and how crisply; the other
 * half is asked whether that holds. The mean mismatch over sites, weighted by crispness, the worse of
 * both ways. (Matching a model's sites with themselves would read 0 whatever the pairs say; and the
 * largest mismatch instead of the mean reads up to .7 on good models with 64 pairs, for sheer noise.)
 */
export async function halvesDistance(job: Job, stats: PairStatistics, rng: Random) {
  const n = stats.responses.pairs;
  const order = shuffled([...Array(n).keys()], rng);
  const middle = Math.floor(n / 2);
  const weights = new Float64Array(2 * n); // [halves, n]
  for (const i of order.slice(0, middle)) weights[i] = 1 / middle;
  for (const i of order.slice(middle)) weights[n + i] = 1 / (n - middle);
  const halves = await readingsOf(job, stats, weights);
  return Math.max(heldOut(halves, 0, 1), heldOut(halves, 1, 0));
}

/** How far the labels that one half gave are from the responses of the other half. */
function heldOut({ stats, weights, ...halves }: Readings, chosen: number, held: number): number {
  const n = stats.responses.pairs;
  let missed = 0;
  let weight = 0;
  for (const [s, contenders] of stats.contenders.entries()) {
    const g = contenders.masks.indexOf(halves.label[2 * s + chosen]);
    const row = contenders.missed.subarray(g * n, (g + 1) * n);
    const [mean] = weightedMeans(row, weights, n, [held]);
    const chance = Math.max(halves.chance[2 * s + held], leastChance);
    const crispness = halves.crispness[2 * s + chosen];
    missed += crispness * clamp(mean / chance, 0, 1);
    weight += crispness;
  }
  return weight > 0 ? missed / weight : 0;
}

/**
 * Negative control: the model against its twin with shuffled weights, on the pairs that the twin
 * ran: the first ones.
 */
export async function twinDistance(job: Job, responses: Responses, twin: Responses) {
  const own = await signatureOf(job, firstPairs(responses, twin.pairs));
  return causalDistance(job, own, await signatureOf(job, twin));
}

/** The responses to the first `n` pairs alone. */
function firstPairs(responses: Responses, n: number): Responses {
  const { pairs, outcomes: K, mixed } = responses;
  const first = (rows: Float32Array, size: number) => {
    const count = rows.length / (pairs * size);
    const out = new Float32Array(count * n * size);
    for (let row = 0; row < count; row++) {
      const from = row * pairs * size;
      out.set(rows.subarray(from, from + n * size), row * n * size);
    }
    return out;
  };
  return {
    ...responses,
    pairs: n,
    clean: first(responses.clean, K),
    site: first(responses.site, K),
    mixed: new Map([...mixed].map(([mask, rows]) => [mask, first(rows, K)])),
    passed: first(responses.passed, 1),
    whole: first(responses.whole, 1),
    effect: first(responses.effect, 1),
  };
}

/** Negative control: the model against itself with its responses given to other pairs. */
export async function permutedDistance(job: Job, signature: Signature, rng: Random) {
  const { stats } = signature;
  const { responses } = stats;
  const permuted = permutedPairs(responses, derangement(responses.pairs, rng));
  const against = { ...signature, stats: { ...stats, responses: permuted } };
  return causalDistance(job, signature, against);
}

/** Does the margin fit between what must be near 0 and what must be near 1? */
export function controlsSeparate(
  positive: readonly number[],
  negative: readonly number[],
  margin: number,
): boolean {
  return Math.min(...negative) - Math.max(...positive) > margin;
}

/** A random cyclic order: a permutation without fixed points, for n >= 2 (S. Sattolo, 1986). */
export function derangement(n: number, rng: Random): Int32Array {
  const to = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.below(i);
    [to[i], to[j]] = [to[j], to[i]];
  }
  return to;
}

/** r(i) := r(pi(i)) at every site. */
function permutedPairs(responses: Responses, to: Int32Array): Responses {
  const { pairs: n, outcomes: K } = responses;
  const site = new Float32Array(responses.site.length);
  for (const s of responses.plan.sites.keys()) {
    for (let i = 0; i < n; i++) {
      const from = (s * n + to[i]) * K;
      site.set(responses.site.subarray(from, from + K), (s * n + i) * K);
    }
  }
  return { ...responses, site };
}
