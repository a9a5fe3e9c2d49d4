// What a reader is and what it makes: where each tensor's bytes lie. Nothing is read until asked.
import type { ByteSource } from '../core/files.ts';
import type { TensorInfo } from './checkpoint.ts';
import type { HeldFiles } from './held.ts';

/** A tensor as one run of row-major, little-endian elements in a file. */
export type StoredTensor = TensorInfo & {
  readonly source: ByteSource;
  /** Of the first element, from the start of the file. */
  readonly offset: number;
};

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
};

/**
 * Tensors that lie in the same bytes as an earlier one: name -> that one's name. They must come in the
 * order of their places, as readers give them.
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
  return a.offset === b.offset && a.bytes === b.bytes && a.source.path === b.source.path;
}

/** A way to keep weights in files. To add one: a file like safetensors.ts, a line in open.ts. */
export interface Reader {
  /**
   * Of the names in a folder, those that this reader would open as the folder's model: none if the
   * folder is not for it, several if it cannot tell which one is meant.
   */
  sniffFolder(names: readonly string[]): readonly string[];
  /** Whether it reads this file, by its name and first bytes (TELLING_BYTES, or all it has). */
  sniff(name: string, head: Uint8Array): boolean;
  /**
   * Reads the headers, opening the weight files in name order; `files` closes them. Throws
   * EngineError naming the file, what was found and what was allowed.
   */
  open(files: HeldFiles, path: string): Promise<Container>;
}
