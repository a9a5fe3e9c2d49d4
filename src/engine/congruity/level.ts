// What two models, or one, say at a finer level than the cuts: profiles of other places, and the same verdict on them. There
// is no full distance there: it is of every span at every cut.
import { type Job, subJob } from '../core/job.ts';
import { random } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import type { Interval } from '../numeric/statistics.ts';
import { type Comparison, drawnOf, pairingOf, type RulingOptions, rulingOf } from './compare.ts';
import { profileControls } from './controls.ts';
import { type DrawnProfiles, drawnProfiles } from './drawnProfiles.ts';
import type { IntervalOptions } from './interval.ts';
import { type Profiles, profilesOf, sidesOf } from './profiles.ts';
import { noFull } from './verdict.ts';

export type LevelSide = {
  readonly name: string;
  readonly responses: Responses;
  /** On the first of the pairs, of the model with shuffled weights. */
  readonly twin: Responses;
};

export type LevelOptions = IntervalOptions & Omit<RulingOptions, 'isPartial'>;

export type LevelFound = Pick<
  Comparison,
  | 'verdict'
  | 'reason'
  | 'capped'
  | 'profiles'
  | 'finding'
  | 'evidence'
  | 'unread'
  | 'controls'
  | 'pairs'
  | 'differentPairs'
> & { readonly intervals: DrawnProfiles & { readonly full: Interval } };

/** Gives what draws of the pairs say: by drawing, or because it is remembered. */
export type RecallDrawn = (draw: () => Promise<DrawnProfiles>) => Promise<DrawnProfiles>;

export async function judgeLevel(
  job: Job,
  models: readonly [LevelSide, LevelSide],
  options: LevelOptions,
  recall: RecallDrawn,
): Promise<LevelFound> {
  const [a, b] = await Promise.all(models.map((side) => ruledBy(job, side, options)));
  const { pairs } = models[0].responses;
  const differentPairs = Math.min(options.differentPairs, pairs);
  const pairing = await pairingOf(job, a, b);
  const drawn = await recall(() => drawnOf(subJob(job, 0.2, 1), pairing, options));
  const intervals = { ...drawn, full: noFull };
  const ruling = rulingOf(a, b, pairing, intervals, {
    ...options,
    differentPairs,
    isPartial: true,
  });
  const controls = [...a.controls, ...b.controls];
  return { ...ruling, ...pairing, controls, intervals, pairs, differentPairs };
}

async function ruledBy(job: Job, side: LevelSide, { seed, margin }: LevelOptions) {
  const rng = random(`controls ${seed}`);
  const { rows } = await profileControls(job, side, rng, margin);
  return { sides: sidesOf(side.responses), controls: rows, hasInnerCut: false };
}

export type LevelAlone = { readonly profiles: Profiles; readonly drawn: DrawnProfiles };

/** One model: its profile at the level, with intervals. */
export async function levelAlone(
  job: Job,
  responses: Responses,
  options: IntervalOptions,
  recall: RecallDrawn,
): Promise<LevelAlone> {
  const profiles = await profilesOf(job, [sidesOf(responses)]);
  const drawn = await recall(() => drawnProfiles(job, profiles, undefined, options));
  return { profiles, drawn };
}
