// Is one task computed as another: what is asked and what is found. Leaf.
import type { Evidence, Interval, SetName, SitePlace } from './coordinates.ts';
import type { RunOptions } from './runOptions.ts';

/** `task`: the hard one; `to`: the simple one, on which `b` is measured, or `a` too. */
export type ReduceRequest = Omit<RunOptions, 'work' | 'stages' | 'budget' | 'fullMargin'> & {
  readonly a: string;
  readonly b?: string;
  readonly task: string;
  readonly to: string;
  /** From names of the hard task, of variables or words of its template, to those of the simple one. */
  readonly map?: Readonly<Record<string, string>>;
};

export type ReductionVerdict =
  | 'contains the simple task' // its answer is a step of the hard one
  | 'does not contain the simple task' // no place on the hard one holds its answer
  | 'reduces' // the hard task is computed as the simple one
  | 'reduces in part' // as far as one can tell of the other; one of them holds more
  | 'different'
  | 'inconclusive'
  | 'not comparable';

/** Of the hard task and of the simple one. */
export type Both<T> = readonly [T, T];

/** A set that both tasks have. */
export type ReductionEntry = {
  readonly sets: Both<SetName>;
  /** How purely any place holds it. */
  readonly held: Both<Interval>;
  readonly sites: Both<SitePlace | null>;
  readonly decides: boolean;
};

/** A set that is held on one task, or may be, which the other cannot tell. */
export type BeyondReport = {
  /** 0: the hard task. */
  readonly side: 0 | 1;
  readonly set: SetName;
  readonly held: Interval;
  readonly site: SitePlace | null;
  readonly evidence: Exclude<Evidence, 'none'>;
  /** Of it the other task has all that its answer hangs on: that task is a step of this one. */
  readonly isWhole: boolean;
};

/** The set that is all that the simple task asks for, as the hard one holds it, which asks for more. */
export type StepReport = {
  readonly set: SetName;
  readonly held: Interval;
  readonly site: SitePlace | null;
  /** none: it was read that no place holds it. */
  readonly evidence: Evidence;
};

export type ReductionSection = {
  readonly kind: 'reduction';
  readonly tasks: Both<{
    readonly name: string;
    readonly digest: string;
    readonly variables: readonly string[];
    readonly pairs: number;
  }>;
  /** Which variable is which, by name. */
  readonly map: readonly Both<string>[];
  /** The variables that the other task does not have: it holds them fixed. */
  readonly alone: Both<readonly string[]>;
  /** The largest difference of what is held of the sets that both have; null: there is none. */
  readonly distance: Interval | null;
  readonly evidence: Both<Evidence>;
  readonly entries: readonly ReductionEntry[];
  readonly beyond: readonly BeyondReport[];
};

export type ReductionReason = {
  readonly code: 'reduction';
  readonly names: Both<string>; // of the models
  readonly tasks: Both<string>;
  readonly verdict: ReductionVerdict;
  readonly why:
    | 'too few pairs'
    | 'apart'
    | 'same variables'
    | 'no evidence'
    | 'evidence undecided'
    | 'unreadable'
    | 'straddles'
    | 'controls'
    | 'step'
    | 'no step'
    | 'step undecided'
    | 'beyond undecided';
  readonly distance: Interval | null;
  readonly margin: number;
  readonly deciding: {
    readonly sets: Both<SetName>;
    readonly values: Both<number>;
    readonly sites: Both<SitePlace | null>;
  } | null;
  /** What both hold in half or more, by the names of the hard task. */
  readonly seen: readonly { readonly set: SetName; readonly values: Both<number> }[];
  readonly beyond: readonly BeyondReport[];
  /** null: the hard task asks for no more than the simple one, or not for all of it. */
  readonly step: StepReport | null;
  /** Fewer different pairs say nothing. */
  readonly fewest: number;
  /** The names of the controls that failed, where they keep a verdict from being said. */
  readonly failed: readonly string[];
  readonly granularity: 'cut';
  readonly interchanges: number;
  readonly pairs: number; // of both tasks
};
