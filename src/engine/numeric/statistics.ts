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

/** The same of numbers in any order, which it reorders (C. A. R. Hoare's selection). */
export function quantileIn(numbers: Float64Array, q: number): number {
  const at = Math.min(Math.max(q, 0), 1) * (numbers.length - 1);
  const below = Math.floor(at);
  select(numbers, below);
  if (at === below) return numbers[below];
  let next = Number.POSITIVE_INFINITY;
  for (let k = below + 1; k < numbers.length; k++) next = Math.min(next, numbers[k]);
  return numbers[below] + (at - below) * (next - numbers[below]);
}

/** Puts the number of this rank in its place, smaller ones before it and larger ones after. */
function select(numbers: Float64Array, rank: number): void {
  let [from, to] = [0, numbers.length - 1];
  while (from < to) {
    const pivot = numbers[(from + to) >> 1];
    let [low, high] = [from, to];
    while (low <= high) {
      while (numbers[low] < pivot) low++;
      while (numbers[high] > pivot) high--;
      if (low > high) break;
      const swapped = numbers[low];
      numbers[low++] = numbers[high];
      numbers[high--] = swapped;
    }
    if (rank <= high) to = high;
    else if (rank >= low) from = low;
    else return;
  }
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

/** Student's quantile by expansion in 1/freedom: within .01 of it from 8 degrees on (Abramowitz and Stegun, 26.7.5). */
export function studentQuantile(p: number, freedom: number): number {
  const z = normalQuantile(p);
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + (z ** 3 + z) / (4 * freedom) + second / freedom ** 2;
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

/** Units that must account for a share, and be left over, for the bootstrap to be trusted alone. */
const few = 5;

/** A resample cannot hold a unit that the sample of n lacks: near 0 and 1 it sees no uncertainty, Wilson's interval does. Ends lie in 0..1. */
export function withUnseen({ value, low, high }: Interval, n: number, level: number): Interval {
  const [wilsonLow, wilsonHigh] = wilson(value, n, level);
  return {
    value,
    low: clamp(n * (1 - value) < few ? Math.min(low, wilsonLow) : low, 0, 1),
    high: clamp(n * value < few ? Math.max(high, wilsonHigh) : high, 0, 1),
  };
}

/** Of a number in 0..1 and its draws over n units: it is always within, and so is what a sample of n may lack. */
export function percentiles(
  value: number,
  draws: ArrayLike<number>,
  { n, level, tail = (1 - level) / 2 }: Units,
): Interval {
  const sorted = Float64Array.from(draws).sort();
  const low = Math.min(value, quantile(sorted, tail));
  const high = Math.max(value, quantile(sorted, 1 - tail));
  return withUnseen({ value, low, high }, n, level);
}

/** What was drawn anew. */
export type Units = {
  readonly n: number;
  readonly level: number;
  /** Share of the draws beyond either end, where it is another than the level has it. */
  readonly tail?: number;
};

/**
 * The interval of how far the share of `a` is above that of `b`, two judgements of the same n things (R. G. Newcombe,
 * "Improved confidence intervals for the difference between binomial proportions based on paired data", 1998, method 10).
 */
export function pairedDifference(
  a: readonly boolean[],
  b: readonly boolean[],
  level: number,
): Interval {
  const n = a.length;
  const count = (x: boolean, y: boolean) => a.filter((is, i) => is === x && b[i] === y).length;
  const [both, first, second, neither] = [
    ...[count(true, true), count(true, false), count(false, true), count(false, false)],
  ];
  const [p, q] = [(both + first) / n, (both + second) / n];
  const [[lowP, highP], [lowQ, highQ]] = [wilson(p, n, level), wilson(q, n, level)];
  const excess = both * neither - first * second;
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  const corrected = excess > 0 ? Math.max(excess - n / 2, 0) : excess;
  const phi = margins > 0 ? corrected / Math.sqrt(margins) : 0;
  const reach = (x: number, y: number) => Math.sqrt(Math.max(0, x ** 2 - 2 * phi * x * y + y ** 2));
  const value = p - q;
  return {
    value,
    low: value - reach(p - lowP, highQ - q),
    high: value + reach(highP - p, q - lowQ),
  };
}

/** The standard error of the difference of two numbers, from their draws. */
export function spreadBetween(a: Float64Array, b: Float64Array): number {
  let [sum, square] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const apart = a[k] - b[k];
    sum += apart;
    square += apart ** 2;
  }
  return Math.sqrt(Math.max(0, square / a.length - (sum / a.length) ** 2));
}

/** `most` where it is larger, else `by`, number by number; into `most`. */
export function raise(most: Float64Array, by: Float64Array): void {
  for (let k = 0; k < most.length; k++) if (by[k] > most[k]) most[k] = by[k];
}
