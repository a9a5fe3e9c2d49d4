// Coordinates of one model or of two side by side: over one list of sets and one division of them into classes,
// so that profiles have the same entries.
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { type Classes, classesOf } from '../signature/classes.ts';
import { type Coordinates, coordinatesOf } from '../signature/coordinates.ts';
import { determinedSites } from '../signature/determined.ts';
import { type Profile, profileOf } from '../signature/profile.ts';
import { ordered } from '../signature/setOrder.ts';
import { labelsOf } from '../signature/siteLabel.ts';
import type { PartSet } from '../task/partSet.ts';

export type Side = {
  readonly responses: Responses;
  readonly coordinates: Coordinates;
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

/** Of all pairs, or of pairs under weights; classes are settled on all of them anyway. */
export async function profilesOf(
  job: Job,
  models: readonly Responses[],
  pairWeights?: Float64Array, // [n], sums to 1
): Promise<Profiles> {
  const [{ readings }] = models;
  const sets = ordered(models.flatMap(({ mixed }) => [...mixed.keys()]), readings);
  const classes = await classesOf(job, models, sets);
  const sides: Side[] = [];
  for (const responses of models) {
    const coordinates = await coordinatesOf(job, responses, sets, pairWeights);
    const determined = await determinedSites(job, responses, coordinates, classes);
    const { own } = responses;
    sides.push({
      responses,
      coordinates,
      determined,
      labels: labelsOf(coordinates, classes, determined),
      profile: profileOf(coordinates, classes, { own, determined }, readings),
    });
  }
  return { sets, classes, sides };
}
