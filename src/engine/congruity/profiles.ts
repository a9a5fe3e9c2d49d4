// Coordinates of one model or of two side by side: over one list of sets and one division of them into classes,
// so that profiles have the same entries.
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { type Classes, classesOf } from '../signature/classes.ts';
import { type Coordinates, coordinatesOf } from '../signature/coordinates.ts';
import { determinedSites, firmWeights } from '../signature/determined.ts';
import { type Profile, profileOf } from '../signature/profile.ts';
import { ordered } from '../signature/setOrder.ts';
import { labelsOf } from '../signature/siteLabel.ts';
import type { PartSet } from '../task/partSet.ts';

/** What one model shows by given sets and classes. */
export type Side = {
  readonly responses: Responses;
  readonly coordinates: Coordinates;
  /** Which classes' weights are determined where; and the sites whose largest one is. */
  readonly firm: Uint8Array; // [sites, C]
  readonly determined: Uint8Array; // [sites]
  /** The class that holds each site, or -1. */
  readonly labels: Int32Array; // [sites]
  readonly profile: Profile;
};

export type Profiles = {
  readonly sets: readonly PartSet[];
  readonly classes: Classes;
  readonly sides: readonly Side[];
};

/** A model that is looked at by one division into classes after another. */
export type Sides = {
  readonly responses: Responses;
  by(job: Job, sets: readonly PartSet[], classes: Classes): Promise<Side>;
};

/**
 * Of all pairs, or of pairs under weights; the side by the last sets and classes is kept, for in a fleet most
 * pairs have the same ones.
 */
export function sidesOf(
  responses: Responses,
  pairWeights?: Float64Array, // [n], sums to 1
): Sides {
  let last: { readonly key: string; readonly side: Side } | undefined;
  return {
    responses,
    async by(job, sets, classes) {
      const key = JSON.stringify([sets, [...classes.of]]);
      if (last?.key === key) return last.side;
      const coordinates = await coordinatesOf(job, responses, sets, pairWeights);
      const firm = await firmWeights(job, responses, coordinates, classes);
      const determined = determinedSites(coordinates, classes, firm);
      const { own, readings } = responses;
      const labels = labelsOf(coordinates, classes, firm);
      const profile = profileOf(coordinates, classes, { own, firm }, readings);
      last = { key, side: { responses, coordinates, firm, determined, labels, profile } };
      return last.side;
    },
  };
}

/** One model, or two; classes are settled on all of their pairs, whatever weights those have. */
export async function profilesOf(job: Job, models: readonly Sides[]): Promise<Profiles> {
  const all = models.map(({ responses }) => responses);
  const sets = ordered(
    all.flatMap((responses) => responses.sets),
    all[0].readings,
  );
  const classes = await classesOf(job, all, sets);
  const sides: Side[] = [];
  for (const model of models) sides.push(await model.by(job, sets, classes));
  return { sets, classes, sides };
}
