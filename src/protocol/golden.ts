// A golden: what another implementation computes with a checkpoint, saved by name; and how far we are from it. Leaf.
import type { RunOptions } from './runOptions.ts';

export type GoldenRequest = Pick<RunOptions, 'threads' | 'memory'> & {
  readonly path: string;
  readonly golden: string;
  /** Largest absolute difference that still agrees; default: 2e-5. */
  readonly tolerance?: number;
};

/** One tensor of a golden beside the computed one, over real positions. */
export type GoldenTensor = {
  readonly name: string;
  /** Largest |ours - golden|; null: a value of the golden is not finite there. */
  readonly largest: number | null;
  /** Where that is, in the golden's own indices. */
  readonly at: readonly number[];
  readonly values: number;
};

export type GoldenStanding = 'agrees' | 'differs' | 'cannot be compared';

export type GoldenView = {
  readonly model: string;
  readonly golden: string;
  readonly standing: GoldenStanding;
  readonly tolerance: number;
  /** The runtime: "onnxruntime-node 1.30". */
  readonly computedBy: string;
  readonly tensors: readonly GoldenTensor[];
  /** In the golden and not computed here: names that nobody knows, or values that a model does not have. */
  readonly unknown: readonly string[];
  /** Why tensors, or all of them, cannot be compared; sentences. */
  readonly problems: readonly string[];
  /** SHA-256, hex. */
  readonly digests: { readonly weights: string; readonly config: string; readonly golden: string };
};

/** What was compared, and what could not be. */
export type GoldenFound = Pick<GoldenView, 'tensors' | 'unknown' | 'problems'>;

/** What is known of a golden beside a checkpoint, from an earlier `verify`; nothing is computed for it. */
export type GoldenBeside = {
  readonly file: string;
  /** null: these weights were not verified against this file yet. */
  readonly known:
    | (Pick<GoldenView, 'standing' | 'tolerance' | 'computedBy'> & {
        readonly largest: number | null;
        readonly tensors: number;
      })
    | null;
};
