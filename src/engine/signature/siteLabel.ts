// The set that holds a site, where one does (method.md 4.2); else a site is shown as its mixture.

import { type Classes, classWeightsInto } from './classes.ts';
import type { Coordinates } from './coordinates.ts';

/** Weight from which a set holds a site, and what may be left unexplained there. */
export const holding = 0.5;
export const mostUnexplained = 0.35;

/** The class that holds each site, -1 where none does or where the coordinates are not determined: [sites]. */
export function labelsOf(
  { sets, weights, unexplained }: Coordinates,
  classes: Classes,
  determined: Uint8Array, // [sites]
): Int32Array {
  const S = sets.length;
  const held = new Float64Array(classes.names.length);
  return Int32Array.from(unexplained, (left, s) => {
    if (determined[s] === 0 || left > mostUnexplained) return -1;
    classWeightsInto(held, classes, weights.subarray(s * S, (s + 1) * S));
    const most = held.reduce((best, weight, c) => (weight > held[best] ? c : best), 0);
    return held[most] >= holding ? most : -1;
  });
}
