// The sections of a report, cut as a reader sees them. To add one: its type in the union here and its
// schema in media, its maker in engine/analysis/sections.ts, and a line in each list that the compiler then
// finds it missing in (here, webview/component/sections.ts, report/textSections.ts). Leaf.

import type { Verdict, VerdictCode } from './verdict.ts';

/** An estimate with the ends of its interval at level `provenance.parameters.level`. */
export type Interval = { readonly value: number; readonly low: number; readonly high: number };

export type SpanReport = {
  readonly span: string;
  /** The parts that arrive here, by id, in task order; [] when nothing does. */
  readonly label: readonly string[];
  /** Mean total variation from the clean answer, 0..1. */
  readonly strength: number;
  /** w of the site, 0..1; written as a label in the flow map from .5 on. */
  readonly crispness: number;
  /** Least mismatch with any set of parts, in units of chance; may exceed 1. */
  readonly unexplained: number;
  /** By part id: how much of that part's effect passes here, 0..1. Parts without effect are absent. */
  readonly shares: Readonly<Record<string, number>>;
};

export type CutReport = {
  readonly crispness: number;
  readonly spans: readonly SpanReport[];
  /** [part][part], 0..1: are g and h together anywhere at this cut. Parts as in task.parts. */
  readonly merging: readonly (readonly number[])[];
};

/** One merge: the sets of parts that come together at `cut`, in order of the cut. */
export type MergeReport = {
  readonly cut: number;
  readonly sets: readonly (readonly string[])[];
  readonly into: readonly string[];
};

/** What one model's interchanges say. */
export type FlowReport = {
  readonly cuts: readonly CutReport[]; // cuts 0..L
  readonly mergeTree: readonly MergeReport[];
};

export type ControlReport = {
  readonly kind: 'positive' | 'negative';
  readonly name: string; // "A on disjoint halves", "B against its shuffled twin"
  readonly distance: number;
  readonly wanted: string; // "near 0", "near 1"
  readonly passed: boolean;
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
  /** One a model: probabilities of the answers, then "other". */
  readonly clean: readonly (readonly number[])[];
  readonly responses: readonly (readonly number[])[];
};

/** Cuts joined in the flow map: a crisp cut with its nearest one on the other side. */
export type MatchReport = { readonly a: number; readonly b: number; readonly mismatch: number };

/** How far two models of a fleet are apart; `a` and `b` are places in `models`, a < b. */
export type FleetPair = {
  readonly a: number;
  readonly b: number;
  readonly verdict: Verdict;
  readonly reason: VerdictCode;
} & (Apart | { readonly [Distance in keyof Apart]: null });

/** Two models' distances. */
export type Apart = {
  /** Causal distance: the larger of its two parts, dCut and dSite. */
  readonly causal: Interval & { readonly cut: number; readonly site: number };
  readonly full: Interval;
  readonly merge: (Interval & { readonly reading: 'alike' | 'unlike' | 'unclear' }) | null;
};

export type Section =
  /** Flow maps and merge trees, one a model. */
  | { readonly kind: 'flow'; readonly models: readonly FlowReport[] }
  | ({ readonly kind: 'distances' } & Apart)
  | {
      readonly kind: 'mismatch';
      /** D[l][m]: largest mismatch of the optimal assignment of the spans of cut l of A and m of B. */
      readonly cuts: readonly (readonly number[])[];
      readonly matches: readonly MatchReport[];
    }
  | { readonly kind: 'controls'; readonly rows: readonly ControlReport[] }
  | { readonly kind: 'trust'; readonly rows: readonly TrustReport[] }
  | { readonly kind: 'examples'; readonly rows: readonly ExampleReport[] }
  /** Every two of the models. */
  | { readonly kind: 'fleet'; readonly pairs: readonly FleetPair[] };

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
