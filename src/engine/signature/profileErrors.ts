// What draws of a sample cannot show of the errors of a profile: pairs of a kind that the sample lacks; and how
// much each pair moves an entry.

import { wilson } from '../numeric/statistics.ts';
import { type Classes, classWeightsInto } from './classes.ts';
import type { Coordinates } from './coordinates.ts';

/** Pairs that must account for a weight, and be left over, for draws of the sample to be trusted alone. */
const few = 5;
/** Chance below which nothing is divided by it here: two answers that are hardly ever the same have .5. */
const leastChance = 0.1;

/**
 * How much lower and higher the weight of a class may be than the sample and its draws show: where few pairs
 * account for it, or for what is left, to the ends of Wilson's interval for a share of the pairs.
 */
export function unseenWeight(weight: number, n: number, level: number) {
  const [least, most] = wilson(Math.min(1, weight), n, level);
  // What so few pairs say at the best of many sites may be chance altogether.
  if (n * weight < few) return { low: weight, high: most - weight };
  return { low: n * (1 - weight) < few ? weight - least : 0, high: 0 };
}

/**
 * How much lower and higher each class may stand. A pair that acts otherwise takes its weight, and leaves as much
 * unexplained, in units of chance.
 */
export function unseenOf(
  coordinates: Coordinates,
  classes: Classes,
  best: Int32Array, // the site where each class stands highest, -1: none; [C]
  n: number,
  level: number,
) {
  const [C, S] = [classes.names.length, coordinates.sets.length];
  const [low, high] = [new Float64Array(C), new Float64Array(C)];
  const held = new Float64Array(C);
  for (const [c, s] of best.entries()) {
    if (c === classes.nothing || c === classes.everything) continue;
    held.fill(0);
    if (s >= 0) classWeightsInto(held, classes, coordinates.weights.subarray(s * S, (s + 1) * S));
    const by = unseenWeight(held[c], n, level);
    const chance = s < 0 ? 1 : Math.max(coordinates.chance[s], leastChance);
    low[c] = by.low * (1 + 1 / chance);
    high[c] = by.high;
  }
  return { low, high };
}

/** How much each pair adds to every row, from how its weight and the row's deviations vary together: [rows, n]. */
export function influences(
  deviations: Float64Array, // [rows, B]
  weights: Float64Array, // [B, n]
  n: number,
): Float64Array {
  const B = weights.length / n;
  const rows = deviations.length / B;
  const out = new Float64Array(rows * n);
  for (let row = 0; row < rows; row++) {
    const of = deviations.subarray(row * B, (row + 1) * B);
    const mean = of.reduce((sum, x) => sum + x, 0) / B;
    for (let k = 0; k < B; k++) {
      const apart = ((of[k] - mean) * n) / B;
      if (apart === 0) continue;
      for (let i = 0; i < n; i++) out[row * n + i] += apart * (weights[k * n + i] - 1 / n);
    }
  }
  return out;
}
