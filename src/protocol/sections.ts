// The sections of a report, cut as a reader sees them. To add one: its type in the union here and its
// schema in media, its maker in engine/analysis/sections.ts, and a line in each list that the compiler then
// finds it missing in (here, webview/component/sections.ts, report/textSections.ts). Leaf.

import type { CalibrationSection } from './calibration.ts';
import type { CircuitSection } from './circuit.ts';
import type { ControlReport } from './control.ts';
import type { Interval, SetName } from './coordinates.ts';
import type { DistinguishSection } from './distinguish.ts';
import type { FamiliesSection } from './families.ts';
import type { LevelsSection } from './levels.ts';
import type { VerdictCode } from './reason.ts';
import type { ReductionSection } from './reduction.ts';
import type { TrajectorySection } from './trajectory.ts';
import type { Verdict } from './verdict.ts';
import type { WiringSection } from './wiring.ts';

export type { ControlReport } from './control.ts';
export type { Interval } from './coordinates.ts';

/** How much of each part's effect passes at one span of a cut. What the site holds: models[].sites. */
export type SpanReport = {
  readonly span: string;
  /** By part id, 0..1. Parts without effect are absent. null: not measured. */
  readonly shares: Readonly<Record<string, number>> | null;
};

export type CutReport = {
  readonly spans: readonly SpanReport[];
  /** [part][part], 0..1: are g and h together anywhere at this cut. Parts as in task.parts. null: not measured. */
  readonly merging: readonly (readonly number[])[] | null;
};

/** One merge: the sets of parts that come together at `cut`, in order of the cut. */
export type MergeReport = {
  readonly cut: number;
  readonly sets: readonly (readonly string[])[];
  readonly into: readonly string[];
};

/** What one model's interchanges say. */
export type FlowReport = {
  readonly cuts: readonly (CutReport | null)[]; // cuts 0..L; null: nothing was measured there
  /** null: not measured. */
  readonly mergeTree: readonly MergeReport[] | null;
};

export type TrustReport = {
  readonly name: string; // "no-op interchange", "whole-cut interchange"
  readonly model: string;
  readonly worst: number; // largest absolute difference of probabilities
  readonly allowed: number;
  readonly passed: boolean;
};

/** A pair on which the two models respond most differently at a matched site. */
export type ExampleReport = {
  readonly base: string;
  readonly source: string;
  readonly answer: string | null;
  readonly sites: readonly { readonly cut: number; readonly span: string }[]; // one a model
  readonly difference: number; // total variation of the two responses
  /** One a model: probabilities of the outcomes, given that one of the answers is said. */
  readonly clean: readonly (readonly number[])[];
  readonly responses: readonly (readonly number[])[];
};

/** Cuts joined in the flow map: their sites hold the same sets. */
export type MatchReport = { readonly a: number; readonly b: number; readonly mismatch: number };

/** Two models of a fleet; `a` and `b` are places in `models`, a < b. Distances are null where they were not
 * measured. Two that are still to be compared have the reason `survey`, and no verdict is told of them. */
export type FleetPair = {
  readonly a: number;
  readonly b: number;
  readonly verdict: Verdict;
  readonly reason: VerdictCode | 'said'; // said: of an older report
  /** Profile distance, and the set that decides it. */
  readonly distance: (Interval & { readonly set: SetName }) | null;
  readonly full: Interval | null;
  readonly merge: MergeDistance | null;
  /** Prompt pairs that these rest on; null: not measured. */
  readonly pairs: number | null;
  /** Of these intervals: in looks each look has its own. null: not measured. */
  readonly level: number | null;
};

export type MergeDistance = Interval & { readonly reading: 'alike' | 'unlike' | 'unclear' };

/** What a measure of representations claims of itself; each claim is proved by a test. */
export type MeasureReport = {
  readonly name: string; // "cka"
  readonly title: string; // "debiased CKA"
  readonly paper: string;
  readonly direction: 'similarity' | 'distance';
  readonly range: readonly number[]; // [low, high]
  readonly symmetric: boolean;
  readonly metric: boolean;
  /** What may be done to the rows of one model without changing a number. */
  readonly invariances: readonly string[];
};

