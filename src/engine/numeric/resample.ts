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
 * Two rows and four resamples at a time, for it is the loads that cost.
 */
export function weightedMeans(
  rows: Float32Array, // [R, n]
  weights: Float64Array, // [B, n]
  n: number,
): Float64Array {
  const R = rows.length / n;
  const B = weights.length / n;
  const out = new Float64Array(B * R);
  const [evenB, evenR] = [B - (B % 4), R - (R % 2)];
  for (let b = 0; b < evenB; b += 4) eightMeans(rows, weights, n, evenR, b, out);
  const one = (b: number, row: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += rows[row * n + i] * weights[b * n + i];
    out[b * R + row] = sum;
  };
  for (let b = 0; b < evenB; b++) for (let row = evenR; row < R; row++) one(b, row);
  for (let b = evenB; b < B; b++) for (let row = 0; row < R; row++) one(b, row);
  return out;
}

/** The first `evenR` rows under resamples b to b + 3. */
function eightMeans(
  rows: Float32Array,
  weights: Float64Array,
  n: number,
  evenR: number,
  b: number,
  out: Float64Array,
): void {
  const R = rows.length / n;
  const [w0, w1, w2, w3] = [0, 1, 2, 3].map((k) => weights.subarray((b + k) * n, (b + k + 1) * n));
  for (let row = 0; row < evenR; row += 2) {
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let p3 = 0;
    let q0 = 0;
    let q1 = 0;
    let q2 = 0;
    let q3 = 0;
    const [from, next] = [row * n, (row + 1) * n];
    for (let i = 0; i < n; i++) {
      const p = rows[from + i];
      const q = rows[next + i];
      const v0 = w0[i];
      const v1 = w1[i];
      const v2 = w2[i];
      const v3 = w3[i];
      p0 += p * v0;
      p1 += p * v1;
      p2 += p * v2;
      p3 += p * v3;
      q0 += q * v0;
      q1 += q * v1;
      q2 += q * v2;
      q3 += q * v3;
    }
    const at = b * R + row;
    [out[at], out[at + R], out[at + 2 * R], out[at + 3 * R]] = [p0, p1, p2, p3];
    [out[at + 1], out[at + R + 1], out[at + 2 * R + 1], out[at + 3 * R + 1]] = [q0, q1, q2, q3];
  }
}
