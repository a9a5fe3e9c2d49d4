// What a reader is and what it makes: how each tensor's numbers are had. Nothing is read until asked.
import type { Ports } from '../core/ports.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import type { BaseModel, JsonObject, Stated, TensorInfo } from './checkpoint.ts';
import type { ConfigWords } from './configWords.ts';
import type { HeldFiles } from './held.ts';
import type { Look } from './look.ts';
import type { Storage } from './storage.ts';

export type StoredTensor = TensorInfo & { readonly storage: Storage };

/** Open weight files. */
export type Container = {
  /** For people: "safetensors, 3 shards". */
  readonly description: string;
  /** File by file, in the order of their places. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
  /** Of all headers. */
  readonly headerBytes: number;
  /** What a reader should know, a sentence each. */
  readonly notes: readonly string[];
  /** What people call the model, as the file says; else the names of file and folder do. */
  readonly name?: string;
  /** As config.json has it, where the file holds it; else the one that lies beside it is read. */
  readonly config?: JsonObject;
  /** config.json beside the file comes before that config: it is what a training program noted. */
  readonly configYields?: boolean;
  /** How sentences call that config. */
  readonly configWords?: ConfigWords;
  /** Reads what tokenizer.json has, where the file holds it; else what lies beside it is read. */
  readonly tokenizer?: () => Promise<JsonObject>;
  /** What the model was trained on, as its program calls it. */
  readonly dataset?: string | undefined;
  /** What a whole module says of its parts. */
  readonly stated?: Stated | undefined;
  /** What an adapter is merged into. */
  readonly base?: BaseModel;
  /** The network that the file itself describes; made when it is run, never to list tensors. */
  readonly graph?: (ports: Ports) => Promise<ValueGraph>;
  /** Why that network is not computed, a sentence each. */
  readonly notComputed?: readonly string[] | undefined;
};

/**
 * Tensors that lie in the same bytes as an earlier one: name -> that one's name. They must come in the
 * order of their places, as readers give them. Safetensors files hold no byte twice; PyTorch's tie weights so.
 */
export function sharing(tensors: Iterable<StoredTensor>): ReadonlyMap<string, string> {
  const shared = new Map<string, string>();
  let before: StoredTensor | undefined;
  for (const tensor of tensors) {
    if (tensor.bytes === 0) continue; // an empty tensor lies nowhere
    if (before && isSamePlace(before, tensor)) shared.set(tensor.name, before.name);
    else before = tensor;
  }
  return shared;
}

function isSamePlace(a: StoredTensor, b: StoredTensor): boolean {
  const { offset, path } = a.storage;
  if (offset === undefined || offset !== b.storage.offset) return false;
  return a.bytes === b.bytes && path === b.storage.path;
}

/** A way to keep weights in files. To add one: a file like safetensors.ts, a line in readers.ts. */
export interface Reader {
  /**
   * Of the names in a folder, those that this reader would open as the folder's model: none if the
   * folder is not for it, several if it cannot tell which one is meant.
   */
  sniffFolder(names: readonly string[]): readonly string[];
  /** What it calls several of a folder, and how one of them is chosen. */
  readonly several: { readonly are: string; readonly hint: string };
  /** Whether it reads this file, by a look into it or by its name; '' is asked first. A folder of that name has no bytes. */
  sniff(look: Look, name: string): Promise<boolean>;
  /** What people call the model in a file of this name; undefined: as its folder. */
  modelName(file: string): string | undefined;
  /**
   * Reads the headers, opening the weight files in name order; `files` closes them. Throws
   * EngineError naming the file, what was found and what was allowed.
   */
  open(files: HeldFiles, path: string): Promise<Container>;
}
