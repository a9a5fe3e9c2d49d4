// The report: what a comparison or an interpretation says, as JSON. media/report.schema.json is its
// schema. Leaf: imports nothing. Names follow method.md; every number is plain, every set a list.

export type Verdict =
  | 'indistinguishable'
  | 'same interpretation'
  | 'different'
  | 'inconclusive'
  | 'not comparable';

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

export type ModelReport = {
  readonly name: string;
  readonly family: string; // "gpt2"
  /** For people, in order: [["blocks", "3"], ["width", "32"], ...]. */
  readonly shape: readonly (readonly [string, string])[];
  readonly accuracy: number | null; // null: the task knows no right answers
  readonly floor: number;
  readonly meanLogitDifference: number | null;
  /** Crisp inner labels: the intermediate variables seen. Its length is the evidence. */
  readonly inventory: readonly (readonly string[])[];
  readonly cuts: readonly CutReport[]; // cuts 0..L; [] when the gate failed
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

export type TaskReport = {
  readonly name: string;
  readonly description: string;
  readonly templates: readonly string[];
  readonly parts: readonly { readonly id: string; readonly variable: string }[];
  readonly spans: readonly { readonly id: string; readonly part: string | null }[];
  readonly answers: readonly string[];
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
  }[];
  readonly parameters: {
    readonly pairs: number;
    readonly seed: number;
    readonly level: number;
    readonly margin: number;
    readonly fullMargin: number;
    /** The merge distance reads alike below the first and unlike above the second. */
    readonly mergeMargins: readonly number[];
    readonly resamples: number;
    readonly granularity: 'cut';
  };
  readonly interval: string; // the method of the intervals, one sentence
  readonly interchanges: number;
};

/** Not part of what is promised to be equal from run to run. */
export type Timings = {
  readonly seconds: number;
  readonly steps: readonly (readonly [string, number])[];
};

export type CompareReport = {
  readonly kind: 'compare';
  readonly schema: 1;
  readonly verdict: Verdict;
  /** Why, in one or two sentences, naming granularity and number of interchanges. */
  readonly explanation: string;
  /** What would settle an inconclusive verdict; null otherwise. */
  readonly settle: string | null;
  /** Causal distance: the larger of its two parts, dCut and dSite. null: not comparable. */
  readonly distance: (Interval & { readonly cut: number; readonly site: number }) | null;
  readonly fullDistance: Interval | null;
  readonly mergeDistance: (Interval & { readonly reading: 'alike' | 'unlike' | 'unclear' }) | null;
  readonly task: TaskReport;
  readonly models: readonly ModelReport[]; // two
  readonly mismatch: {
    /** D[l][m]: largest mismatch of the optimal assignment of the spans of cut l of A and m of B. */
    readonly cuts: readonly (readonly number[])[];
    /** Cuts joined in the flow map: each crisp cut with its nearest one on the other side. */
    readonly matches: readonly {
      readonly a: number;
      readonly b: number;
      readonly mismatch: number;
    }[];
  } | null;
  readonly examples: readonly ExampleReport[];
  readonly controls: readonly ControlReport[];
  readonly trust: readonly TrustReport[];
  /** What the reader should know, each one sentence: pairs left out, fallbacks, limits. */
  readonly notes: readonly string[];
  readonly provenance: Provenance;
  readonly timings: Timings;
};

export type InterpretReport = {
  readonly kind: 'interpret';
  readonly schema: 1;
  readonly explanation: string;
  readonly task: TaskReport;
  readonly models: readonly ModelReport[]; // one
  readonly trust: readonly TrustReport[];
  readonly notes: readonly string[];
  readonly provenance: Provenance;
  readonly timings: Timings;
};

export type Report = CompareReport | InterpretReport;
