// Why a report says what it says: codes with what belongs to them, put into words by src/words alone. Leaf.
import type { CalibrateReason } from './calibration.ts';
import type { CircuitEffects, CircuitMetric, CircuitOrigin } from './circuit.ts';
import type { Evidence, Interval, SetName, SitePlace } from './coordinates.ts';
import type { DistinguishReason } from './distinguish.ts';
import type { Level } from './granularity.ts';
import type { ReductionReason } from './reduction.ts';
import type { Verdict } from './verdict.ts';

/** A set that a model holds, how purely, and where it does so best. */
export type Sighting = { readonly set: SetName; readonly value: number; readonly site: SitePlace };

/** What the two models are seen to do; lists are A's and B's. */
export type Finding = {
  /** What each holds in half or more, in order of the cuts. */
  readonly seen: readonly [readonly Sighting[], readonly Sighting[]];
  /** The set in which they differ most; null: there is none but nothing and everything. */
  readonly deciding: {
    readonly set: SetName;
    readonly values: readonly [number, number];
    readonly sites: readonly [SitePlace | null, SitePlace | null];
  } | null;
  /** The variables that matter in neither. */
  readonly idle: SetName;
};

/** By which order of classes its outputs would solve the task. */
type Ordered = { readonly classes: readonly string[]; readonly accuracy: number };
/** A model that does not solve the task. */
export type Failed = { readonly name: string } & (
  | { readonly accuracy: number; readonly floor: number; readonly ordered?: Ordered }
  /** It hardly ever says one of the answers. */
  | { readonly mass: number; readonly leastMass: number }
);
export type Unsolved = { readonly code: 'unsolved'; readonly failed: readonly Failed[] };

/** Of an older report: the sentences that it said. */
export type Said = {
  readonly code: 'said';
  readonly explanation: string;
  readonly settle: string | null;
};

/** What a failed control can keep from being said. */
export type Capped = 'different' | 'same interpretation' | 'indistinguishable';

type Distance = { readonly distance: Interval };
type Full = { readonly full: Interval };
/** null: not every cut of both models was measured. */
type MaybeFull = { readonly full: Interval | null };
type Margin = { readonly margin: number };
type Found = { readonly finding: Finding };
/** null: the task has no two sets to tell apart. */
type MaybeDistance = { readonly distance: Interval | null };

/** Why a verdict on two models that solve the task is what it is. */
export type MeasuredReason = {
  readonly names: readonly [string, string];
  /** What was tried. */
  readonly granularity: Level;
  readonly interchanges: number;
  readonly pairs: number;
} & (
  | ({ readonly code: 'apart' } & Distance & Margin & Found) // the distance is above the margin
  | {
      // of rows: a region of the input that they answer to otherwise
      readonly code: 'other regions';
      readonly region: string;
      /** How much each model's answers move where it is taken from another row, in mean TV. */
      readonly moves: readonly [number, number];
      readonly input: Interval;
      readonly margin: number;
    }
  | ({ readonly code: 'no interchange tells' } & Full & { readonly fullMargin: number } & Found)
  | ({ readonly code: 'same variables' } & Distance & Margin & Found) // below the margin
  | ({ readonly code: 'no evidence' | 'only the input' } & MaybeDistance & MaybeFull & Found)
  | ({
      // whether one of them holds a set is open, or only one does and they are not apart
      readonly code: 'evidence undecided';
      readonly evidence: readonly [Evidence, Evidence];
    } & Distance &
      Found)
  | ({
      // one holds a set; what the other does at some sites cannot be read
      readonly code: 'unreadable';
      readonly unread: 0 | 1;
    } & Distance &
      Margin &
      Found)
  | ({ readonly code: 'straddles' } & Distance & Margin & Found) // the interval holds the margin
  | ({
      readonly code: 'controls';
      readonly would: Capped;
      /** The names of the controls that failed. */
      readonly failed: readonly string[];
    } & MaybeDistance &
      MaybeFull &
      Found)
  | ({
      readonly code: 'too few pairs';
      readonly differentPairs: number;
      readonly fewest: number;
    } & MaybeDistance &
      MaybeFull)
  | {
      // a first look at few pairs, from which nothing is concluded
      readonly code: 'survey';
      /** null: only the first model is looked at yet. */
      readonly finding: Finding | null;
    }
  | ({ readonly code: 'name variables' } & MaybeFull & { readonly fullMargin: number }) // a task without them
);

export type VerdictReason = MeasuredReason | Unsolved | Said;