/** A block of A and one of B. */
export type LayerPairReport = {
  readonly value: number;
  /** What one permutation of the prompts in twenty reaches; null: none was made. */
  readonly chance: number | null;
  /** Share of permutations that are as alike; null: none was made. */
  readonly p: number | null;
};

/** More alike than all but one permutation in twenty; of fewer than 19 none is, and where none was made it is not known. */
export function isBeyondChance({ p }: LayerPairReport): boolean {
  return p === null || p <= 0.05;
}

/** What position of a prompt is compared: the one that is read, the mean of all tokens, or each span. */
export type RowPosition = 'answer' | 'mean' | 'all';

/** The residual stream after every block of A against that after every block of B. */
export type LayersSection = {
  readonly kind: 'layers';
  readonly measure: MeasureReport;
  readonly position: RowPosition;
  readonly prompts: number; // different ones
  readonly rows: number; // of a representation
  readonly permutations: number;
  /** [block of A][block of B]; null: one of the two is the same for all prompts. */
  readonly pairs: readonly (readonly (LayerPairReport | null)[])[];
};

export type Section =
  /** Flow maps and merge trees, one a model. */
  | { readonly kind: 'flow'; readonly models: readonly FlowReport[] }
  /** Beside the distance that decides, the report's `distance`. */
  | {
      readonly kind: 'distances';
      /** null: not every cut of both models was measured. */
      readonly full: Interval | null;
      readonly merge: MergeDistance | null;
    }
  | {
      readonly kind: 'mismatch';
      /** D[l][m]: largest mismatch of the optimal assignment of the spans of cut l of A and m of B; null: not
       * measured. */
      readonly cuts: readonly (readonly (number | null)[])[];
      readonly matches: readonly MatchReport[];
    }
  | { readonly kind: 'controls'; readonly rows: readonly ControlReport[] }
  | { readonly kind: 'trust'; readonly rows: readonly TrustReport[] }
  | { readonly kind: 'examples'; readonly rows: readonly ExampleReport[] }
  /** Every two of the models. */
  | { readonly kind: 'fleet'; readonly pairs: readonly FleetPair[] }
  | FamiliesSection
  | TrajectorySection
  | LayersSection
  | CalibrationSection
  | LevelsSection
  | ReductionSection
  | DistinguishSection
  | CircuitSection
  | WiringSection
  /** Which of the models of a fleet have one interpretation; models by their places. */
  | {
      readonly kind: 'motifs';
      /** Of those that solve the task: every two of a class are the same; what is undecided is never merged. */
      readonly classes: readonly MotifReport[];
      /** Complete linkage of profile distances, nearest first. */
      readonly joins: readonly JoinReport[];
      /** The undecided two that would settle most; null: there are none, or it takes more than one. */
      readonly telling: { readonly a: number; readonly b: number } | null;
    };

export type MotifReport = {
  readonly models: readonly number[]; // ascending
  /** The one with the fewest parameters: to be studied in place of the others. */
  readonly smallest: number;
  readonly parameters: number; // of that one
  /** Of the one with the most; absent in reports of before. */
  readonly largest?: number;
};

export type JoinReport = {
  readonly of: readonly [readonly number[], readonly number[]];
  /** The largest distance of two of their models. */
  readonly height: number;
};

export type SectionKind = Section['kind'];
export type SectionOf<Kind extends SectionKind> = Extract<Section, { readonly kind: Kind }>;

/** For whoever must know at run time whether a kind is known. */
export const sectionKinds: Readonly<Record<SectionKind, true>> = {
  flow: true,
  distances: true,
  mismatch: true,
  controls: true,
  trust: true,
  examples: true,
  fleet: true,
  families: true,
  levels: true,
  motifs: true,
  trajectory: true,
  layers: true,
  calibration: true,
  reduction: true,
  distinguishing: true,
  circuit: true,
  wiring: true,
};

type Sectioned = { readonly sections: readonly Section[] };

/** The section of a kind; undefined when the report has none. */
export function sectionOf<Kind extends SectionKind>(
  { sections }: Sectioned,
  kind: Kind,
): SectionOf<Kind> | undefined {
  return sections.find((section): section is SectionOf<Kind> => section.kind === kind);
}

/** The flow of each model, in their order; [] when nothing was interchanged. */
export function flowsOf(report: Sectioned): readonly FlowReport[] {
  return sectionOf(report, 'flow')?.models ?? [];
}
