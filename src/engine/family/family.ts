// What a family is: where the tensors of a checkpoint go in the graphs, and what the config means.
// To add one: copy gpt2.ts, change the names, add a line to families.ts.
import type { JsonObject, TensorInfo } from '../checkpoint/checkpoint.ts';
import type { Spec } from '../graph/spec.ts';

/** Where one canonical weight comes from. `shapes` are checked against the checkpoint's. */
export type WeightSource = {
  readonly tensors: readonly NamedTensor[];
  /**
   * 'stack': the tensors one below the other (separate q, k, v).
   * 'interleaved': one tensor whose rows go head by head, q, k, v within each (GPT-NeoX).
   */
  readonly arrange: 'stack' | 'interleaved';
};

export type WeightSources = Readonly<Record<string, WeightSource>>;

export type NamedTensor = { readonly name: string; readonly shape: readonly number[] };

/** Input vectors: token + position + type rows, then, if there is one, a norm. */
export type Embedding = {
  readonly token: NamedTensor; // [V, d]
  readonly position: NamedTensor | undefined; // [positions, d]
  /** Row 0 of this tensor is added at every position. */
  readonly type: NamedTensor | undefined;
  readonly norm: WeightSources | undefined;
};

export type Architecture = {
  readonly spec: Spec;
  /** Reads answers at a mask token (BERT) instead of after the last token. */
  readonly masked: boolean;
  readonly embedding: Embedding;
  /** By canonical name (graph/spec.ts), for block `layer`. */
  readonly block: (layer: number) => WeightSources;
  readonly head: WeightSources;
};

export type Names = ReadonlyMap<string, TensorInfo>;

export interface Family {
  readonly name: string; // "gpt2"
  readonly title: string; // "GPT-2"
  /** Values of config.json's model_type that this file computes exactly. */
  readonly modelTypes: readonly string[];
  /** A tensor name that only this family has; its first group is the block's number. */
  readonly fingerprint: RegExp;
  /** Tensors that carry no weights: masks, position ids, frequencies; or are not on the path. */
  readonly ignored: readonly RegExp[];
  /** Throws EngineError naming the key or tensor when config and tensors do not make a model. */
  read(tensors: Names, config: JsonObject): Architecture;
}

/** One tensor as it is. */
export function single(name: string, shape: readonly number[]): WeightSource {
  return { tensors: [{ name, shape }], arrange: 'stack' };
}

/** `name.weight` and, if there is one, `name.bias`, as the canonical `to.weight` and `to.bias`. */
export function pair(
  to: string,
  name: string,
  weight: readonly number[],
  bias: number,
): WeightSources {
  return {
    [`${to}.weight`]: single(`${name}.weight`, weight),
    ...(bias > 0 ? { [`${to}.bias`]: single(`${name}.bias`, [bias]) } : {}),
  };
}

/** Several tensors stacked along their first axis. */
export function stacked(parts: readonly (readonly [string, readonly number[]])[]): WeightSource {
  return { tensors: parts.map(([name, shape]) => ({ name, shape })), arrange: 'stack' };
}