export type InterpretReason =
  | {
      readonly code: 'interpretation';
      readonly name: string;
      readonly granularity: Level;
      readonly interchanges: number;
      readonly pairs: number;
      /** What it holds in half or more, in order of the cuts. */
      readonly seen: readonly Sighting[];
      /** What it holds most purely; null: the task has no two sets to tell apart. */
      readonly most: { readonly set: SetName; readonly value: number } | null;
      /** The variables that do not matter. */
      readonly idle: SetName;
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

/** What happened in each run; steps by what their trainer called them. */
export type TrajectoryReason = {
  readonly code: 'trajectory';
  readonly runs: readonly {
    readonly name: string;
    readonly steps: number;
    readonly solving: number;
    /** The last that solves the task; null: none does. */
    readonly last: string | null;
    /** Does that one hold a set of variables by itself? null: not measured. */
    readonly evidence: Evidence | null;
    readonly settled: string | null;
    readonly change: { readonly at: string; readonly low: string; readonly high: string } | null;
    readonly breaks: readonly string[];
    /** Of the steps before the last, those of which it is open whether they compute as the last one. */
    readonly open: number;
  }[];
  /** Verdicts on the last ones of several runs, every two. */
  readonly lasts: readonly { readonly verdict: Verdict; readonly pairs: number }[];
  readonly granularity: 'cut';
  readonly interchanges: number;
  readonly pairs: number; // of prompts
};

/** What a layer map shows. */
export type LayersReason = {
  readonly code: 'layers';
  readonly names: readonly [string, string];
  readonly measure: string; // its title
  readonly position: 'answer' | 'mean' | 'all';
  readonly prompts: number;
  readonly permutations: number;
  /** The two blocks that are most alike; null: none varies over the prompts. */
  readonly best: {
    readonly a: number; // block
    readonly b: number;
    readonly value: number;
    readonly p: number | null;
  } | null;
  /** Pairs of blocks, and how many of them are more alike than all but one permutation in twenty. */
  readonly compared: number;
  readonly beyondChance: number | null; // null: no permutation was made
};

/** What a model answers by. */
export type CircuitReason =
  | {
      readonly code: 'circuit';
      readonly name: string;
      readonly heads: number;
      readonly mlps: number;
      /** Of the model. */
      readonly components: number;
      readonly metric: CircuitMetric;
      readonly faithfulness: Interval;
      /** The share of random circuits of its size that are less faithful. */
      readonly above: number;
      readonly effects: CircuitEffects;
      /** Absent in older reports: its own effects. */
      readonly origin?: CircuitOrigin;
      /** Those of greatest effect in it (of scores: of greatest score), at most five, as "4.2" and "mlp 4". */
      readonly leading: readonly string[];
      readonly granularity: 'component';
      readonly interchanges: number;
      readonly pairs: number;
    }
  | Unsolved
  | Said;

/** How the circuits of two models lie beside each other. */
export type WiringReason =
  | {
      readonly code: 'wiring';
      readonly names: readonly [string, string];
      /** Of A's circuit and B's, and of the models. */
      readonly sizes: readonly [number, number];
      readonly components: readonly [number, number];
      readonly both: number;
      readonly onlyA: number;
      readonly onlyB: number;
      readonly shared: Interval;
      readonly p: number;
      readonly granularity: 'component';
      readonly interchanges: number;
      readonly pairs: number;
    }
  | Unsolved
  | Said;

/** What would settle an inconclusive verdict. `most`: pairs that the task has; null: as many as one asks for. */
export type Remedy =
  | { readonly code: 'more values'; readonly needed: number; readonly most: number | null }
  | {
      readonly code: 'more pairs';
      readonly needed: number;
      readonly margin: number; // that the interval holds now
      readonly most: number | null;
    }
  | { readonly code: 'more than pairs'; readonly margin: number } // the number lies too near it
  | { readonly code: 'steadier task' }
  | { readonly code: 'finer or more seeds' }
  | { readonly code: 'finer or another task' | 'places inside' }
  | { readonly code: 'name variables' };

/** Codes of the reasons of a verdict. */
export type VerdictCode = Exclude<VerdictReason['code'], 'said'>;

type Code = (
  | VerdictReason
  | InterpretReason
  | FleetReason
  | TrajectoryReason
  | LayersReason
  | CalibrateReason
  | ReductionReason
  | DistinguishReason
  | CircuitReason
  | WiringReason
  | Remedy
)['code'];

/** For whoever must know at run time whether a code is known. */
export const reasonCodes: Readonly<Record<Code, true>> = {
  apart: true,
  'other regions': true,
  'no interchange tells': true,
  'only the input': true,
  'same variables': true,
  'no evidence': true,
  'evidence undecided': true,
  unreadable: true,
  straddles: true,
  controls: true,
  'too few pairs': true,
  survey: true,
  'name variables': true,
  unsolved: true,
  said: true,
  interpretation: true,
  fleet: true,
  trajectory: true,
  layers: true,
  calibration: true,
  reduction: true,
  distinguishing: true,
  circuit: true,
  wiring: true,
  'more values': true,
  'more pairs': true,
  'more than pairs': true,
  'steadier task': true,
  'finer or more seeds': true,
  'finer or another task': true,
  'places inside': true,
};
