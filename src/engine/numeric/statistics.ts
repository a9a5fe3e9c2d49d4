// Small statistics over plain arrays.

/** An estimate with the ends of its interval. */
export type Interval = { readonly value: number; readonly low: number; readonly high: number };

/** The value below which the share `q` of sorted numbers lies, linearly interpolated (type 7). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/**
 * The standard normal quantile, 0 < p < 1; absolute error under 4.5e-4 (Abramowitz and Stegun,
 * Handbook of Mathematical Functions, 26.2.23).
 */
export function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return (p < 0.5 ? -1 : 1) * (t - above / below);
}
