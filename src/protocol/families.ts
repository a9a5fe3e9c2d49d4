// Two families of implementations, told apart or not: the section of a fleet that was asked for with `against`. Leaf.
import type { Ablation } from './circuit.ts';
import type { Verdict } from './verdict.ts';

/** Implementations that are made of one checkpoint a side, by what its circuit can do without. */
export type Patching = {
  /** Tried, of each checkpoint and strength. */
  readonly implementations: number;
  /** How far towards what stands instead: 0 is the checkpoint itself, 1 the whole way. */
  readonly strengths?: readonly number[]; // [.2, .5, 1]
  readonly ablation?: Ablation; // 'resample'
};

/** How sure a score is. */
export type Resampled = {
  readonly value: number;
  /** Over the prompt pairs; null: a measure of representations, which costs too much to be drawn again. */
  readonly pairs: Ends | null;
  /** Over the implementations; null: fewer than 4 a side. */
  readonly implementations: Ends | null;
};

export type Ends = { readonly low: number; readonly high: number };

/** How two families lie to each other by one distance. */
export type FamilyScore = {
  readonly distance: 'profile' | 'ridge' | 'contraction' | 'cka';
  /** Of what patched implementations have in place of their own; null: checkpoints as they are. */
  readonly strength: number | null;
  /** On which representations are compared; null: it is not by these. */
  readonly prompts: number | null;
  /** Implementations that were tried, and those that solve the task, by family. */
  readonly tried: readonly [number, number];
  readonly accepted: readonly [number, number];
  /** null: a family has fewer than 2. */
  readonly score: CongruityReport | null;
  /** The largest distance within each family; over the implementations a largest has no interval. */
  readonly kappa: readonly [ByPairs, ByPairs];
  /** How many of each family tell something of their own; null: the distance has no margin to say so. */
  readonly effective: readonly [number, number] | null;
  /** From any of the one family to the nearest of the other, at most: the Hausdorff distance. */
  readonly apart: ByPairs;
  /** Between the first of each family. */
  readonly models: number;
  /** null: the distance is no metric, and nothing follows. */
  readonly bounds: BoundsReport | null;
};

export type ByPairs = { readonly value: number; readonly pairs: Ends | null };

/** Can the same family be told from the other one by distance? */
export type CongruityReport = {
  /** P(d(a,a') < d(a,b)), equal ones by half, of each family; 1: each of it is nearer to its own. */
  readonly p: readonly [Resampled, Resampled];
  /** 1 - |p1 + p2 - 1|. */
  readonly congruity: Resampled;
  /** max |2 p - 1|: either side by itself, which congruity lets cancel. */
  readonly separability: Resampled;
  /** Congruity as published, from random draws. */
  readonly monteCarlo: { readonly draws: number; readonly congruity: number };
};

/** What the distance of the first two must be and can be. */
export type BoundsReport = {
  /** Necessary: `apart` is at most this, the larger kappa and the distance of the first two. */
  readonly apartAtMost: number;
  /** Sufficient: the first two are at most this apart, `apart` and the smaller kappa. */
  readonly modelsAtMost: number;
  /** Each, whether it says nothing: no distance can be larger. */
  readonly isVacuous: readonly [boolean, boolean];
};

export type FamilyVerdicts = readonly { readonly verdict: Verdict; readonly pairs: number }[];

export type FamiliesSection = {
  readonly kind: 'families';
  /** Places of models, by family. */
  readonly families: readonly [readonly number[], readonly number[]];
  /** Verdicts on every model of the one with every model of the other: what decides. */
  readonly between: FamilyVerdicts;
  /** Of their profile distances; null: none was measured. */
  readonly distances: Ends | null;
  readonly within: readonly [FamilyVerdicts, FamilyVerdicts];
  /** Of implementations that are made; null: the models themselves are the implementations. */
  readonly patched: PatchedReport | null;
  /** The profile distance first, strength by strength. */
  readonly scores: readonly FamilyScore[];
};

export type PatchedReport = {
  readonly ablation: Ablation;
  /** By family: heads and MLPs, and how many of them the circuit has. */
  readonly components: readonly [number, number];
  readonly circuit: readonly [number, number];
};
