// The set that holds a site, where one does (method.md 4.2); else a site is shown as its mixture.

import { type Classes, classWeightsInto, largest } from './classes.ts';
import type { Coordinates } from './coordinates.ts';

/** Weight from which a set holds a site, and what may be left unexplained there. */
export const holding = 0.5;
export const mostUnexplained = 0.35;

/** The class that holds each site, -1 where none does or where another may as well: [sites]. */
export function labelsOf(
  { sets, weights, unexplained }: Coordinates,
  classes: Classes,
  firm: Uint8Array, // [sites, C]
): Int32Array {
  const [S, C] = [sets.length, classes.names.length];
  const held = new Float64Array(C);
  return Int32Array.from(unexplained, (left, s) => {
    classWeightsInto(held, classes, weights.subarray(s * S, (s + 1) * S));
    const most = largest(held);
    const holds = held[most] >= holding && left <= mostUnexplained && firm[s * C + most] === 1;
    return holds ? most : -1;
  });
}
