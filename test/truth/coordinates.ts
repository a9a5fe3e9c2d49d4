// Causal coordinates against the reference: expected-coordinates.json of ../shared/ground-truth.
import { readFileSync } from 'node:fs';
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { type Coordinates, coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { firmWeights } from '../../src/engine/signature/determined.ts';
import { partsOf } from '../../src/engine/signature/pairStatistics.ts';
import { type Profile, profileOf } from '../../src/engine/signature/profile.ts';
import { setsOf } from '../../src/engine/signature/search.ts';
import { membersOf, type PartSet, type TwoReadings } from '../../src/engine/task/partSet.ts';
import { answeredOnly, byPartSet, plainReadings } from '../support/answeredOnly.ts';
import { algorithmOf } from './expected.ts';
import type { Line } from './judge.ts';
import type { TaskRun } from './task.ts';

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

export function readExpectedCoordinates(path: string): ExpectedCoordinates {
  return JSON.parse(readFileSync(path, 'utf8')) as ExpectedCoordinates;
}

/** A run's models that solve the task, against the reference. Every variable stands once in its template. */
export async function coordinateLines(
  { task, models }: TaskRun,
  expected: ExpectedCoordinates,
): Promise<Line[]> {
  const readings = plainReadings(task.parts.length);
  const solved = models.filter(({ solved }) => solved);
  const answers = solved.map(({ name, known }) => {
    const { responses } = known.sides;
    const hasOther = responses.outcomes > task.answers.length;
    return [name, byPartSet(hasOther ? answeredOnly(responses) : responses, readings)] as const;
  });
  const names = task.parts.map(({ id }) => id);
  const read = (sitesOf: (model: Model) => number[]) => {
    const models = answers.map(([name, model]) => [name, atSites(model, sitesOf(model))] as const);
    return readAll(new Map(models), readings);
  };
  const single = await read(({ plan }) => plan.cuts.flat());
  const all = await read(({ plan }) => [...plan.sites.keys()]);
  const begun = await read(({ plan }) => {
    return [...plan.sites.keys()].filter((s) => plan.sites[s].moment === 0);
  });
  return [
    ...coordinateAgreement(single, names, readings, expected),
    ...toldApart('single spans', single),
    ...toldApart('joint sites too', all),
    evidenceAtOnce(begun),
  ];
}

type Model = Answers & { readonly own: Int32Array };

/** The same at some of its sites. */
function atSites(model: Model, sites: readonly number[]): Model {
  const size = model.pairs * model.outcomes;
  const site = new Float32Array(sites.length * size);
  for (const [k, s] of sites.entries()) {
    site.set(model.site.subarray(s * size, (s + 1) * size), k * size);
  }
  return {
    ...model,
    plan: { sites: sites.map((s) => model.plan.sites[s]), cuts: [], at: [] },
    own: Int32Array.from(sites, (s) => model.own[s]),
    site,
  };
}

const evidence = 0.5;
const margin = 0.3;
const most = ({ profile }: Read) => Math.max(...profile.map(({ value }) => value));

/** Distances of pairs with evidence, on one side for different algorithms and on both for the same. */
function toldApart(what: string, models: ReadonlyMap<string, Read>): Line[] {
  const known = [...models].filter(([name]) => !name.startsWith('natural'));
  const [same, different]: [number[], number[]] = [[], []];
  for (const [i, [a, A]] of known.entries()) {
    for (const [b, B] of known.slice(i + 1)) {
      const sure = [A, B].filter((read) => most(read) >= evidence).length;
      const { value } = profileDistance(A.profile, B.profile);
      if (algorithmOf(a) !== algorithmOf(b) && sure > 0) different.push(value);
      if (algorithmOf(a) === algorithmOf(b) && sure === 2) same.push(value);
    }
  }
  const [farthest, nearest] = [Math.max(0, ...same), Math.min(1, ...different)];
  return [
    {
      what: `${what}: ${same.length} same at most, ${different.length} different at least`,
      found: `${farthest.toFixed(3)}, ${nearest.toFixed(3)}`,
      met: farthest < margin && nearest > margin,
    },
  ];
}

/** At cut 0 nothing has been computed, so nothing may be evidence: what lies there is the site's own. */
function evidenceAtOnce(models: ReadonlyMap<string, Read>): Line {
  const value = Math.max(...[...models.values()].map(most));
  return { what: 'largest entry of a profile at cut 0', found: value.toFixed(3), met: value < 0.3 };
}

/** What is known of one model. */
export type Read = {
  readonly coordinates: Coordinates;
  readonly profile: Profile;
  readonly firm: Uint8Array;
};

/** Coordinates and profile of each model, by one list of sets and its own classes. */
export async function readAll(
  models: ReadonlyMap<string, Model>,
  readings: TwoReadings,
): Promise<ReadonlyMap<string, Read>> {
  const out = new Map<string, Read>();
  for (const [name, answers] of models) {
    const sets = setsOf([answers], readings);
    const coordinates = await coordinatesOf(quietJob, answers, sets);
    const classes = await classesOf(quietJob, [answers], sets);
    const firm = await firmWeights(quietJob, answers, coordinates, classes);
    const profile = profileOf(coordinates, classes, { own: answers.own, firm }, readings);
    out.set(name, { coordinates, profile, firm });
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
  const open = [...found.values()].flatMap(({ firm }) => [...firm]);
  const not = open.filter((is) => is === 0).length;
  const lines = [...worst].map(([what, most]) => {
    return { what: `${what}, largest error`, found: most.toExponential(1), met: most <= tolerance };
  });
  const met = not === 0; // else the profile leaves out what the reference has
  return [...lines, { what: `weights not determined, of ${open.length}`, found: `${not}`, met }];
}
