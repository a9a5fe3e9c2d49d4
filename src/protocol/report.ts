// The report: what a comparison or an interpretation says, as JSON: an envelope, and in it a list of
// sections (sections.ts). media/report.schema.json is its schema. Leaf. Names follow method.md; every
// number is plain, every set a list. Why it says what it says stands there as codes with data (reason.ts);
// src/words puts them into words, once for all readers.
import type { CalibrateReason } from './calibration.ts';
import type { CircuitEffects } from './circuit.ts';
import type { Evidence, ProfileDistance, ProfileEntry, SiteReport } from './coordinates.ts';
import type { DistinguishReason, DistinguishVerdict } from './distinguish.ts';
import type { Level } from './granularity.ts';
import type {
  CircuitReason,
  FleetReason,
  InterpretReason,
  LayersReason,
  Remedy,
  TrajectoryReason,
  Unsolved,
  VerdictReason,
  WiringReason,
} from './reason.ts';
import type { ReductionReason, ReductionVerdict } from './reduction.ts';
import type { Section } from './sections.ts';
import type { Verdict } from './verdict.ts';

export type { Verdict } from './verdict.ts';

/** What is interchanged: the residual stream of spans, what finer levels have of it, or heads and MLPs. */
export type Granularity = Level | 'component';

/** Rises when a stored report is no longer read as it is; report/read.ts brings the older ones up. */
export const reportSchema = 4;

export type ModelReport = {
  readonly name: string;
  readonly family: string; // "gpt2"
  /** For people, in order: [["blocks", "3"], ["width", "32"], ...]. */
  readonly shape: readonly (readonly [string, string])[];
  readonly accuracy: number | null; // null: the task knows no right answers
  readonly floor: number;
  readonly meanLogitDifference: number | null;
  /** Mean probability of all answers together on the base prompts of the first 16 pairs; null: not measured. */
  readonly massOnAnswers: number | null;
  /** The sets but nothing and everything, the most purely held first; null: not measured. */
  readonly profile: readonly ProfileEntry[] | null;
  /** Of its intervals, where each model of a fleet in looks has its own; absent: provenance.parameters.level. */
  readonly level?: number;
  readonly evidence: Evidence | null;
  /** Single spans by cut, then the joint sites; null: not measured, or kept with the pairs of a fleet. */
  readonly sites: readonly SiteReport[] | null;
};

export type TaskReport = {
  readonly name: string;
  readonly description: string;
  readonly templates: readonly string[];
  /** What is drawn anew for a source; [] where the task is a list of prompts. */
  readonly variables: readonly string[];
  /** The occurrences in the template; `variable`: the one that it is, null: it derives from others. */
  readonly parts: readonly { readonly id: string; readonly variable: string | null }[];
  readonly spans: readonly { readonly id: string; readonly part: string | null }[];
  readonly answers: readonly string[];
  /** What is told apart of the answers, in the order of the examples' numbers: answers that count as one
   * are one outcome. */
  readonly outcomes: readonly string[];
  readonly pairs: number;
  /** More different pairs there are not, or hardly; null: as many as one asks for. */
  readonly mostPairs: number | null;
};

export type Provenance = {
  readonly version: string; // of congruity
  readonly algorithm: number; // rises when the numbers may change
  readonly runtime: string; // "onnxruntime-node 1.30.0"
  readonly runtimeNote: string | null; // why a fallback was used
  readonly task: string; // digest
  readonly models: readonly {
    readonly name: string;
    readonly weights: string;
    readonly config: string;
    readonly tokenizer: string;
    /** What an adapter is merged into; `revision`: the commit, null: it lies in no cache that says it. */
    readonly base?: {
      readonly name: string;
      readonly revision: string | null;
      readonly weights: string;
    };
  }[];
  readonly parameters: {
    readonly pairs: number;
    readonly seed: number;
    /** Of the intervals that are told: in looks that of the last one (looks.level is what was asked for). */
    readonly level: number;
    readonly margin: number;
    readonly fullMargin: number;
    /** The merge distance reads alike below the first and unlike above the second. */
    readonly mergeMargins: readonly number[];
    readonly resamples: number;
    readonly granularity: Granularity;
    /** Of a circuit. */
    readonly effects?: CircuitEffects;
  };
  readonly interval: string; // the method of the intervals, one sentence
  readonly interchanges: number;
};

