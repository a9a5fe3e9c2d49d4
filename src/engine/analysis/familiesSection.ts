// The section on two families of a fleet, once every two of its models are compared.
import type { FamiliesSection } from '../../protocol/families.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Sides, sidesOf } from '../congruity/profiles.ts';
import { type Job, subJob } from '../core/job.ts';
import { familyVerdicts, type Places, profileScore, type ScoreOptions } from './families.ts';
import { representationScores } from './familyLayers.ts';
import type { Member } from './fleetPairs.ts';
import { everyPair, type Fleet } from './fleetReport.ts';
import { interchange, type Run } from './run.ts';
import type { Study } from './study.ts';

export async function familiesSection(
  job: Job,
  run: Run,
  study: Study,
  found: Fleet,
  first: number, // so many models are the first family, the others the second
): Promise<FamiliesSection> {
  const { settings, seed, candidates } = study;
  const pairs = everyPair(candidates.length, found);
  const all = [...candidates.keys()];
  const families: Places = [all.slice(0, first), all.slice(first)];
  const members = found.models.flatMap(({ latest }) => latest?.member ?? []);
  const level = Math.max(settings.level, ...pairs.map((pair) => pair.level ?? 0));
  const options: ScoreOptions = { ...settings, level, seed };
  const sides = await onSamePairs(subJob(job, 0, 0.3), run, study, members);
  const solving = families.map((places) => places.filter((place) => sides.has(place)));
  const [one, other] = solving.map((places) => places.map((place) => sides.get(place)!));
  const tried = {
    strength: null,
    tried: [families[0].length, families[1].length],
    accepted: [one.length, other.length],
  } as const;
  const kept: KeptDraws = new WeakMap();
  const byProfile = await profileScore(subJob(job, 0.3, 0.7), [one, other], tried, options, kept);
  const shown = solving.map((places) => places.map((place) => candidates[place]));
  const part = subJob(job, 0.7, 1);
  const beside = await representationScores(part, run, study, [shown[0], shown[1]], tried, options);
  return {
    kind: 'families',
    families,
    ...familyVerdicts(pairs, families),
    patched: null,
    scores: [...(byProfile ? [byProfile] : []), ...beside],
  };
}

/** By place. Where models were looked at on different pairs, or on different sets, the last look of any is made of all. */
async function onSamePairs(
  job: Job,
  run: Run,
  { candidates }: Study,
  members: readonly Member[],
): Promise<ReadonlyMap<number, Sides>> {
  const known = new Map(members.map(({ place, known: { sides } }) => [place, sides]));
  const what = members.map(
    ({ extent, known: { sides } }) => `${extent.pairs} ${sides.responses.sets}`,
  );
  if (new Set(what).size < 2) return known;
  const pairs = Math.max(...members.map(({ extent }) => extent.pairs));
  const extents = members.map(({ extent }) => ({ ...extent, pairs }));
  const shown = members.map(({ place }) => candidates[place]);
  const swept = await interchange(job, run, shown, extents);
  return new Map(members.map(({ place }, m) => [place, sidesOf(swept[m].sweep.responses)]));
}
