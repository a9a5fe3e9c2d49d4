// The circuits of two models beside each other: the section 'wiring' of a report, and what it is asked for with. Leaf.
import type { CircuitRequest, CircuitSection } from './circuit.ts';
import type { Interval, SetName, SiteReport } from './coordinates.ts';

export type WiringRequest = Omit<CircuitRequest, 'circuit' | 'sites' | 'edges'> & {
  readonly b: string;
};

/** A component that is looked for in the other model: of a circuit, or of the greatest effects that it was taken from. */
export type WiredComponent = {
  readonly layer: number;
  /** null: the block's MLP. */
  readonly head: number | null;
  readonly isChosen: boolean; // in the circuit
  /** Mean total variation of the answers with it interchanged alone and the clean ones, 0..1. */
  readonly strength: number;
  /** What it carries; null: too weak to tell (strength under .05), or what stands for it is from no prompt. */
  readonly carries: Pick<SiteReport, 'unexplained' | 'determined' | 'label' | 'coordinates'> | null;
};

/** Of fewer, one permutation in twenty leaves about all in place: not even a model and itself are surely matched. */
export const fewestToMatch = 8;

/** Places in the lists of components. */
export type WiredMatch = { readonly a: number; readonly b: number; readonly correlation: number };

export type WiringSection = {
  readonly kind: 'wiring';
  /** Of A and of B, each as `circuit` reports it. */
  readonly circuits: readonly CircuitSection[];
  /** Of A and of B, the greatest effect first. */
  readonly components: readonly (readonly WiredComponent[])[];
  /** One component of A and one of B each, by how alike their effects on the answers are over the pairs. */
  readonly matches: readonly WiredMatch[];
  /** The least correlation of a match: .5, or more where chance gives more. */
  readonly least: number;
  /** Pairs over which effects are compared. */
  readonly pairs: number;
  /** Components of the circuits: matched with one of the other's circuit; in A's circuit alone, in B's alone: what does
   * the same in the other model, if anything, is not in its circuit. */
  readonly counts: { readonly both: number; readonly onlyA: number; readonly onlyB: number };
  /** How much of the circuits' effects is matched with a component of the other's circuit: the mean of both, 0..1. */
  readonly shared: Interval;
  /** Matched components among all of the two circuits (Jaccard), 0..1. */
  readonly overlap: Interval;
  /** The pairs of B permuted: what of `shared` one permutation in twenty reaches, and the share that reach it. */
  readonly chance: { readonly permutations: number; readonly shared: number; readonly p: number };
  /** The sets that components of each circuit hold, the strongest component's first. */
  readonly held: readonly (readonly SetName[])[];
};
