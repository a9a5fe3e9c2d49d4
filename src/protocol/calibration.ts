// What calibrate is asked for, and what it says of each method: the section 'calibration' of a report. Leaf.
import type { Interval } from './coordinates.ts';
import type { MachineOptions, RunOptions } from './runOptions.ts';

export type CalibrateRequest = Pick<
  RunOptions,
  'pairs' | 'seed' | 'resamples' | 'level' | 'margin' | 'fullMargin' | keyof MachineOptions
> & {
  /** A folder with truth.json, or a file like it. */
  readonly truth: string;
  /** Files of scores of other methods. */
  readonly scores?: readonly string[];
  /** Names of the methods that are judged; all. */
  readonly methods?: readonly string[];
  /** How often prompt pairs are drawn anew to see whether intervals hold; 1. */
  readonly drawings?: number;
};

/** Where labels come from: forced into place in training, or seen in how a model goes on. */
export type TruthOrigin = 'forced' | 'natural';

export type TruthTaskReport = {
  readonly name: string;
  readonly origin: TruthOrigin;
  /** Of models that solve the task. */
  readonly labels: readonly { readonly label: string; readonly models: number }[];
  /** Names of those that do not. */
  readonly unsolved: readonly string[];
  /** Pairs of models of one label, and of two. */
  readonly same: number;
  readonly different: number;
};

/** Of pairs of models of which something would be wrong to say. */
export type MistakesReport = {
  readonly pairs: number; // of which it is said
  readonly of: number;
  /** In one such pair or more. */
  readonly models: number;
  readonly ofModels: number;
  /** The upper end of the 95 % interval of that share of models. */
  readonly atMost: number;
};

/** A method on one task. */
export type JudgementReport = {
  readonly same: number; // pairs of models that it says something of
  readonly different: number;
  /** Pairs of models of which it has no number. */
  readonly unscored: number;
  /** How well it tells pairs of two labels from those of one; 95 %, models drawn anew. null: too few pairs. */
  readonly auroc: Interval | null;
  /** The distance from which on two are called different; null: the method has verdicts of its own. */
  readonly threshold: number | null;
  /** The threshold was chosen on these very models, where it makes the fewest mistakes. */
  readonly inHindsight: boolean;
  readonly falseSame: MistakesReport;
  readonly falseDifferent: MistakesReport;
  /** Pairs of one label and of two of which it says anything. */
  readonly decided: { readonly same: number; readonly different: number };
  /** How often its intervals hold what all prompt pairs show; null: it has none, or it was not tried. */
  readonly coverage: Interval | null;
};

export type MethodReport = {
  readonly name: string;
  readonly title: string;
  /** Of a file of scores. */
  readonly given: boolean;
  /** In the order of the tasks; null: it says nothing of that one. */
  readonly tasks: readonly (JudgementReport | null)[];
  /** The mean over the tasks; null: it is not known of one of them. */
  readonly auroc: Interval | null;
  /** Over the tasks: their models are different ones. */
  readonly falseSame: MistakesReport;
  readonly falseDifferent: MistakesReport;
};

/** A method that says how much heads and MLPs matter, against their exact interchanges; means over models. */
export type ComponentMethodReport = {
  readonly name: string;
  readonly title: string;
  readonly given: boolean;
  readonly models: number; // of which it says something
  /** Spearman's correlation of what it says with the size of the effect. */
  readonly rank: Interval | null;
  /** How well it tells those that matter from the others. */
  readonly auroc: Interval | null;
};

export type CalibrationSection = {
  readonly kind: 'calibration';
  readonly tasks: readonly TruthTaskReport[];
  /** Ours in their order, then those of files. */
  readonly methods: readonly MethodReport[];
  readonly components: readonly ComponentMethodReport[];
  /** Drawings behind the coverage. */
  readonly drawings: number;
};

/** What a calibration comes to. */
export type CalibrateReason = {
  readonly code: 'calibration';
  readonly models: number;
  readonly tasks: number;
  readonly same: number; // pairs of models of one label
  readonly different: number;
  /** compare's verdict; null: it was not judged. */
  readonly verdict: { readonly wrong: number; readonly decided: number } | null;
  /** By AUROC, the best first; those that say nothing are left out. */
  readonly ranking: readonly { readonly title: string; readonly auroc: Interval }[];
};
