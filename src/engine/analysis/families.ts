// Two families of a fleet: can the one be told from the other by distance (method.md section 6)? The verdicts between
// them decide; scores of the profile distance and of representations stand beside them.
import type {
  CongruityReport,
  FamiliesSection,
  FamilyScore,
  FamilyVerdicts,
  Resampled,
} from '../../protocol/families.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import {
  endsOfSizes,
  endsOverMembers,
  endsOverPairs,
  type ScoreEnds,
} from '../congruity/familyIntervals.ts';
import { profileFamilies } from '../congruity/familyProfiles.ts';
import type { IntervalOptions } from '../congruity/interval.ts';
import type { Sides } from '../congruity/profiles.ts';
import {
  boundsOf,
  effectiveSize,
  type Families,
  type Score,
  scoreMonteCarlo,
  scoreOf,
} from '../congruity/score.ts';
import { type Job, subJob } from '../core/job.ts';
import { random } from '../core/random.ts';

/** Draws of the published estimate: at fewer it lies far below the exact one. */
const monteCarloDraws = 100;

export type Places = FamiliesSection['families'];

/** Models, and how far each is as an implementation. */
export type Tried = Pick<FamilyScore, 'strength' | 'tried' | 'accepted'>;

export type ScoreOptions = IntervalOptions & { readonly margin: number };

export type ByProfile = { readonly scored: FamilyScore; readonly sample: Families };

/** By profiles: the accepted models of each family, measured on the same pairs. undefined: a family has none. */
export async function profileScore(
  job: Job,
  families: readonly [readonly Sides[], readonly Sides[]],
  tried: Tried,
  options: ScoreOptions,
  kept: KeptDraws,
): Promise<ByProfile | undefined> {
  if (families.some(({ length }) => length === 0)) return undefined;
  const found = await profileFamilies(subJob(job, 0, 0.6), families, options, kept);
  const { sample } = found;
  const { pairs } = families[0][0].responses;
  const { level, margin } = options;
  const over = await endsOverPairs(subJob(job, 0.6, 0.8), sample, found.drawn(), pairs, level);
  const { kappa, apart, most, mostOfModels, isVacuous } = boundsOf(sample, 1);
  const sizes = endsOfSizes(found.ends);
  const by = (side: 0 | 1) => ({ value: kappa[side], pairs: sizes.kappa[side] ?? null });
  const scored: FamilyScore = {
    ...{ distance: 'profile', prompts: null, ...tried },
    score: await congruityOf(subJob(job, 0.8, 1), sample, over, options),
    kappa: [by(0), by(1)],
    effective: [effective(sample, 0, margin), effective(sample, 1, margin)],
    apart: { value: apart, pairs: sizes.apart ?? null },
    models: sample.between[0],
    bounds: { apartAtMost: most, modelsAtMost: mostOfModels, isVacuous },
  };
  return { scored, sample };
}

/** By a distance of representations, which nobody draws again. */
export async function plainScore(
  job: Job,
  { distance, prompts }: Pick<FamilyScore, 'distance' | 'prompts'>,
  sample: Families,
  tried: Tried,
  options: ScoreOptions,
): Promise<FamilyScore> {
  const { kappa, apart } = boundsOf(sample, 1);
  const of = (value: number) => ({ value, pairs: null });
  return {
    ...{ distance, prompts, ...tried },
    score: await congruityOf(job, sample, undefined, options),
    kappa: [of(kappa[0]), of(kappa[1])],
    effective: null,
    apart: of(apart),
    models: sample.between[0],
    bounds: null,
  };
}

function effective({ within, sizes }: Families, side: 0 | 1, margin: number): number {
  return effectiveSize(within[side], sizes[side], margin);
}

async function congruityOf(
  job: Job,
  sample: Families,
  over: ScoreEnds | undefined,
  { resamples, seed, level }: ScoreOptions,
): Promise<CongruityReport | null> {
  if (sample.sizes.some((size) => size < 2)) return null;
  const score = scoreOf(sample);
  const rng = random(`families ${seed}`);
  const draws = monteCarloDraws;
  const { congruity } = scoreMonteCarlo(sample, draws, rng);
  const members = await endsOverMembers(job, sample, resamples, rng, level);
  const resampled = (of: keyof ScoreEnds, value: number): Resampled => {
    return { value, pairs: over?.[of] ?? null, implementations: members?.[of] ?? null };
  };
  const [p1, p2] = score.p;
  const named = ({ congruity: c, separability: s }: Score) => ({
    congruity: resampled('congruity', c),
    separability: resampled('separability', s),
  });
  return {
    p: [resampled('p1', p1), resampled('p2', p2)],
    ...named(score),
    monteCarlo: { draws, congruity },
  };
}

/** What the pairs of the fleet say of two families. */
export function familyVerdicts(
  pairs: readonly FleetPair[],
  families: Places,
): Pick<FamiliesSection, 'between' | 'within' | 'distances'> {
  const [one, other] = families.map((places) => new Set(places));
  const isBetween = ({ a, b }: FleetPair) => one.has(a) && other.has(b);
  const within = (places: ReadonlySet<number>) =>
    countOf(pairs.filter(({ a, b }) => places.has(a) && places.has(b)));
  const between = pairs.filter(isBetween);
  const values = between.flatMap(({ distance }) => distance?.value ?? []);
  const distances = { low: Math.min(...values), high: Math.max(...values) };
  return {
    between: countOf(between),
    within: [within(one), within(other)],
    distances: values.length > 0 ? distances : null,
  };
}

export function countOf(pairs: readonly FleetPair[]): FamilyVerdicts {
  const count = new Map<FleetPair['verdict'], number>();
  for (const { verdict } of pairs) count.set(verdict, (count.get(verdict) ?? 0) + 1);
  return [...count].map(([verdict, pairs]) => ({ verdict, pairs }));
}
