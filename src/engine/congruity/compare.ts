// Everything that a comparison of two models says, from their responses alone.
import { type Job, subJob } from '../core/job.ts';
import type { Interval } from '../numeric/statistics.ts';
import { explained } from '../signature/coordinates.ts';
import { ownClasses } from '../signature/ownSets.ts';
import type { Readings } from '../signature/signature.ts';
import { type Control, controlsPassed } from './controls.ts';
import { type Distances, distancesOf } from './distance.ts';
import {
  type DrawnProfiles,
  drawnProfiles,
  entryClasses,
  type KeptDraws,
} from './drawnProfiles.ts';
import { type Evidence, evidenceOf, isAbsent, type Look } from './evidence.ts';
import { type Example, examplesOf } from './examples.ts';
import { type Finding, findingOf } from './finding.ts';
import { hasFixedPlaces } from './fixedPlaces.ts';
import { type DistanceIntervals, type IntervalOptions, intervalsOf } from './interval.ts';
import type { Known } from './known.ts';
import { type Match, matchesOf } from './matches.ts';
import { countedInBoth } from './mergeDistance.ts';
import { variationOf } from './mismatch.ts';
import { profileDistance } from './profileDistance.ts';
import { type Profiles, profilesOf, type Side } from './profiles.ts';
import { fewestPairs, type Ruling, readMerging, rule } from './verdict.ts';

export type RulingOptions = {
  readonly margin: number; // delta, .3
  readonly fullMargin: number; // deltaFull, .15
  readonly differentPairs: number;
  /** Were cuts of either model left out? */
  readonly isPartial?: boolean;
};

export type CompareOptions = RulingOptions &
  IntervalOptions & {
    readonly examples: number; // at most
  };

/** What resampling the pairs of two models gives. */
export type Intervals = DistanceIntervals & DrawnProfiles;

/** How two models lie to each other on the sample, before it is asked how sure that is. */
export type Pairing = {
  readonly profiles: Profiles;
  readonly finding: Finding;
};

export type Comparison = Ruling &
  Pairing & {
    readonly pairs: number;
    readonly differentPairs: number;
    readonly sides: readonly [Known, Known];
    /** Of rows: what each shows by itself. Of regions that one of them does not heed, classes of both show nothing. */
    readonly alone: readonly Profiles[] | undefined;
    readonly distances: Distances;
    readonly intervals: Intervals;
    readonly evidence: readonly [Evidence, Evidence];
    /** Of which model it could not be read that it holds the deciding set nowhere. */
    readonly unread: 0 | 1 | undefined;
    readonly merge: MergeReading | undefined;
    /** Every cut that has a like one on the other side, and that one. */
    readonly matches: readonly Match[];
    readonly controls: readonly Control[];
    readonly examples: readonly Example[];
  };

export type MergeReading = Interval & { readonly reading: 'alike' | 'unlike' | 'unclear' };

/** Gives the intervals of a pair: by measuring them, or because they are remembered. */
export type Recall = (measure: () => Promise<Intervals>) => Promise<Intervals>;

/** Compares two models on the same pairs, answers and parts. */
export async function comparePair(
  job: Job,
  a: Known,
  b: Known,
  options: CompareOptions,
  recall: Recall = (measure) => measure(),
  kept?: KeptDraws,
): Promise<Comparison> {
  const sides = [a, b] as const;
  const pairing = await pairingOf(job, ...sides);
  const [readingsA, readingsB] = [sides[0].readings, sides[1].readings];
  const variation = variationOf(readingsA.stats, readingsB.stats);
  const distances = await distancesOf(job, readingsA, readingsB, variation);
  const intervals = await recall(async () => ({
    ...(await drawnOf(subJob(job, 0, 0.6), pairing, options, kept)),
    ...(await intervalsOf(
      subJob(job, 0.6, 0.95),
      readingsA,
      readingsB,
      distances,
      variation,
      options,
    )),
  }));
  const ruling = rulingOf(...sides, pairing, intervals, options);
  const exhibits = sides.map(({ readings }, i) => ({ readings, purity: purityOf(pairing, i) }));
  return {
    ...ruling,
    ...pairing,
    ...{ sides, distances, intervals },
    alone: hasFixedPlaces(readingsA) ? await eachAlone(job, sides) : undefined,
    pairs: readingsA.stats.responses.pairs,
    differentPairs: options.differentPairs,
    merge: mergeOf(readingsA, readingsB, intervals, options),
    matches: matchesOf(
      distances.cutMismatch,
      readingsA.cuts.length,
      readingsB.cuts.length,
      options.fullMargin,
    ),
    controls: sides.flatMap(({ controls }) => controls),
    examples: await examplesOf(job, exhibits[0], exhibits[1], distances, options.examples),
  };
}

