// Two checkpoints beside each other: what their headers say, and how far values have moved. Leaf.
import type { KindOfChange } from './kindOfChange.ts';

export type CheckpointDiffRequest = { readonly a: string; readonly b: string };

/** What two headers say; no value is read. */
export type CheckpointDiffView = {
  /** A and B. */
  readonly sides: readonly {
    readonly name: string;
    readonly container: string;
    readonly tensors: number;
    readonly parameters: number;
    readonly bytes: number;
  }[];
  /** Whether each answers with its table of tokens; null: no family knows. */
  readonly heads: readonly ('tied' | 'own' | null)[];
  /** In A's order, then what B alone has. */
  readonly lines: readonly ComparedTensor[];
};

/** A weight of two checkpoints: tensors of one name; or of two programs' names for it, and then of the place that it has. */
export type ComparedTensor = {
  readonly name: string;
  /** Of A and of B; null where there is none. */
  readonly sides: readonly (ComparedSide | null)[];
  /** In which shape values can be compared: of two tables the common rows; null: they cannot. */
  readonly common: readonly number[] | null;
};
export type ComparedSide = {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** What it is made of, where that is not the tensor of the line's name. */
  readonly tensors?: readonly string[];
};

/** `tensors`: names of lines with a common shape. */
export type TensorChangesRequest = CheckpointDiffRequest & { readonly tensors: readonly string[] };

/** How far the values of a tensor have moved. */
export type TensorChange = {
  readonly name: string;
  readonly count: number;
  /** Elements that are not the same number in A and B; NaN is the same as NaN. */
  readonly differing: number;
  /** Of these, the ones where A or B is not finite; they are in none of the numbers below. */
  readonly notFinite: number;
  /** The Euclidean norms |A - B| and |A| over the finite elements; null beyond double precision. */
  readonly difference: number | null;
  readonly norm: number | null;
  /** Largest |a - b|. */
  readonly largest: number;
  readonly kind: KindOfChange;
};
