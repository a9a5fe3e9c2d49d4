// The profile of a model (method.md 4.2): how purely does any place hold exactly G?

import type { PartSet, TwoReadings } from '../task/partSet.ts';
import { type Classes, classWeightsInto } from './classes.ts';
import type { Coordinates } from './coordinates.ts';
import { ownClasses } from './ownSets.ts';

/** C[G], and the first of the sites where it is reached; undefined where no site holds any of G. */
export type ProfileEntry = {
  readonly set: PartSet;
  readonly value: number;
  readonly site: number | undefined;
};

/** One entry a class, but nothing and everything, in the order of the classes. */
export type Profile = readonly ProfileEntry[];

/** What of a site counts. */
export type Sites = {
  /** The occurrences at its positions, bits. */
  readonly own: Int32Array; // [sites]
  /** Whether a class's weight is determined (determined.ts). */
  readonly firm: Uint8Array; // [sites, C]
};

/** max over sites of p[G] (1 - min(1, unexplained)): own sets, and weights that are not firm, left out. */
export function profileOf(
  { sets, weights, unexplained }: Coordinates,
  classes: Classes,
  { own, firm }: Sites,
  readings: TwoReadings,
): Profile {
  const [S, C] = [sets.length, classes.names.length];
  const held = new Float64Array(C);
  const value = new Float64Array(C);
  const site = new Int32Array(C).fill(-1);
  for (let s = 0; s < own.length; s++) {
    const explained = 1 - Math.min(1, unexplained[s]);
    const isOwn = ownClasses(classes, sets, own[s], readings);
    classWeightsInto(held, classes, weights.subarray(s * S, (s + 1) * S));
    for (let c = 0; c < C; c++) {
      const pure = held[c] * explained;
      if (isOwn[c] === 1 || firm[s * C + c] === 0 || pure <= value[c]) continue;
      value[c] = pure;
      site[c] = s;
    }
  }
  return [...classes.names.keys()]
    .filter((c) => c !== classes.nothing && c !== classes.everything)
    .map((c) => ({
      set: classes.names[c],
      value: value[c],
      site: site[c] < 0 ? undefined : site[c],
    }));
}
