// Draws: rows of weights over n pairs, and means of many rows of numbers under many draws. Draw 0 is
// the sample itself, so whatever is computed under draws is computed in one way for both.
import type { Job } from '../core/job.ts';
import type { Random } from '../core/random.ts';

/** The sample itself: n weights of 1/n. */
export function equalWeights(n: number): Float64Array {
  return new Float64Array(n).fill(1 / n);
}

/** `resamples` draws of n pairs with replacement, as weights that sum to 1: [resamples, n]. */
export function resampleWeights(resamples: number, n: number, rng: Random): Float64Array {
  const weights = new Float64Array(resamples * n);
  for (let b = 0; b < resamples; b++) {
    for (let k = 0; k < n; k++) weights[b * n + rng.below(n)] += 1 / n;
  }
  return weights;
}

/**
 * Means of the rows under the draws: out[row, k] = sum over i of rows[row, i] * weights[draws[k], i],
 * added in the order of the pairs. Two rows and four draws at a time, for it is the loads that cost.
 */
export function weightedMeans(
  rows: Float32Array, // [R, n]
  weights: Float64Array, // [B, n]
  n: number,
  draws: readonly number[],
): Float64Array {
  const R = rows.length / n;
  const D = draws.length;
  const out = new Float64Array(R * D);
  const [evenR, evenD] = [R - (R % 2), D - (D % 4)];
  for (let k = 0; k < evenD; k += 4) {
    for (let row = 0; row < evenR; row += 2) eightMeans(rows, row, weights, n, draws, k, out);
  }
  const one = (row: number, k: number) => {
    let sum = 0;
    for (let i = 0, at = row * n, w = draws[k] * n; i < n; i++) sum += rows[at++] * weights[w++];
    out[row * D + k] = sum;
  };
  for (let k = 0; k < evenD && evenR < R; k += 4) fourMeans(rows, evenR, weights, n, draws, k, out);
  for (let row = 0; row < R; row++) for (let k = evenD; k < D; k++) one(row, k);
  return out;
}

/** Products between two pauses: some tens of milliseconds. */
const mostProducts = 2 ** 24;

/** Weighted means of the rows of an [.., n] array: [.., B]. */
export async function pausedMeans(
  job: Job,
  rows: Float32Array,
  weights: Float64Array,
  n: number,
  draws: readonly number[],
): Promise<Float64Array> {
  const out = new Float64Array((rows.length / n) * draws.length);
  const step = n * Math.max(2, Math.floor(mostProducts / weights.length));
  for (let from = 0; from < rows.length; from += step) {
    await job.pause();
    const here = weightedMeans(rows.subarray(from, from + step), weights, n, draws);
    out.set(here, (from / n) * draws.length);
  }
  return out;
}

/** Rows `row` and `row + 1` under four draws from the k-th on. */
function eightMeans(
  rows: Float32Array,
  row: number,
  weights: Float64Array,
  n: number,
  draws: readonly number[],
  k: number,
  out: Float64Array,
): void {
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  let q0 = 0;
  let q1 = 0;
  let q2 = 0;
  let q3 = 0;
  const [from, next] = [row * n, (row + 1) * n];
  const [w0, w1, w2, w3] = [draws[k] * n, draws[k + 1] * n, draws[k + 2] * n, draws[k + 3] * n];
  for (let i = 0; i < n; i++) {
    const p = rows[from + i];
    const q = rows[next + i];
    const v0 = weights[w0 + i];
    const v1 = weights[w1 + i];
    const v2 = weights[w2 + i];
    const v3 = weights[w3 + i];
    p0 += p * v0;
    p1 += p * v1;
    p2 += p * v2;
    p3 += p * v3;
    q0 += q * v0;
    q1 += q * v1;
    q2 += q * v2;
    q3 += q * v3;
  }
  const at = row * draws.length + k;
  [out[at], out[at + 1], out[at + 2], out[at + 3]] = [p0, p1, p2, p3];
  const below = at + draws.length;
  [out[below], out[below + 1], out[below + 2], out[below + 3]] = [q0, q1, q2, q3];
}

/** Row `row` alone under four draws from the k-th on. */
function fourMeans(
  rows: Float32Array,
  row: number,
  weights: Float64Array,
  n: number,
  draws: readonly number[],
  k: number,
  out: Float64Array,
): void {
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  const from = row * n;
  const [w0, w1, w2, w3] = [draws[k] * n, draws[k + 1] * n, draws[k + 2] * n, draws[k + 3] * n];
  for (let i = 0; i < n; i++) {
    const p = rows[from + i];
    p0 += p * weights[w0 + i];
    p1 += p * weights[w1 + i];
    p2 += p * weights[w2 + i];
    p3 += p * weights[w3 + i];
  }
  const at = row * draws.length + k;
  [out[at], out[at + 1], out[at + 2], out[at + 3]] = [p0, p1, p2, p3];
}
