// What a circuit is asked for with; what it is found by, and how well it does alone: the section 'circuit' of a report. Leaf.
import type { Interval, SetName } from './coordinates.ts';
import type { MachineOptions, RunOptions } from './runOptions.ts';

/** By what a circuit is judged: the logit difference, or how far the whole vocabulary moves. */
export const circuitMetrics = ['logit difference', 'KL'] as const;
export type CircuitMetric = (typeof circuitMetrics)[number];

/** What stands in the place of what is interchanged: what the source run has there, the mean, or zero. */
export const ablations = ['resample', 'mean', 'zero'] as const;
export type Ablation = (typeof ablations)[number];

/** By what components are ordered: their interchanges, or what gradients say of these (attribution patching; integrated). */
export const circuitEffects = ['interchange', 'attribution', 'attribution-ig'] as const;
export type CircuitEffects = (typeof circuitEffects)[number];

/** `pairs`: at most so many, of those whose source tells something; 32. */
export type CircuitRequest = Pick<
  RunOptions,
  'pairs' | 'seed' | 'resamples' | 'level' | keyof MachineOptions
> & {
  readonly a: string;
  readonly task: string;
  /** Variables that the source takes from the pair's source; all. */
  readonly source?: readonly string[];
  readonly metric?: CircuitMetric; // logit difference
  readonly ablation?: Ablation; // resample
  /** A circuit does if it is so much less than faithful. .2 */
  readonly tolerance?: number;
  /** The path of a file with a circuit, which is checked; or with scores, by which one is found. */
  readonly circuit?: string;
  readonly effects?: CircuitEffects; // interchange
  /** The exact effects of every component too, where they are ordered by attribution. */
  readonly exact?: boolean;
  /** The effects of the residual stream too, span by span at every cut. */
  readonly sites?: boolean;
  /** Scores of edges too, where components are ordered by attribution. */
  readonly edges?: boolean;
};

export type CircuitOrigin = 'effects' | 'scores' | 'file';

/** What an interchange of one component moves at the position that is read, in the mean over the pairs. */
export type Effect = {
  /** After less before, of what is right of the base less what is right of the source; null: not every pair has one. */
  readonly logitDifference: Interval | null;
  /** KL(before || after) over the whole vocabulary, nats. */
  readonly kl: Interval;
};

export type EffectReport = {
  /** The source's (or what stands for it) into the base run. */
  readonly noising: Effect;
  /** The base's into the source run. */
  readonly denoising: Effect;
};

/** null: not measured. */
export type ComponentReport = { readonly [Way in keyof EffectReport]: EffectReport[Way] | null } & {
  /** What attribution says that noising moves of the metric, to first order. */
  readonly attribution: Interval | null;
  readonly layer: number;
  /** null: the block's MLP. */
  readonly head: number | null;
  readonly isChosen: boolean; // in the circuit
  /** How often it is among the `ranked` of greatest effect when the pairs are drawn anew, 0..1. */
  readonly stability: number;
};

/** The residual stream of one span at one cut. */
export type SiteEffectReport = EffectReport & { readonly cut: number; readonly span: string };

/** What attribution says that one reader would move if it alone got from one writer what that writes on the source prompt. */
export type EdgesReport = {
  /** As EAP-IG calls them: "input", "a0.h1", "m0". */
  readonly writers: readonly string[];
  /** "a0.h1<q>", "m0", "logits". */
  readonly readers: readonly string[];
  /** [writer][reader] of the metric, the mean over the pairs that the circuit was found on; null: it does not read that. */
  readonly scores: readonly (readonly (number | null)[])[];
};

export type CurvePoint = {
  /** Of all components; so many are kept, rounded down. */
  readonly share: number;
  readonly size: number;
  /** Faithfulness of those of greatest effect, whatever its sign. */
  readonly greatest: number;
  /** Of those that help most. */
  readonly helping: number;
};

export type CircuitSection = {
  readonly kind: 'circuit';
  readonly metric: CircuitMetric;
  readonly ablation: Ablation;
  /** What the source run takes from the pair's source; [] everything. */
  readonly source: SetName;
  readonly tolerance: number;
  /** By what: its own effects; the scores of a file; or a file has it, and it is only checked. */
  readonly origin: CircuitOrigin;
  /** By which effects components are ordered, unless a file has scores. */
  readonly effects: CircuitEffects;
  /** How attribution ranks components beside their exact effects; null: ordered by these. */
  readonly attributionCheck: {
    readonly components: number;
    readonly pairs: number;
    /** Spearman's, of sizes; null: all are equal. */
    readonly correlation: number | null;
  } | null;
  /** What exporters of other programs ask for. */
  readonly network: {
    readonly layers: number;
    readonly width: number;
    readonly isParallel: boolean;
  };
  /** Pairs on which it was found, and those on which all of the numbers below were measured. */
  readonly pairs: { readonly found: number; readonly checked: number; readonly isApart: boolean };
  /** Block by block, the heads first. */
  readonly components: readonly ComponentReport[];
  /** null: not asked for. */
  readonly sites: readonly SiteEffectReport[] | null;
  /** Absent: not asked for. */
  readonly edges?: EdgesReport;
  /** How many of the greatest effects the circuit was taken from. */
  readonly ranked: number;
  readonly size: number;
  /** The measure with nothing and with every component interchanged. */
  readonly ends: { readonly model: Interval; readonly empty: Interval };
  /** (m(C) - m(empty)) / (m(model) - m(empty)), of one joint run. */
  readonly faithfulness: Interval;
  /** The same on the pairs on which it was found. */
  readonly faithfulnessFound: number;
  /** 1 less the faithfulness of everything outside of it. */
  readonly completeness: Interval;
  readonly curve: readonly CurvePoint[];
  /** Areas of the curve as MIB has them, over components: under it (`helping`), and from it to 1 (`greatest`). */
  readonly cpr: number;
  readonly cmd: number;
  /** Circuits of the same size at random: the share that is less faithful, and how faithful they are. */
  readonly random: {
    readonly circuits: number;
    readonly below: number;
    readonly median: number;
    readonly high: number; // of 95 in 100
  };
};
