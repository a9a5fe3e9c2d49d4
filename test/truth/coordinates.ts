// Causal coordinates against the reference: expected-coordinates.json of ../shared/ground-truth.
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { type Coordinates, coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { determinedSites } from '../../src/engine/signature/determined.ts';
import { partsOf } from '../../src/engine/signature/pairStatistics.ts';
import { type Profile, profileOf } from '../../src/engine/signature/profile.ts';
import { ordered } from '../../src/engine/signature/setOrder.ts';
import { membersOf, type PartSet, type TwoReadings } from '../../src/engine/task/partSet.ts';
import type { Line } from './judge.ts';

export type ExpectedCoordinates = {
  readonly models: Readonly<
    Record<
      string,
      {
        /** By the letters of a set. */
        readonly profile: Readonly<Record<string, number>>;
        readonly unexplained: readonly (readonly number[])[]; // [cuts][spans]
        /** Weights of .02 and more by the letters of a set; "-": nothing. */
        readonly coordinates: readonly (readonly Readonly<Record<string, number>>[])[];
      }
    >
  >;
  readonly distance: Readonly<Record<string, number>>; // by "A B"
};

/** Largest difference from the reference that is allowed. */
const tolerance = 2e-3;

/** What is known of one model. */
export type Read = {
  readonly coordinates: Coordinates;
  readonly profile: Profile;
  readonly determined: Uint8Array;
};

/** Coordinates and profile of each model, by one list of sets and its own classes. */
export async function readAll(
  models: ReadonlyMap<string, Answers & { readonly own: Int32Array }>,
  readings: TwoReadings,
): Promise<ReadonlyMap<string, Read>> {
  const out = new Map<string, Read>();
  for (const [name, answers] of models) {
    const sets = ordered(answers.mixed.keys(), readings);
    const coordinates = await coordinatesOf(quietJob, answers, sets);
    const classes = await classesOf(quietJob, [answers], sets);
    const determined = await determinedSites(quietJob, answers, coordinates, classes);
    const profile = profileOf(coordinates, classes, { own: answers.own, determined }, readings);
    out.set(name, { coordinates, profile, determined });
  }
  return out;
}

/** Coordinates, unexplained, profiles and distances against the reference. */
export function coordinateAgreement(
  found: ReadonlyMap<string, Read>,
  names: readonly string[], // of the parts
  readings: TwoReadings,
  expected: ExpectedCoordinates,
): Line[] {
  const worst = new Map<string, number>();
  const note = (what: string, value: number, wanted: number) =>
    worst.set(what, Math.max(worst.get(what) ?? 0, Math.abs(value - wanted)));
  const letters = (set: PartSet) =>
    partsOf(membersOf(set, readings).mask)
      .map((g) => names[g])
      .join('');
  for (const [name, { coordinates, profile }] of found) {
    const wanted = expected.models[name];
    if (!wanted) continue;
    const { sets, weights, unexplained } = coordinates;
    for (const [s, left] of wanted.unexplained.flat().entries())
      note('unexplained', unexplained[s], left);
    for (const [s, site] of wanted.coordinates.flat().entries()) {
      for (const [g, set] of sets.entries()) {
        const weight = weights[s * sets.length + g];
        const value = site[letters(set) || '-'];
        if (value !== undefined || weight > 0.02 + tolerance) note('weights', weight, value ?? 0);
      }
    }
    for (const { set, value } of profile) note('profiles', value, wanted.profile[letters(set)]);
    note('entries of profiles', profile.length, Object.keys(wanted.profile).length);
  }
  for (const [a, A] of found) {
    for (const [b, B] of found) {
      const wanted = expected.distance[`${a} ${b}`];
      if (wanted === undefined) continue;
      note('profile distance', profileDistance(A.profile, B.profile).value, wanted);
    }
  }
  return [...worst].map(([what, most]) => {
    return { what: `${what}, largest error`, found: most.toExponential(1), met: most <= tolerance };
  });
}
