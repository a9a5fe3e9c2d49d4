// What a measure of two representations is: a record that says what it claims of itself, and how it is computed.
// Every claim is proved by a test (test/measures/properties.test.ts), and so is that what is not claimed fails.
// To add one: a file beside this one, a line in measures.ts.
import type { Representation } from './representation.ts';

/** What may be done to the rows of one side without changing the number. */
export type Invariance =
  | 'permutation' // of the neurons
  | 'orthogonal' // rotations and reflections
  | 'scaling' // by one factor
  | 'translation'
  | 'linear'; // any invertible map

export const invariances: readonly Invariance[] = [
  'permutation',
  'orthogonal',
  'scaling',
  'translation',
  'linear',
];

export type MeasureFacts = {
  /** As it is asked for: "cka". */
  readonly name: string;
  /** For people: "debiased CKA". */
  readonly title: string;
  /** Who proposed it, or the form that is computed here. */
  readonly paper: string;
  /** Whether more means more alike. */
  readonly direction: 'similarity' | 'distance';
  readonly range: readonly [number, number];
  /** d(a, b) = d(b, a). */
  readonly symmetric: boolean;
  /** The distance (1 - a similarity) is 0 of equals and obeys the triangle inequality. */
  readonly metric: boolean;
  readonly invariances: readonly Invariance[];
  /** How what two models take grows with n, the number of rows: as the square, or as the cube with a factor. */
  readonly cost: 'square' | 'cube' | 'iterated';
  /** It needs the rows themselves of what is predicted, beside inner products. */
  readonly needsRows: boolean;
};

/** P: what is made of one representation, once for all that it is compared with. */
export interface Measure<P = unknown> extends MeasureFacts {
  prepare(of: Representation): P;
  compare(a: P, b: P): number;
  /** Row i is then what row (i + by) % n was. */
  shifted(p: P, by: number): P;
  /** Where it is the inner product of two vectors: how long they are. Many are then compared at once. */
  vectorSize?(p: P): number;
  /** Writes the vector of `shifted`. */
  writeVector?(p: P, by: number, into: Float32Array): void;
}
