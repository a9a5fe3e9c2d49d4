// What kind of change is between two tensors: what was seen, with the numbers that show it, and no story of how it came
// to be. Leaf.

/** B: what B has of A; A: the other way round, as where A is the rounded one. */
export type Towards = 'A' | 'B';

export type ChangePart =
  | { readonly kind: 'identical' }
  /** One has more rows; the common ones are what the other parts say. */
  | { readonly kind: 'rows added'; readonly rows: number; readonly towards: Towards }
  /** One is the same number everywhere, and the other is not. */
  | { readonly kind: 'constant'; readonly value: number; readonly in: Towards }
  /** A square matrix with rows and columns exchanged; what is left is what the other parts say. */
  | { readonly kind: 'transposed' }
  /** Every value that was looked at is the other's, rounded to this format (to nearest, or towards 0). */
  | {
      readonly kind: 'cast';
      readonly to: string;
      /** Rounded to this one before; null: at once. */
      readonly through: string | null;
      readonly truncated: boolean;
      readonly towards: Towards;
    }
  /** Every value that was looked at is the other's times a factor: one, or one a row or column. */
  | {
      readonly kind: 'scaling';
      readonly by: 'tensor' | 'row' | 'column';
      readonly factors: readonly [least: number, most: number];
    }
  /** Zeros where the other has none; the rest is what the other parts say. */
  | {
      readonly kind: 'pruning';
      /** New zeros, of all values. */
      readonly share: number;
      readonly pattern: 'rows' | 'columns' | 'n:m' | 'smallest' | 'scattered';
      /** Of every `m` neighbours in a row at least `n` are zero, and in most no more. */
      readonly n: number | null;
      readonly m: number | null;
      /** Of the smallest: no zero was above it, nothing that stayed is below it. */
      readonly threshold: number | null;
      readonly towards: Towards;
    }
  /** All values of a group lie on evenly spaced levels, and the other's do not. */
  | {
      readonly kind: 'grid';
      readonly by: 'tensor' | 'row' | 'column' | 'block' | 'column block';
      readonly block: number | null; // neighbours in a row; of a column block in a column
      readonly bits: number;
      readonly onGrid: number; // share of the values that were looked at
      /** Share of the values that lie within half a step of the other's: rounded to nearest. */
      readonly nearest: number;
      readonly steps: readonly [least: number, most: number];
      readonly towards: Towards;
    }
  /** The values of a group are few, and no more evenly spaced: a table of values, as NF4 or a scaled 8-bit float has. */
  | {
      readonly kind: 'few values';
      readonly by: 'tensor' | 'row' | 'block';
      readonly block: number | null;
      readonly most: number; // values of a group
      readonly towards: Towards;
    }
  /** B - A has this rank; the singular values after it are what rounding leaves. */
  | {
      readonly kind: 'low rank';
      readonly rank: number;
      readonly of: number; // the most it could have been
      readonly rows: number | null; // the singular values are of so many rows; null: of all
      readonly values: readonly number[]; // the first singular values, at most 8
      readonly next: number;
      readonly floor: number; // what rounding may leave
    }
  /** The other rows, or columns, are equal. */
  | {
      readonly kind: 'some';
      readonly of: 'rows' | 'columns';
      readonly changed: number;
      readonly all: number;
    }
  | { readonly kind: 'drift' }
  | { readonly kind: 'not finite' };

export type KindOfChange = {
  /** What together makes the change: "pruning, then a cast". */
  readonly parts: readonly ChangePart[];
  /** Rows that were looked at, evenly spread; null: every value was. */
  readonly sampled: { readonly rows: number; readonly of: number } | null;
  /** |B - A| / |A|; null: there is no such number. */
  readonly relative: number | null;
  readonly cosine: number | null;
  /** exp of the entropy of the squared singular values of B - A, and the most it could be; null: not a drift of a matrix. */
  readonly effectiveRank: { readonly value: number; readonly of: number } | null;
};
