// What every reader produces: named tensors, read only when asked for.
import type { Dtype } from '../core/dtype.ts';
import type { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import type { ConfigWords } from './configWords.ts';

export type TensorInfo = {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** In the file. */
  readonly bytes: number;
  /** The file (not path) that holds it: a shard's name or the only file's. */
  readonly file: string;
};

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type MappingFile = {
  /** "model.mapping.json" */
  readonly file: string;
  /** Throws EngineError where it is no JSON, or where nothing says which of several files is meant. */
  json(): JsonObject;
};

/** A module without parts, as a whole module of PyTorch says it. */
export type StatedModule = {
  readonly name: string; // "0.conv"
  readonly of: string; // "torch.nn.modules.activation.Tanh"
  readonly settings: ReadonlyMap<string, number | string | boolean | readonly number[]>;
};

export type Stated = {
  readonly modules: readonly StatedModule[];
  /** Do they compute one after the other, in this order, and nothing else? */
  readonly isSequence: boolean;
};

/** The model under an adapter. */
export type BaseModel = {
  /** "org/name", or as its folder is called. */
  readonly name: string;
  /** The commit, where the hub's cache has it. */
  readonly revision: string | undefined;
  /** The digest of its weight files; known once that of the checkpoint is. */
  weights(): string;
};

/** How much tensors hold. */
export type Stored = {
  /** Numbers. */
  readonly parameters: number;
  readonly bytes: number;
};

export interface Checkpoint {
  readonly path: string;
  /** A short name for people: the container's own, the folder's, with its run's for a step, or the file's without its ending. */
  readonly name: string;
  /** Tells it from another of that name. */
  readonly longName: string;
  /** For people: "safetensors", "safetensors, 3 shards". */
  readonly container: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The container's own, else config.json beside the weights, parsed; undefined when there is none. */
  readonly config: JsonObject | undefined;
  /** How sentences call the config and its keys. */
  readonly configWords: ConfigWords;
  /** Why a config.json that is there could not be read; the tensors are listed nevertheless. */
  readonly configProblem: EngineError | undefined;
  /** What a user says of the tensors, in a file beside them; it counts more than any family's names. */
  readonly mapping: MappingFile | undefined;
  /** `__metadata__` of the header. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Tensors whose bytes are an earlier tensor's: name -> that one's name. */
  readonly sharing: ReadonlyMap<string, string>;
  /** What all tensors together hold, what they share counted once. */
  readonly stored: Stored;
  /** What a reader should know of the files, a sentence each: a stale copy in a shard, say. */
  readonly notes: readonly string[];
  /**
   * One tensor, widened to float32 (f16, bf16, f64 rounded; integer types are refused).
   * Throws EngineError('model-values') naming the tensor when a value is NaN or infinite.
   */
  read(job: Job, name: string): Promise<FloatTensor>;
  /** Rows [from, to) of a matrix, widened likewise: an embedding need not be read whole. */
  readRows(job: Job, name: string, from: number, to: number): Promise<FloatTensor>;
  /** Every value of a tensor of any dtype, unchecked, in pieces that overwrite each other (pieces.ts). */
  pieces(job: Job, name: string): AsyncGenerator<Float64Array>;
  /**
   * The container's own, else tokenizer.json beside the weights, parsed, or the same made from older
   * vocabulary files; undefined when there is none.
   */
  tokenizer(): Promise<JsonObject | undefined>;
  /** The tokenizer is the container's own: it stands in no file of its own. */
  readonly holdsTokenizer: boolean;
  /** What a whole module says of its parts; absent: the file holds tensors alone. */
  readonly stated?: Stated | undefined;
  /** Of an adapter. */
  readonly base: BaseModel | undefined;
  /** The network that the file itself describes; undefined where it holds weights alone. */
  readonly graph: ((ports: Ports) => Promise<ValueGraph>) | undefined;
  /** Why that network is not computed, a sentence each. */
  readonly notComputed: readonly string[];
  /**
   * SHA-256 over the weight files in name order, hex; computed once. From then on what is read is
   * what was hashed. Throws EngineError('file-changed') where a file is not what it was when opened.
   */
  digest(job: Job): Promise<string>;
  /** Throws 'file-changed' where the disk says that a weight file was written to since. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}
