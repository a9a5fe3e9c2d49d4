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

/** The standard normal distribution; absolute error under 7.5e-8 (Abramowitz and Stegun, 26.2.17). */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const powers = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = powers.reduceRight((rest, power) => (rest + power) * t, 0);
  const tail = (sum * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
  return z < 0 ? tail : 1 - tail;
}

/** The score interval of a proportion of n (E. B. Wilson, 1927). */
export function wilson(proportion: number, n: number, level: number): [low: number, high: number] {
  const z = normalQuantile((1 + level) / 2);
  const shrink = 1 + z ** 2 / n;
  const centre = (proportion + z ** 2 / (2 * n)) / shrink;
  const half = Math.sqrt((proportion * (1 - proportion)) / n + z ** 2 / (4 * n ** 2));
  return [centre - (z * half) / shrink, centre + (z * half) / shrink];
}
