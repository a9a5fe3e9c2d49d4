// The section on two families of a fleet, once every two of its models are compared.
import type { FamiliesSection } from '../../protocol/families.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Sides, sidesOf } from '../congruity/profiles.ts';
import { type Job, subJob } from '../core/job.ts';
import {
  type ByProfile,
  familyVerdicts,
  type Places,
  profileScore,
  type ScoreOptions,
} from './families.ts';
import { representationScores } from './familyLayers.ts';
import type { Member } from './fleetPairs.ts';
import { everyPair, type Fleet } from './fleetReport.ts';
import { interchange, interchangesOf, type Run } from './run.ts';
import type { Study } from './study.ts';

export type FamiliesFound = {
  readonly section: FamiliesSection;
  /** For the reader, a sentence each. */
  readonly notes: readonly string[];
  /** That were run for it, beside those of the fleet. */
  readonly interchanges: number;
};

export async function familiesSection(
  job: Job,
  run: Run,
  study: Study,
  found: Fleet,
  first: number, // so many models are the first family, the others the second
): Promise<FamiliesFound> {
  const { settings, seed, candidates } = study;
  const pairs = everyPair(candidates.length, found);
  const all = [...candidates.keys()];
  const families: Places = [all.slice(0, first), all.slice(first)];
  const members = found.models.flatMap(({ latest }) => latest?.member ?? []);
  const level = Math.max(settings.level, ...pairs.map((pair) => pair.level ?? 0));
  const options: ScoreOptions = { ...settings, level, seed };
  const { sides, interchanges } = await onSamePairs(subJob(job, 0, 0.3), run, study, members);
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
  const scores = [...(byProfile ? [byProfile.scored] : []), ...beside];
  return {
    interchanges,
    section: {
      ...{ kind: 'families', families, patched: null, scores },
      ...familyVerdicts(pairs, families),
    },
    notes: byProfile ? joinedNote(byProfile, pairs, [solving[0], solving[1]], study) : [],
  };
}

/** By how much a distance may differ for classes of sets that another model joins before it is told. */
const told = 0.05;

/** All models have one division of the sets into classes; where it is coarser than that of two of them, their distance is another. */
function joinedNote(
  { sample }: ByProfile,
  pairs: readonly FleetPair[],
  [one, other]: Places,
  { candidates }: Study,
): string[] {
  const known = new Map(pairs.map(({ a, b, distance }) => [`${a} ${b}`, distance?.value]));
  const moved = one.flatMap((a, i) =>
    other.flatMap((b, j) => {
      const own = known.get(`${a} ${b}`);
      const common = sample.between[i * other.length + j];
      return own === undefined || Math.abs(own - common) <= told ? [] : [{ a, b, own, common }];
    }),
  );
  if (moved.length === 0) return [];
  const [{ a, b, own, common }] = moved;
  const [nameA, nameB] = [a, b].map((place) => candidates[place].subject.name);
  return [
    `Scores of the families rest on sets that some model cannot tell apart taken as one for all: of ${moved.length} pairs between them the profile distance is another than theirs alone (${nameA} and ${nameB}: ${common.toFixed(2)}, alone ${own.toFixed(2)}). The verdicts do not rest on it.`,
  ];
}

/** By place. Where models were looked at on different pairs, or on different sets, the last look of any is made of all. */
async function onSamePairs(
  job: Job,
  run: Run,
  { candidates }: Study,
  members: readonly Member[],
): Promise<{ readonly sides: ReadonlyMap<number, Sides>; readonly interchanges: number }> {
  const known = new Map(members.map(({ place, known: { sides } }) => [place, sides]));
  const what = members.map(
    ({ extent, known: { sides } }) => `${extent.pairs} ${sides.responses.sets}`,
  );
  if (new Set(what).size < 2) return { sides: known, interchanges: 0 };
  const pairs = Math.max(...members.map(({ extent }) => extent.pairs));
  const extents = members.map(({ extent }) => ({ ...extent, pairs }));
  const shown = members.map(({ place }) => candidates[place]);
  const swept = await interchange(job, run, shown, extents);
  const sides = new Map(
    members.map(({ place }, m) => [place, sidesOf(swept[m].sweep.responses)] as const),
  );
  return { sides, interchanges: interchangesOf(swept.map(({ sweep }) => sweep)) };
}
