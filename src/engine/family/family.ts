// What a family is: where the tensors of a checkpoint go in the graphs, and what the config means.
// To add one: copy gpt2.ts, change the names, add a line to families.ts.
import type { TensorInfo } from '../checkpoint/checkpoint.ts';
import type { Attention, BlockSpec, Spec } from '../graph/spec.ts';
import type { Config, Refusal, Settings } from './config.ts';

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

/** A checkpoint's tensors by the family's full names, whatever stood around them in the file (names.ts). */
export type Stored = {
  readonly tensors: ReadonlyMap<string, TensorInfo>; // `name` in the values is the file's
  /** True when both are the same bytes of the file. */
  shares(one: string, other: string): boolean;
};

export interface Family {
  readonly name: string; // "gpt2"
  readonly title: string; // "GPT-2"
  /** By config.json's model_type: those that this file computes exactly, and how each says its settings. */
  readonly types: Readonly<Record<string, Settings>>;
  /** Keys that ask for what is not computed. */
  readonly refused: readonly Refusal[];
  /** What the base model is called in the names of a model with a head: "transformer". */
  readonly root: string;
  /** Names of the base model's tensors, without the root. */
  readonly inside: RegExp;
  /** Old names, without the root, that transformers writes anew. */
  readonly renamed: readonly (readonly [old: RegExp, now: string])[];
  /** Where the blocks are in the base model: "h". */
  readonly blocks: string;
  /** A tensor that each block of this family has and no other family's: "attn.c_attn.weight". */
  readonly telling: string;
  /** Tensors that carry no weights: masks, position ids, frequencies; or are not on the path. */
  readonly ignored: readonly RegExp[];
  /** Tensors of blocks that some model types have and others leave unread; which is noted. */
  readonly optional: readonly RegExp[];
  /** The first names of a language-model head that is the model's own. */
  readonly ownHead: RegExp;
  /** Throws EngineError naming the key or tensor when config and tensors do not make a model. */
  read(stored: Stored, config: Config): Architecture;
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

/** Attention to all positions before, with biases, as most have it. */
export function attention(heads: number, kvHeads: number, headWidth: number): Attention {
  return {
    heads,
    kvHeads,
    headWidth,
    scale: 1 / Math.sqrt(headWidth),
    window: undefined,
    norm: undefined,
    rotary: undefined,
    bias: { qkv: true, out: true },
  };
}

/** As many blocks that are all alike. */
export function blocks(count: number, block: BlockSpec): BlockSpec[] {
  return Array<BlockSpec>(count).fill(block);
}
