// The profile of a model (method.md 4.2): how purely does any place hold exactly G?

import type { PartSet, TwoReadings } from '../task/partSet.ts';
import { type Classes, classWeightsInto } from './classes.ts';
import { type Coordinates, explained } from './coordinates.ts';
import { ownClasses } from './ownSets.ts';
import { weakest } from './pairStatistics.ts';

/** C[G], and the first of the sites where it is all but reached; undefined where no site holds any of G. */
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

/** A place that holds a set as purely as the best but for this is named before it if it comes first: alone, or earlier. */
const asPure = 0.02;

/** max over sites of p[G] (1 - min(1, unexplained)): own sets, and weights that are not firm, left out. */
export function profileOf(
  coordinates: Coordinates,
  classes: Classes,
  sites: Sites,
  readings: TwoReadings,
): Profile {
  const pure = puritiesOf(coordinates, classes, sites, readings);
  const C = classes.names.length;
  return [...classes.names.entries()]
    .filter(([c]) => c !== classes.nothing && c !== classes.everything)
    .map(([c, set]) => {
      const bySite = Array.from(sites.own, (_, s) => pure[s * C + c]);
      const value = bySite.reduce((most, each) => (each > most ? each : most), 0);
      const site = bySite.findIndex((each) => each > 0 && each >= value - asPure);
      return { set, value, site: site < 0 ? undefined : site };
    });
}

/** How purely each site holds each class, NaN where that does not count: [sites, C]. */
export function puritiesOf(
  { sets, weights, unexplained, strength }: Coordinates,
  classes: Classes,
  { own, firm }: Sites,
  readings: TwoReadings,
): Float64Array {
  const [S, C] = [sets.length, classes.names.length];
  const held = new Float64Array(C);
  const out = new Float64Array(own.length * C).fill(Number.NaN);
  for (let s = 0; s < own.length; s++) {
    if (strength[s] < weakest) continue;
    const isOwn = ownClasses(classes, sets, own[s], readings);
    classWeightsInto(held, classes, weights.subarray(s * S, (s + 1) * S));
    for (let c = 0; c < C; c++) {
      if (isOwn[c] === 1 || c === classes.nothing || c === classes.everything) continue;
      if (firm[s * C + c] === 1) out[s * C + c] = held[c] * explained(unexplained[s]);
    }
  }
  return out;
}
