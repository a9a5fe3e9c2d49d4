// The verdict on a pair of models: the gate, then the first rule of method.md section 6 that holds.
import type { Interval } from '../numeric/statistics.ts';
import type { Evidence } from './evidence.ts';

export type Verdict =
  | 'indistinguishable'
  | 'same interpretation'
  | 'different'
  | 'inconclusive'
  | 'not comparable';

/** Do the two surely compute alike? */
export function isSame(
  verdict: Verdict | undefined,
): verdict is 'same interpretation' | 'indistinguishable' {
  return verdict === 'same interpretation' || verdict === 'indistinguishable';
}

/** Where there is no full distance to read: no verdict rests on it, for what is not covered is not `indistinguishable`. */
export const noFull: Interval = { value: 1, low: 0, high: 1 };

/**
 * Of rows: above it two models answer to a region otherwise. 1 is as unlike as the answers to different pairs, as where
 * one of them does not heed the region. Two trainings of one CNN of the fixtures are .13 apart by all their sites; the
 * margin is no calibrated one.
 */
export const inputMargin = 0.5;

/** Readings of the merge distance: alike below the first, unlike above the second. */
export const mergeMargins = { alike: 0.45, unlike: 0.6 } as const;

/**
 * Different pairs that a verdict takes. In the coverage simulation of the full distance the interval holds its level
 * from 8 pairs on (with 4 it holds 83 %, with 6 91 % where a rare pair decides); half as many again, because real
 * pairs are no ideal sample. Those of profiles hold theirs from 8 on too, for they are wide: with 12, two pure sites
 * can be told to hold different sets; that they hold the same takes some 30, for kinds of pairs that fewer lack.
 */
export const fewestPairs = 12;

export type Reason =
  | 'name variables' // the task has none: only the full distance can be read
  | 'too few pairs' // nothing is said of what fewer than `fewestPairs` happen to show
  | 'controls' // what should be near 0 or far from it is not
  | 'other regions' // of rows: a region of the input that one answers to and the other does not
  | 'only the input' // of rows: no place inside either, or one of them, can be told from input or answer
  | 'apart' // d is above the margin
  | 'no interchange tells' // dFull is below its margin
  | 'same variables' // d is below the margin
  | 'no evidence' // no place of either model holds a variable
  | 'evidence undecided' // more pairs may show a variable, or that there is none
  | 'unreadable' // one model has evidence; whether the other has none cannot be read
  | 'straddles'; // the interval holds the margin

/** How well a model solves the task. */
export type Gate = {
  readonly name: string;
  readonly accuracy: number | undefined; // undefined: the task knows no right answers
  readonly floor: number;
  /** Mean probability, on the base prompts, that one of the answers is said. */
  readonly mass: number;
  /** Of a model of rows that does not solve the task: the order of classes by which it would. */
  readonly otherOrder?: { readonly classes: readonly string[]; readonly accuracy: number };
};

/** A model that hardly ever says one of the answers is asked something else than the task. */
export const leastMass = 0.02;

/** False means that the pair is `not comparable`, and no distance is to be computed. */
export function passes({ accuracy, floor, mass }: Gate): boolean {
  return mass >= leastMass && (accuracy === undefined || accuracy >= floor);
}

/** A verdict that a failed control keeps from being said. */
export type Capped = 'different' | 'same interpretation' | 'indistinguishable';

export type Ruling = {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** What the verdict would be if the controls had passed. */
  readonly capped: Capped | undefined;
};

/** Whether the controls of both models passed, by what they control. */
export type ControlsPassed = { readonly profile: boolean; readonly full: boolean };

export type Findings = {
  /** Has the task variables, or parts that can be taken one by one? */
  readonly hasVariables: boolean;
  readonly differentPairs: number;
  readonly controls: ControlsPassed;
  /** d, of the profiles; undefined: the answers tell no set from both nothing and everything. */
  readonly distance: Interval | undefined;
  readonly full: Interval;
  /** Of rows: how unlike they answer to some region of the input. */
  readonly input?: Interval | undefined;
  readonly evidence: readonly [Evidence, Evidence];
  /** Was it read of each model that no place holds the deciding set? */
  readonly absenceRead: readonly [boolean, boolean];
  /** Has each model a cut that differs from both its input and its output cut, of rows with a region apart there? */
  readonly innerCut: readonly [boolean, boolean];
  /** Does the full distance rest on every cut of both models? */
  readonly isCovered: boolean;
  readonly margin: number; // delta
  readonly fullMargin: number; // deltaFull
};

/** The verdict on two models that pass the gate. */
export function rule(f: Findings): Ruling {
  if (f.differentPairs < fewestPairs) return inconclusive('too few pairs');
  const seen = f.evidence.map((evidence) => evidence === 'seen');
  const apart = f.distance !== undefined && f.distance.low > f.margin && seen.some((is) => is);
  const absent = seen.every((is, side) => is || f.absenceRead[side]);
  if (f.input !== undefined && f.input.low > inputMargin) {
    return unless(!f.controls.full, 'different', 'other regions');
  }
  if (apart && absent) return unless(!f.controls.profile, 'different', 'apart');
  const hasInner = f.innerCut.every((has) => has);
  if (f.input !== undefined && !hasInner) return inconclusive('only the input');
  if (f.isCovered && f.full.high < f.fullMargin && hasInner) {
    return unless(!f.controls.full, 'indistinguishable', 'no interchange tells');
  }
  if (!f.hasVariables) return inconclusive('name variables');
  if (f.distance === undefined) return inconclusive('no evidence');
  if (f.distance.high < f.margin && seen.every((is) => is)) {
    return unless(!f.controls.profile, 'same interpretation', 'same variables');
  }
  if (apart) return inconclusive('unreadable');
  if (f.evidence.every((evidence) => evidence === 'none')) return inconclusive('no evidence');
  if (seen.every((is) => is)) return inconclusive('straddles');
  return inconclusive('evidence undecided');
}

function unless(failed: boolean, verdict: Capped, reason: Reason): Ruling {
  if (failed) return { verdict: 'inconclusive', reason: 'controls', capped: verdict };
  return { verdict, reason, capped: undefined };
}

function inconclusive(reason: Reason): Ruling {
  return { verdict: 'inconclusive', reason, capped: undefined };
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

export function readMerging(merge: Interval, enoughPairs: boolean): 'alike' | 'unlike' | 'unclear' {
  if (!enoughPairs) return 'unclear';
  if (merge.high < mergeMargins.alike) return 'alike';
  return merge.low > mergeMargins.unlike ? 'unlike' : 'unclear';
}
