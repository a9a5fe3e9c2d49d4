// TensorFlow.js, as the engine sees it: it computes networks of Keras' layers and of TensorFlow's graphs.
// platform/ answers with tfjs-node or, where that cannot load, with TensorFlow.js on WebAssembly.
import type { Job } from './job.ts';
import type { FloatTensor, Tensor } from './tensor.ts';

/** Batch first; undefined: any size. */
export type Shape = readonly (number | undefined)[];

/** A layer as a function of TensorFlow.js makes it. */
export type TfLayer = {
  /** For people, as sentences write it. */
  readonly name: string;
  /** The function's name; undefined: what comes in goes out. */
  readonly make: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
};

/** A layer computes one value out of others. */
export type TfCall = {
  readonly layer: number;
  readonly takes: readonly string[];
  readonly gives: string;
};

/** A constant of a graph, as it is used: numbers, integers, or zeros and ones. */
export type TfConstant = {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
};

export type Values = Readonly<Record<string, Tensor>>;

/** What was made of a file, and holds its weights. */
export interface TfNet {
  /** "tfjs-node 4.22.0 (native)"; another once a run needs something that a backend has not. */
  readonly computedBy: string;
  release(): Promise<void>;
}

export interface TfLayers extends TfNet {
  /** What a layer gives of inputs of these shapes. Nothing is computed. */
  shapeOf(layer: number, inputs: readonly Shape[]): Shape;
  /** Computes calls in their order, the given values at hand; gives the wanted ones. */
  run(
    job: Job,
    calls: readonly TfCall[],
    given: Values,
    wanted: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
}

export interface TfGraph extends TfNet {
  /** Values are nodes of the graph, any of them. */
  run(job: Job, given: Values, wanted: readonly string[]): Promise<Record<string, FloatTensor>>;
}

export interface Tensorflow {
  /** As that of a net which needs nothing special. */
  readonly computedBy: string;
  /** `weights` gives those of a layer, in its order, when they are first needed. */
  layers(
    layers: readonly TfLayer[],
    weights: (job: Job, layer: number) => Promise<readonly FloatTensor[]>,
  ): TfLayers;
  /** `model` has TensorFlow's nodes and their signature, as model.json does. */
  graph(model: unknown, constants: readonly TfConstant[]): Promise<TfGraph>;
}
