// Small statistics over plain arrays.

/** The value below which the share `q` of sorted numbers lies, linearly interpolated (type 7). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** Sum of `rows[row, i] * weights[i]` over i: a mean over pairs when the weights sum to 1. */
export function weightedMean(
  rows: Float32Array, // [.., n]
  row: number,
  weights: Float64Array, // [n]
): number {
  const n = weights.length;
  let sum = 0;
  for (let i = 0, at = row * n; i < n; i++, at++) sum += rows[at] * weights[i];
  return sum;
}

/** n weights of 1/n. */
export function equalWeights(n: number): Float64Array {
  return new Float64Array(n).fill(1 / n);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
