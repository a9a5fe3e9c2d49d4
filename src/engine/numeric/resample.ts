// Bootstrap resamples as weights over n pairs, and means of many rows under many resamples.
import type { Random } from '../core/random.ts';

/** `resamples` draws of n pairs with replacement, as weights that sum to 1: [resamples, n]. */
export function resampleWeights(resamples: number, n: number, rng: Random): Float64Array {
  const weights = new Float64Array(resamples * n);
  for (let b = 0; b < resamples; b++) {
    for (let k = 0; k < n; k++) weights[b * n + rng.below(n)] += 1 / n;
  }
  return weights;
}

/**
 * Means of the rows under every resample: out[b, row] = sum over i of rows[row, i] * weights[b, i].
 * Four resamples share each load of a row, for it is the loads that cost.
 */
export function weightedMeans(
  rows: Float32Array, // [R, n]
  weights: Float64Array, // [B, n]
  n: number,
): Float64Array {
  const R = rows.length / n;
  const B = weights.length / n;
  const out = new Float64Array(B * R);
  let b = 0;
  for (; b + 4 <= B; b += 4) fourMeans(rows, weights.subarray(b * n, (b + 4) * n), n, out, b * R);
  for (; b < B; b++) {
    for (let row = 0; row < R; row++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += rows[row * n + i] * weights[b * n + i];
      out[b * R + row] = sum;
    }
  }
  return out;
}

function fourMeans(
  rows: Float32Array, // [R, n]
  weights: Float64Array, // [4, n]
  n: number,
  out: Float64Array, // [4, R] from `at`
  at: number,
): void {
  const R = rows.length / n;
  const [w0, w1, w2, w3] = [0, 1, 2, 3].map((k) => weights.subarray(k * n, (k + 1) * n));
  for (let row = 0; row < R; row++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const from = row * n;
    for (let i = 0; i < n; i++) {
      const value = rows[from + i];
      s0 += value * w0[i];
      s1 += value * w1[i];
      s2 += value * w2[i];
      s3 += value * w3[i];
    }
    out[at + row] = s0;
    out[at + R + row] = s1;
    out[at + 2 * R + row] = s2;
    out[at + 3 * R + row] = s3;
  }
}
