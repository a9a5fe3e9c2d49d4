// A network that its own file describes, and that somebody else's runtime computes: ONNX, Keras, TF.js.
import type { Job } from '../core/job.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';

/** A value of the network. Batch first in every shape; undefined: any size. */
export type ValueInfo = {
  readonly name: string;
  readonly shape: readonly (number | undefined)[];
  /** An index input, such as token ids. */
  readonly integer?: boolean;
  /** Where an image or a feature map has its channels. */
  readonly channels?: 'first' | 'last';
};

/** One operation. Weights are not among what it takes. */
export type ValueStep = {
  readonly op: string;
  readonly takes: readonly string[];
  readonly gives: readonly string[];
};

/** A network as its own file says it: values, each computed from earlier ones. */
export interface ValueGraph {
  readonly inputs: readonly ValueInfo[];
  /** One, of classes or logits, in most files. */
  readonly outputs: readonly ValueInfo[];
  readonly values: ReadonlyMap<string, ValueInfo>;
  /** In an order in which each has what it takes. */
  readonly steps: readonly ValueStep[];
  /** What computes it, for provenance: "onnxruntime-node 1.30", "tfjs-node 4.22 (native)", "tfjs 4.22 (wasm: no addon)". */
  readonly computedBy: string;
  /** The `wanted` values of a batch, from the `given` ones alone: what lies before them is not computed. */
  run(
    job: Job,
    given: Readonly<Record<string, Tensor>>,
    wanted: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
  release(): Promise<void>;
}
