// Everything numeric that a comparison of two models says, from their responses alone.
import { type Job, subJob } from '../core/job.ts';
import type { Interval } from '../numeric/statistics.ts';
import { crisp, type Signature } from '../signature/signature.ts';
import { type Control, controlsSeparate } from './controls.ts';
import { type Distances, distancesOf } from './distance.ts';
import { type Example, examplesOf, indexOfLeast } from './examples.ts';
import { type Intervals, intervalsOf } from './interval.ts';
import { type Contestant, type Known, knownOf } from './known.ts';
import { countedInBoth } from './mergeDistance.ts';
import { variationOf } from './mismatch.ts';
import { type Findings, type Ruling, readMerging, rule } from './verdict.ts';

export type CompareOptions = {
  readonly margin: number; // delta, .3
  readonly fullMargin: number; // deltaFull, .15
  readonly level: number; // of the intervals, .95
  readonly resamples: number; // 2000
  readonly seed: number;
  readonly examples: number; // at most
  /** Undefined: all are. */
  readonly differentPairs?: number;
};

export type Match = { readonly a: number; readonly b: number; readonly mismatch: number };

export type Comparison = Ruling & {
  readonly pairs: number;
  readonly differentPairs: number;
  readonly signatures: readonly [Signature, Signature];
  readonly distances: Distances;
  readonly distance: Interval;
  readonly full: Interval;
  /** undefined: fewer than two parts have an effect in both models. */
  readonly merge: (Interval & { readonly reading: 'alike' | 'unlike' | 'unclear' }) | undefined;
  /** Every crisp cut with its nearest cut on the other side. */
  readonly matches: readonly Match[];
  readonly controls: readonly Control[];
  readonly examples: readonly Example[];
};

/** Gives the intervals of a pair: by measuring them, or because they are remembered. */
export type Recall = (measure: () => Promise<Intervals>) => Promise<Intervals>;

/** Compares two models on the same pairs, answers and parts. */
export async function comparePair(
  job: Job,
  a: Contestant,
  b: Contestant,
  options: CompareOptions,
  recall: Recall = (measure) => measure(),
): Promise<Comparison> {
  const sides = [await knownOf(job, a, options), await knownOf(job, b, options)] as const;
  const signatures = [sides[0].signature, sides[1].signature] as const;
  const variation = variationOf(signatures[0].stats, signatures[1].stats);
  const distances = await distancesOf(job, ...signatures, variation);
  const intervals = await recall(() =>
    intervalsOf(subJob(job, 0.1, 0.9), ...signatures, distances, variation, options),
  );
  const { pairs } = a.responses;
  const { differentPairs = pairs } = options;
  return {
    ...rulingOf(...sides, intervals, { ...options, differentPairs }),
    pairs,
    differentPairs,
    signatures,
    distances,
    distance: intervals.distance,
    full: intervals.full,
    merge: mergeOf(...signatures, intervals, differentPairs),
    matches: matchesOf(distances.cutMismatch, ...signatures),
    controls: sides.flatMap(({ controls }) => controls),
    examples: await examplesOf(job, ...signatures, distances, options.examples),
  };
}

/** The verdict on two models from what is known of each and how far they are apart. */
export function rulingOf(
  a: Known,
  b: Known,
  { distance, full }: Intervals,
  options: Pick<Findings, 'margin' | 'fullMargin' | 'differentPairs'>,
): Ruling {
  const { margin, fullMargin, differentPairs } = options;
  const controls = (wanted: Control['kind']) =>
    [...a.controls, ...b.controls].flatMap(({ kind, distance }) => {
      return kind === wanted ? [distance] : [];
    });
  return rule({
    ...{ distance, full, margin, fullMargin, differentPairs },
    controlsSeparate: controlsSeparate(controls('positive'), controls('negative'), margin),
    evidence: [a.signature.inventory.length, b.signature.inventory.length],
    innerCut: [a.hasInnerCut, b.hasInnerCut],
  });
}

/** The merge distance with its reading; undefined: fewer than two parts have an effect in both. */
export function mergeOf(
  a: Signature,
  b: Signature,
  { merge }: Intervals,
  differentPairs: number,
): Comparison['merge'] {
  if (countedInBoth(a, b).length < 2) return undefined;
  return { ...merge, reading: readMerging(merge, differentPairs) };
}

/** Cuts whose mismatch is this close are as near as each other: then the like depth decides. */
const asNear = 0.02;

/** Each crisp cut with its nearest one on the other side, no match twice. */
function matchesOf(mismatch: Float64Array, a: Signature, b: Signature): Match[] {
  const match = (l: number, m: number): Match => {
    return { a: l, b: m, mismatch: mismatch[l * b.cuts.length + m] };
  };
  const depthApart = ({ a: l, b: m }: Match) =>
    Math.abs(l / (a.cuts.length - 1) - m / (b.cuts.length - 1));
  const nearest = (count: number, to: (k: number) => Match): Match => {
    const least = to(indexOfLeast(count, (k) => to(k).mismatch)).mismatch;
    const isNear = (one: Match) => one.mismatch <= least + asNear;
    return to(indexOfLeast(count, (k) => (isNear(to(k)) ? depthApart(to(k)) : Infinity)));
  };
  const crispCuts = ({ cutCrispness }: Signature) =>
    [...cutCrispness.keys()].filter((cut) => cutCrispness[cut] >= crisp);
  const fromA = crispCuts(a).map((l) => nearest(b.cuts.length, (m) => match(l, m)));
  const fromB = crispCuts(b).map((m) => nearest(a.cuts.length, (l) => match(l, m)));
  const isNew = ({ a: l, b: m }: Match) => !fromA.some((other) => other.a === l && other.b === m);
  return [...fromA, ...fromB.filter(isNew)].sort((x, y) => x.a - y.a || x.b - y.b);
}