async function eachAlone(job: Job, sides: readonly Known[]): Promise<Profiles[]> {
  const alone: Profiles[] = [];
  for (const { sides: own } of sides) alone.push(await profilesOf(job, [own]));
  return alone;
}

/** The profiles of two models by the same classes, and what they show. */
export async function pairingOf(
  job: Job,
  a: Pick<Known, 'sides'>,
  b: Pick<Known, 'sides'>,
): Promise<Pairing> {
  const profiles = await profilesOf(job, [a.sides, b.sides]);
  const [ofA, ofB] = profiles.sides.map(({ profile }) => profile);
  const responses = [a.sides.responses, b.sides.responses];
  const finding = findingOf(responses, [ofA, ofB], profileDistance(ofA, ofB).deciding);
  return { profiles, finding };
}

export function drawnOf(
  job: Job,
  pairing: Pairing,
  options: IntervalOptions,
  kept?: KeptDraws,
): Promise<DrawnProfiles> {
  return drawnProfiles(job, pairing.profiles, decidingClass(pairing), options, kept);
}

function decidingClass({ profiles, finding }: Pairing): number | undefined {
  const set = finding.deciding?.[0].set;
  return entryClasses(profiles).find((c) => profiles.classes.names[c] === set);
}

/** What of a model a verdict rests on, and of the intervals. */
export type Ruled = Pick<Known, 'sides' | 'controls' | 'hasInnerCut'>;
export type RuledBy = DrawnProfiles & Pick<DistanceIntervals, 'full' | 'input'>;

export type PairRuling = Ruling & Pick<Comparison, 'evidence' | 'unread'>;

/** The verdict on two models from what is known of each and how far they are apart. */
export function rulingOf(
  a: Ruled,
  b: Ruled,
  pairing: Pairing,
  { distance, full, input, models, decidingHigh }: RuledBy,
  { margin, fullMargin, differentPairs, isPartial = false }: RulingOptions,
): PairRuling {
  const { profiles } = pairing;
  const deciding = decidingClass(pairing);
  const [ofA, ofB] = models.map(({ largest }) => evidenceOf(largest));
  const absent = profiles.sides.map((side, at) => {
    return (
      deciding === undefined || isAbsent(looks(profiles, side, deciding, decidingHigh[at]), margin)
    );
  });
  const ruling = rule({
    ...{ distance, full, input, margin, fullMargin, differentPairs },
    hasVariables: a.sides.responses.readings.variables > 0 || profiles.sets.length > 2,
    controls: controlsPassed([...a.controls, ...b.controls]),
    evidence: [ofA, ofB],
    absenceRead: [absent[0], absent[1]],
    innerCut: [a.hasInnerCut, b.hasInnerCut],
    isCovered: !isPartial,
  });
  const unread = [ofA, ofB].findIndex((seen, side) => seen !== 'seen' && !absent[side]);
  return { ...ruling, evidence: [ofA, ofB], unread: unread < 0 ? undefined : (unread as 0 | 1) };
}

/** The sites of a model at which a class would be evidence, as it is looked for at them. */
export function looks(
  { classes, sets }: Pick<Profiles, 'classes' | 'sets'>,
  { responses, coordinates: { strength, unexplained }, determined, firm }: Side,
  deciding: number,
  high: readonly number[], // by site
): Look[] {
  return high.flatMap((weightHigh, s) => {
    if (ownClasses(classes, sets, responses.own[s], responses.readings)[deciding] === 1) return [];
    const site = { strength: strength[s], unexplained: unexplained[s], weightHigh };
    const isFirm = firm[s * classes.names.length + deciding] === 1;
    return [{ ...site, determined: determined[s] === 1 && isFirm }];
  });
}

/** The merge distance with its reading; undefined: fewer than two parts have an effect in both. */
export function mergeOf(
  a: Readings,
  b: Readings,
  { merge }: DistanceIntervals,
  { differentPairs }: Pick<RulingOptions, 'differentPairs'>,
): MergeReading | undefined {
  if (countedInBoth(a, b).length < 2) return undefined;
  return { ...merge, reading: readMerging(merge, differentPairs >= fewestPairs) };
}

/** How purely each site of a model holds some set. */
function purityOf({ profiles: { sets, sides } }: Pairing, side: number): Float64Array {
  const { weights, unexplained } = sides[side].coordinates;
  const S = sets.length;
  return unexplained.map((left, s) => {
    const most = weights.subarray(s * S, (s + 1) * S).reduce((a, b) => Math.max(a, b), 0);
    return most * explained(left);
  });
}
