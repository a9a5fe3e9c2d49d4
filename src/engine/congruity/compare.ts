// Everything numeric that a comparison of two models says, from their responses alone.
import { type Job, subJob } from '../core/job.ts';
import { random } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import type { Interval } from '../numeric/statistics.ts';
import { crisp, type Signature, signatureOf } from '../signature/signature.ts';
import {
  type Control,
  controlsSeparate,
  halvesDistance,
  permutedDistance,
  twinDistance,
} from './controls.ts';
import { type Distances, distancesOf, mismatchesOf } from './distance.ts';
import { type Example, examplesOf, indexOfLeast } from './examples.ts';
import { intervalsOf } from './interval.ts';
import { countedInBoth } from './mergeDistance.ts';
import { variationOf } from './mismatch.ts';
import { hasInnerCut, type Ruling, readMerging, rule } from './verdict.ts';

/** One of the two models: it has passed the gate. */
export type Contestant = {
  readonly name: string;
  readonly responses: Responses;
  /** Responses, on the first of the pairs, of the model with each weight matrix shuffled. */
  readonly twin: Responses;
};

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

/** Compares two models on the same pairs, answers and parts. */
export async function comparePair(
  job: Job,
  a: Contestant,
  b: Contestant,
  options: CompareOptions,
): Promise<Comparison> {
  const [sideA, sideB] = await sides(job, a, b);
  const { distances, intervals } = await distancesWithIntervals(job, sideA, sideB, options);
  const controls = [
    ...(await controlsOf(job, sideA, options)),
    ...(await controlsOf(job, sideB, options)),
  ];
  const signatures = [sideA.signature, sideB.signature] as const;
  const { pairs } = a.responses;
  const { differentPairs = pairs } = options;
  const ruling = rule({
    ...options,
    ...intervals,
    differentPairs,
    controlsSeparate: separate(controls, options.margin),
    evidence: [sideA.signature.inventory.length, sideB.signature.inventory.length],
    innerCut: [
      await hasOwnInnerCut(job, sideA, options),
      await hasOwnInnerCut(job, sideB, options),
    ],
  });
  const { distance, full, merge } = intervals;
  return {
    ...ruling,
    pairs,
    differentPairs,
    signatures,
    distances,
    distance,
    full,
    merge:
      countedInBoth(...signatures).length > 1
        ? { ...merge, reading: readMerging(merge, differentPairs) }
        : undefined,
    matches: matchesOf(distances.cutMismatch, ...signatures),
    controls,
    examples: await examplesOf(job, ...signatures, distances, options.examples),
  };
}

/** Apart from the rest, so that the variation they share is gone when the controls make theirs. */
async function distancesWithIntervals(job: Job, a: Side, b: Side, options: CompareOptions) {
  const [sA, sB] = [a.signature, b.signature];
  const variation = variationOf(sA.stats, sB.stats);
  const distances = await distancesOf(job, sA, sB, variation);
  const resampling = subJob(job, 0.1, 0.9);
  const intervals = await intervalsOf(resampling, sA, sB, distances, variation, options);
  return { distances, intervals };
}

type Side = {
  readonly name: string;
  readonly signature: Signature;
  readonly twin: Responses;
};

async function sides(job: Job, a: Contestant, b: Contestant): Promise<[Side, Side]> {
  const side = async ({ name, responses, twin }: Contestant): Promise<Side> => {
    const signature = await signatureOf(job, responses);
    return { name, signature, twin };
  };
  return [await side(a), await side(b)];
}

async function controlsOf(
  job: Job,
  { name, signature, twin }: Side,
  { seed, margin }: CompareOptions,
): Promise<Control[]> {
  const { stats } = signature;
  const rng = random(`controls ${name} ${seed}`);
  const positive = (what: string, distance: number): Control => {
    const passed = distance < margin;
    return { kind: 'positive', name: `${name} ${what}`, distance, wanted: 'near 0', passed };
  };
  const negative = (what: string, distance: number): Control => {
    const passed = distance > margin;
    return { kind: 'negative', name: `${name} ${what}`, distance, wanted: 'near 1', passed };
  };
  const halves = await halvesDistance(job, stats, rng);
  const permuted = await permutedDistance(job, signature, rng);
  const shuffled = await twinDistance(job, stats.responses, twin);
  return [
    positive('on disjoint halves of the pairs', halves),
    negative('against itself with the pairs permuted', permuted),
    negative('against its twin with shuffled weights', shuffled),
  ];
}

function separate(controls: readonly Control[], margin: number): boolean {
  const of = (kind: Control['kind']) =>
    controls.filter((control) => control.kind === kind).map(({ distance }) => distance);
  return controlsSeparate(of('positive'), of('negative'), margin);
}

async function hasOwnInnerCut(job: Job, { signature }: Side, { fullMargin }: CompareOptions) {
  const variation = variationOf(signature.stats, signature.stats);
  const ends = [0, signature.cuts.length - 1];
  const own = await mismatchesOf(job, signature, signature, variation, ends);
  return hasInnerCut(own.cutMismatch, fullMargin);
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
