// Comparisons whose outcome is known beforehand, of one model at a time (method.md section 6).
import type { Job } from '../core/job.ts';
import type { Random } from '../core/random.ts';
import { shuffled } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import { pairStatistics } from '../signature/pairStatistics.ts';
import type { Profile } from '../signature/profile.ts';
import { type Readings, sampleReadings } from '../signature/signature.ts';
import { distancesOf } from './distance.ts';
import { profileDistance } from './profileDistance.ts';
import { profilesOf, sidesOf } from './profiles.ts';
import type { Capped, ControlsPassed } from './verdict.ts';

export type Control = {
  readonly kind: 'positive' | 'negative';
  /** Which distance it speaks for: a failed one caps the verdicts that rest on that. */
  readonly of: keyof ControlsPassed;
  readonly name: string; // "A on disjoint halves of the pairs"
  readonly value: number;
  readonly wanted: 'below' | 'above';
  readonly bound: number;
  readonly passed: boolean;
};

/** Where nothing can be held, no profile entry may reach this. */
const mostByChance = 0.3;

export type ControlOptions = {
  readonly margin: number; // delta, .3
  readonly fullMargin: number; // deltaFull, .15
};

/**
 * Positive: what one half of the pairs shows the other half shows too. Negative: no place of the twin with
 * shuffled weights, or of the model with the responses of other pairs, holds a set; and the latter is far
 * from the model.
 */
export async function controlsOf(
  job: Job,
  name: string,
  readings: Readings,
  twin: Responses,
  rng: Random,
  { margin, fullMargin }: ControlOptions,
): Promise<Control[]> {
  const { responses } = readings.stats;
  const { rows, permuted } = await profileControls(job, { name, responses, twin }, rng, margin);
  const full = await fullFrom(job, readings, permuted);
  return [
    ...rows,
    {
      ...{ kind: 'negative', of: 'full', name: `${name} against itself with the pairs permuted` },
      ...{ value: full, wanted: 'above', bound: 2 * fullMargin, passed: full > 2 * fullMargin },
    },
  ];
}

type Controlled = {
  readonly name: string;
  readonly responses: Responses;
  readonly twin: Responses;
};

/** Those of the profile, and the responses with the pairs permuted. */
export async function profileControls(
  job: Job,
  { name, responses, twin }: Controlled,
  rng: Random,
  margin: number,
): Promise<{ readonly rows: Control[]; readonly permuted: Responses }> {
  const halves = await halvesDistance(job, responses, rng);
  const permuted = permutedPairs(responses, derangement(responses.pairs, rng));
  const rows: Control[] = [
    { ...below(margin, halves), kind: 'positive', name: `${name} on disjoint halves of the pairs` },
    {
      ...below(mostByChance, purest(await profileAlone(job, permuted))),
      ...{ kind: 'negative', name: `${name} with the pairs permuted` },
    },
    {
      ...below(mostByChance, purest(await profileAlone(job, twin))),
      ...{ kind: 'negative', name: `${name} with shuffled weights` },
    },
  ];
  return { rows, permuted };
}

function below(bound: number, value: number) {
  return { of: 'profile', value, wanted: 'below', bound, passed: value < bound } as const;
}

/** Did all controls of these models pass that speak for a distance? */
export function controlsPassed(controls: readonly Control[]): ControlsPassed {
  const all = (of: Control['of']) => controls.every((one) => one.of !== of || one.passed);
  return { profile: all('profile'), full: all('full') };
}

/** The failed controls that keep a verdict from being said. */
export function capping(controls: readonly Control[], verdict: Capped): Control[] {
  const rests = verdict === 'indistinguishable' ? 'full' : 'profile';
  return controls.filter(({ of, passed }) => of === rests && !passed);
}

/** Profile distance of the two halves of the pairs. */
async function halvesDistance(job: Job, responses: Responses, rng: Random): Promise<number> {
  const n = responses.pairs;
  const order = shuffled([...Array(n).keys()], rng);
  const middle = Math.floor(n / 2);
  const half = (members: readonly number[]) => {
    const weights = new Float64Array(n);
    for (const i of members) weights[i] = 1 / members.length;
    return sidesOf(responses, weights);
  };
  const halves = [half(order.slice(0, middle)), half(order.slice(middle))];
  const [one, other] = (await profilesOf(job, halves)).sides;
  return profileDistance(one.profile, other.profile).value;
}

/** A model's profile by itself. */
async function profileAlone(job: Job, responses: Responses): Promise<Profile> {
  return (await profilesOf(job, [sidesOf(responses)])).sides[0].profile;
}

function purest(profile: Profile): number {
  return Math.max(0, ...profile.map(({ value }) => value));
}

async function fullFrom(job: Job, readings: Readings, other: Responses): Promise<number> {
  const against = await sampleReadings(job, await pairStatistics(job, other));
  return (await distancesOf(job, readings, against)).full.value;
}

/** A random cyclic order: a permutation without fixed points, for n >= 2 (S. Sattolo, 1986). */
export function derangement(n: number, rng: Random): Int32Array {
  const to = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.below(i);
    [to[i], to[j]] = [to[j], to[i]];
  }
  return to;
}

/** r(i) := r(pi(i)) at every site. */
function permutedPairs(responses: Responses, to: Int32Array): Responses {
  const { pairs: n, outcomes: K } = responses;
  const site = new Float32Array(responses.site.length);
  for (const s of responses.plan.sites.keys()) {
    for (let i = 0; i < n; i++) {
      const from = (s * n + to[i]) * K;
      site.set(responses.site.subarray(from, from + K), (s * n + i) * K);
    }
  }
  return { ...responses, site };
}