/** What a run was given: of 'budget' its work, of 'stages' the looks that it was to make. */
export type LimitOfRun = 'budget' | 'seconds' | 'stages';

/** A run in looks: a survey of few pairs, then more and more of what it found worth it, until the answer is settled. */
export type LooksReport = {
  /** Of all looks together: how sure they are not to be wrong. */
  readonly level: number;
  /** The survey, then the looks. Each has the pairs of the one before it and more, or more cuts. */
  readonly looks: readonly LookReport[];
  /** Of the first so many pairs; absent: none were measured yet. */
  readonly shares?: { readonly pairs: number; readonly interchanges: number }; // of all models
  /** Why the run stopped; null: it is not done, and this is what is known so far. */
  readonly stopped: 'settled' | 'hopeless' | 'all pairs' | LimitOfRun | null;
};

export type LookReport = {
  readonly pairs: number;
  /** Of its intervals; null: a survey makes none. */
  readonly level: number | null;
  /** The cuts that were measured, by model. */
  readonly cuts: readonly (readonly number[])[];
  /** Of all models. */
  readonly interchanges: number;
};

/** Not part of what is promised to be equal from run to run. */
export type Timings = {
  readonly seconds: number;
  readonly steps: readonly (readonly [string, number])[];
};

/** What every report has, whatever it is about. */
type Envelope = {
  readonly schema: typeof reportSchema;
  readonly task: TaskReport;
  readonly models: readonly ModelReport[];
  /** null: all pairs and cuts were measured at once. */
  readonly looks: LooksReport | null;
  /** At most one of a kind, in a reader's order. What was not measured has none. */
  readonly sections: readonly Section[];
  /** What the reader should know, each one sentence: pairs left out, fallbacks, limits. */
  readonly notes: readonly string[];
  readonly provenance: Provenance;
  readonly timings: Timings;
};

/** Two models. */
export type CompareReport = Envelope & {
  readonly kind: 'compare';
  readonly verdict: Verdict;
  /** null: not measured. */
  readonly distance: ProfileDistance | null;
  readonly reason: VerdictReason;
  /** What would settle an inconclusive verdict; null otherwise. */
  readonly remedy: Remedy | null;
};

/** One model. */
export type InterpretReport = Envelope & {
  readonly kind: 'interpret';
  readonly reason: InterpretReason;
};

/** Two models or more, every two of them compared. */
export type FleetReport = Envelope & {
  readonly kind: 'fleet';
  readonly reason: FleetReason;
};

/** The checkpoints of training runs, two models or more. */
export type TrajectoryReport = Envelope & {
  readonly kind: 'trajectory';
  readonly reason: TrajectoryReason;
};

/** Two models, layer by layer, by a measure of their representations. */
export type LayersReport = Envelope & {
  readonly kind: 'layers';
  readonly reason: LayersReason;
};

/** Methods, judged on models of which it is known how they compute. `task` is the truth. */
export type CalibrateReport = Envelope & {
  readonly kind: 'calibrate';
  readonly reason: CalibrateReason;
};

/** A model on a hard task and one, often the same, on a simple one; `task` is the hard one. */
export type ReduceReport = Envelope & {
  readonly kind: 'reduce';
  readonly verdict: ReductionVerdict;
  readonly reason: ReductionReason | Unsolved;
};

/** Two models, and the inputs on which they part. */
export type DistinguishReport = Envelope & {
  readonly kind: 'distinguish';
  readonly verdict: DistinguishVerdict;
  readonly reason: DistinguishReason | Unsolved;
};

/** One model: which of its heads and MLPs it answers by. */
export type CircuitReport = Envelope & {
  readonly kind: 'circuit';
  readonly reason: CircuitReason;
};

/** Two models: which of their heads and MLPs do the same. */
export type WiringReport = Envelope & {
  readonly kind: 'wiring';
  readonly reason: WiringReason;
};

export type Report =
  | CompareReport
  | InterpretReport
  | FleetReport
  | TrajectoryReport
  | LayersReport
  | ReduceReport
  | DistinguishReport
  | CalibrateReport
  | CircuitReport
  | WiringReport;

/** For whoever must know at run time whether a kind is known. */
export const reportKinds: Readonly<Record<Report['kind'], true>> = {
  compare: true,
  interpret: true,
  fleet: true,
  trajectory: true,
  layers: true,
  calibrate: true,
  reduce: true,
  distinguish: true,
  circuit: true,
  wiring: true,
};
