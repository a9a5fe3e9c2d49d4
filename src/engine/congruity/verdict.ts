// The verdict on a pair of models: the gate, then the first rule of method.md section 6 that holds.
import type { Interval } from '../numeric/statistics.ts';

export type Verdict =
  | 'indistinguishable'
  | 'same interpretation'
  | 'different'
  | 'inconclusive'
  | 'not comparable';

/** Readings of the merge distance: alike below the first, unlike above the second. */
export const mergeMargins = { alike: 0.45, unlike: 0.6 } as const;

/**
 * Different pairs that a verdict takes. In the coverage simulation the interval holds its level from 8
 * pairs on (with 4 it holds 83 %, with 6 91 % where a rare pair decides); half as many again, because
 * real pairs are no ideal sample.
 */
export const fewestPairs = 12;

export type Reason =
  | 'too few pairs' // nothing is said of what fewer than `fewestPairs` happen to show
  | 'controls' // what should be near 0 and what should be near 1 do not separate
  | 'apart' // d is above the margin
  | 'no interchange tells' // dFull is below its margin
  | 'same variables' // d is below the margin
  | 'no evidence' // neither model shows an intermediate
  | 'one-sided evidence' // d is below the margin, but only one model shows an intermediate
  | 'straddles'; // the interval holds the margin

/** How well a model solves the task. */
export type Gate = {
  readonly name: string;
  readonly accuracy: number | undefined; // undefined: the task knows no right answers
  readonly floor: number;
};

/** False means that the pair is `not comparable`, and no distance is to be computed. */
export function passes({ accuracy, floor }: Gate): boolean {
  return accuracy === undefined || accuracy >= floor;
}

export type Ruling = { readonly verdict: Verdict; readonly reason: Reason };

export type Findings = {
  readonly differentPairs: number;
  readonly controlsSeparate: boolean;
  readonly distance: Interval;
  readonly full: Interval;
  /** Number of intermediate variables seen in A and in B. */
  readonly evidence: readonly [number, number];
  /** Has each model a cut that differs from both its input and its output cut? */
  readonly innerCut: readonly [boolean, boolean];
  readonly margin: number; // delta
  readonly fullMargin: number; // deltaFull
};

/** The verdict on two models that pass the gate. */
export function rule(f: Findings): Ruling {
  const [seenA, seenB] = f.evidence.map((size) => size > 0);
  if (f.differentPairs < fewestPairs) return { verdict: 'inconclusive', reason: 'too few pairs' };
  if (!f.controlsSeparate) return { verdict: 'inconclusive', reason: 'controls' };
  if (f.distance.low > f.margin && (seenA || seenB)) {
    return { verdict: 'different', reason: 'apart' };
  }
  if (f.full.high < f.fullMargin && f.innerCut.every((has) => has)) {
    return { verdict: 'indistinguishable', reason: 'no interchange tells' };
  }
  if (f.distance.high < f.margin && seenA && seenB) {
    return { verdict: 'same interpretation', reason: 'same variables' };
  }
  if (!seenA && !seenB) return { verdict: 'inconclusive', reason: 'no evidence' };
  const reason = f.distance.high < f.margin ? 'one-sided evidence' : 'straddles';
  return { verdict: 'inconclusive', reason };
}

/**
 * Does some cut of a model differ from both its input and its output cut by more than `fullMargin`?
 * Without one, every model that solves the task would match it.
 */
export function hasInnerCut(
  fromEnds: Float64Array, // D of every cut and the first, and the last: [cuts, 2]
  fullMargin: number,
): boolean {
  const cuts = Array.from({ length: fromEnds.length / 2 }, (_, l) => 2 * l);
  return cuts.some((at) => fromEnds[at] > fullMargin && fromEnds[at + 1] > fullMargin);
}

export function readMerging(
  merge: Interval,
  differentPairs: number,
): 'alike' | 'unlike' | 'unclear' {
  if (differentPairs < fewestPairs) return 'unclear';
  if (merge.high < mergeMargins.alike) return 'alike';
  return merge.low > mergeMargins.unlike ? 'unlike' : 'unclear';
}
