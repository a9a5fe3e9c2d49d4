// Why a report says what it says: codes with the numbers, names, sets and places that belong to them. They
// are put into words by src/words and nowhere else. Leaf.
import type { Interval } from './sections.ts';
import type { Verdict } from './verdict.ts';

/** Part ids, in task order. */
export type PartSet = readonly string[];

/** A set of parts, and where it is first seen whole. */
export type Sighting = { readonly set: PartSet; readonly cut: number; readonly span: string };

/** Sets of parts that come together at a cut. */
export type Joining = { readonly cut: number; readonly sets: readonly PartSet[] };

/** What one model shows that the other does not: its own sets; or that it shows none, and how it brings
 * its parts together instead; or that all it shows is in the other too. */
export type OneSide =
  | { readonly code: 'own'; readonly seen: readonly Sighting[] }
  | { readonly code: 'nothing crisp'; readonly order: readonly Joining[] }
  | { readonly code: 'no more'; readonly sets: readonly PartSet[] };

/** What the two models are seen to do; lists are A's and B's. */
export type Finding =
  | { readonly code: 'variables differ'; readonly sides: readonly [OneSide, OneSide] }
  | {
      readonly code: 'variables shared';
      /** The same sets of both, each model's in order of its cuts. */
      readonly seen: readonly [readonly Sighting[], readonly Sighting[]];
      /** What all the same has no match on the other side; null: it was not looked for. */
      readonly unmatched: Unmatched | null;
    }
  /** In which order the parts come together: graded, so it speaks where nothing is crisp. */
  | {
      readonly code: 'order';
      readonly orders: readonly [readonly Joining[], readonly Joining[]];
    };

/** The site, or the whole cut, that acts on the answer as nothing in the other model does. */
export type Unmatched = {
  readonly model: 0 | 1;
  readonly cut: number;
  readonly span: string | null; // null: the whole cut
  readonly crisp: boolean;
  readonly mismatch: number;
};

/** A model that does not solve the task. */
export type Failed = { readonly name: string; readonly accuracy: number; readonly floor: number };
export type Unsolved = { readonly code: 'unsolved'; readonly failed: readonly Failed[] };

/** Of a report of schema 1, which kept the sentences alone. */
export type Said = {
  readonly code: 'said';
  readonly explanation: string;
  readonly settle: string | null;
};

type Causal = { readonly distance: Interval };
type Full = { readonly full: Interval };
type Margin = { readonly margin: number };
type Found = { readonly finding: Finding };

/** Why a verdict on two models that solve the task is what it is. */
export type MeasuredReason = {
  readonly names: readonly [string, string];
  /** What was tried. */
  readonly granularity: 'cut';
  readonly interchanges: number;
  readonly pairs: number;
} & (
  | ({ readonly code: 'apart' } & Causal & Margin & Found) // the distance is above the margin
  | ({ readonly code: 'no interchange tells' } & Full & { readonly fullMargin: number } & Found)
  | ({ readonly code: 'same variables' } & Causal & Margin & Found) // below the margin
  | ({ readonly code: 'no evidence' } & Causal & Full & Found) // neither shows an intermediate
  | ({ readonly code: 'one-sided evidence' } & Causal & Found) // only one shows an intermediate
  | ({ readonly code: 'straddles' } & Causal & Margin & Found) // the interval holds the margin
  | ({ readonly code: 'controls' } & Causal & Full) // what is near 0 and near 1 does not separate
  | ({
      readonly code: 'too few pairs';
      readonly differentPairs: number;
      readonly fewest: number;
    } & Causal &
      Full)
);

export type VerdictReason = MeasuredReason | Unsolved | Said;

export type InterpretReason =
  | {
      readonly code: 'interpretation';
      readonly name: string;
      readonly granularity: 'cut';
      readonly seen: readonly PartSet[];
      readonly order: readonly Joining[];
    }
  | Unsolved
  | Said;

/** What the pairs of a fleet came out as. */
export type FleetReason = {
  readonly code: 'fleet';
  readonly models: number;
  /** Verdicts with their numbers of pairs of models. */
  readonly verdicts: readonly { readonly verdict: Verdict; readonly pairs: number }[];
  /** The models that do not solve the task. */
  readonly failed: readonly Failed[];
  readonly granularity: 'cut';
  readonly interchanges: number;
  readonly pairs: number; // of prompts
};

/** What would settle an inconclusive verdict. `most`: as many pairs as the task has; null: as many as one
 * asks for. */
export type Remedy =
  | { readonly code: 'more values'; readonly needed: number; readonly most: number | null }
  | {
      readonly code: 'more pairs';
      readonly needed: number;
      readonly margin: number;
      readonly most: number | null;
    }
  | { readonly code: 'more than pairs'; readonly margin: number } // the distance lies too near it
  | { readonly code: 'steadier task' }
  | { readonly code: 'finer or more seeds' }
  | { readonly code: 'finer or another task' };

type Code = (VerdictReason | InterpretReason | FleetReason | Finding | OneSide | Remedy)['code'];

/** For whoever must know at run time whether a code is known. */
export const reasonCodes: Readonly<Record<Code, true>> = {
  apart: true,
  'no interchange tells': true,
  'same variables': true,
  'no evidence': true,
  'one-sided evidence': true,
  straddles: true,
  controls: true,
  'too few pairs': true,
  unsolved: true,
  said: true,
  interpretation: true,
  fleet: true,
  'variables differ': true,
  'variables shared': true,
  order: true,
  own: true,
  'nothing crisp': true,
  'no more': true,
  'more values': true,
  'more pairs': true,
  'more than pairs': true,
  'steadier task': true,
  'finer or more seeds': true,
  'finer or another task': true,
};
