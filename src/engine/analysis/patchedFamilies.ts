// Two checkpoints, each as a family of implementations that are made by patching it: strength by strength. Such
// implementations stay near their network, so their score tells networks apart and not interpretations: the verdict on
// the two, by the profile distance, is told first.
import type { Ablation } from '../../protocol/circuit.ts';
import type { FamilyScore, Patching } from '../../protocol/families.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { sidesOf } from '../congruity/profiles.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import { type Outside, outsideOf } from './circuitOutside.ts';
import { familyVerdicts, profileScore, type ScoreOptions } from './families.ts';
import type { FamiliesFound } from './familiesSection.ts';
import { representationScores } from './familyLayers.ts';
import { everyPair, type Fleet } from './fleetReport.ts';
import { type Drawn, drawnOf, type Implementations, implementationsOf } from './implementations.ts';
import { measured } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { each, interchangesOf, type Run } from './run.ts';
import type { Study } from './study.ts';

const usualStrengths = [0.2, 0.5, 1];
const mostImplementations = 100;
/** Each implementation is measured as a model is, at every cut: of a large one on few pairs. */
const mostPairs = { atOnce: 64, inLooks: 16 } as const;

export type PatchSettings = {
  readonly count: number;
  readonly strengths: readonly number[];
  readonly ablation: Ablation;
};

/** Throws EngineError 'task-invalid' for a value out of its range, or where a side has not one model. */
export function patchSettings(patching: Patching, sides: readonly number[]): PatchSettings {
  const { implementations: count, strengths = usualStrengths, ablation = 'resample' } = patching;
  const refuse = (message: string, hint?: string) => {
    throw new EngineError('task-invalid', message, hint === undefined ? {} : { hint });
  };
  if (sides.some((models) => models !== 1)) {
    refuse(
      `implementations are made of one checkpoint a side, given are ${sides.join(' and ')}`,
      'Give one checkpoint for each side, or ask for no implementations: then the checkpoints of a family are its implementations.',
    );
  }
  if (!Number.isInteger(count) || count < 1 || count > mostImplementations) {
    refuse(`the number of implementations is ${count}, allowed is 1 to ${mostImplementations}`);
  }
  const bad = strengths.find((strength) => !(strength > 0 && strength <= 1));
  if (bad !== undefined || strengths.length === 0) {
    refuse(`the strength is ${bad ?? 'none'}, allowed is above 0 and at most 1`);
  }
  return { count, strengths, ablation };
}

export async function patchedFamilies(
  job: Job,
  run: Run,
  study: Study,
  fleet: Fleet,
  asked: PatchSettings,
): Promise<FamiliesFound> {
  const pairs = everyPair(study.candidates.length, fleet);
  const families = [[0], [1]] as const;
  const section = { kind: 'families', families, ...familyVerdicts(pairs, families) } as const;
  if (fleet.models.length < 2) {
    return { section: { ...section, patched: null, scores: [] }, notes: [], interchanges: 0 };
  }
  const outsides = await each(subJob(job, 0, 0.2), study.candidates, (part, candidate) =>
    outsideOf(part, run, study, candidate, asked),
  );
  const drawn = await each(subJob(job, 0.2, 0.25), study.candidates, (part, candidate, side) =>
    drawnOf(part, run, candidate, outsides[side], { ...asked, side }),
  );
  const found = await each(subJob(job, 0.25, 1), asked.strengths, (part, strength) =>
    scoresAt(part, run, study, drawn, strength),
  );
  const both = (of: (outside: Outside) => number) => [of(outsides[0]), of(outsides[1])] as const;
  const [byProfile, beside] = [true, false].map((is) =>
    found.flatMap(({ scores }) => scores).filter(({ distance }) => (distance === 'profile') === is),
  );
  const patched = {
    ablation: asked.ablation,
    components: both(({ components }) => components.length),
    circuit: both(({ circuit }) => circuit.length),
  };
  const notes = study.candidates.flatMap(({ subject: { name } }, side) =>
    outsides[side].outside.length > 0
      ? []
      : [`${name}: its circuit is all of its heads and MLPs, so nothing of it can be patched.`],
  );
  const interchanges = interchangesOf([...outsides, ...found]);
  const scores = [...byProfile, ...beside];
  return { section: { ...section, patched, scores }, notes, interchanges };
}

async function scoresAt(
  job: Job,
  run: Run,
  study: Study,
  drawn: readonly (readonly Drawn[])[], // by side
  strength: number,
): Promise<{ readonly scores: readonly FamilyScore[]; readonly interchanges: number }> {
  const { candidates, settings, seed, limits } = study;
  const options: ScoreOptions = { ...settings, seed };
  const made = await each(subJob(job, 0, 0.3), candidates, (part, candidate, side) =>
    implementationsOf(part, run, candidate, drawn[side], strength),
  );
  const pairs = Math.min(study.pairs, limits ? mostPairs.inLooks : mostPairs.atOnce);
  const swept = await each(subJob(job, 0.3, 0.8), made, (part, { accepted }) =>
    each(part, accepted, (own, one) => sweptBy(own, run, one, pairs)),
  );
  const of = (count: (one: Implementations) => number) => [count(made[0]), count(made[1])] as const;
  const tried = {
    strength,
    tried: of((one) => one.tried),
    accepted: of(({ accepted }) => accepted.length),
  };
  const kept: KeptDraws = new WeakMap();
  const byProfile = await profileScore(
    subJob(job, 0.8, 0.85),
    [swept[0].map(({ sides }) => sides), swept[1].map(({ sides }) => sides)],
    tried,
    options,
    kept,
  );
  const shown = [made[0].accepted, made[1].accepted] as const;
  const part = subJob(job, 0.85, 1);
  const beside = await representationScores(part, run, study, shown, tried, options);
  const scores = [...(byProfile ? [byProfile.scored] : []), ...beside];
  return { scores, interchanges: interchangesOf(swept.flat()) };
}

async function sweptBy(job: Job, run: Run, candidate: Candidate, pairs: number) {
  const extent = { pairs, focus: undefined };
  const { responses, interchanges } = await measured(job, run.ports, candidate, run.memory, extent);
  return { sides: sidesOf(responses), interchanges };
}
