// What a dialect is: the words that one kind of program uses for what an architecture computes. It says where
// the canonical weights are among a file's tensors, and what the keys of its config mean. Mostly data.
// To add one: copy gpt2.ts, change the names, add a line to dialects.ts.
import type { Json, JsonObject, TensorInfo } from '../checkpoint/checkpoint.ts';
import type { ConfigWords } from '../checkpoint/configWords.ts';
import type { Attention, Layout } from '../graph/spec.ts';
import type { Architecture } from './architectures.ts';
import type { Canonical } from './canonical.ts';
import type { Config, Refusal, Settings } from './config.ts';
import {
  filled,
  part,
  permute,
  plus,
  reshape,
  type Shape,
  shapeOf,
  stack,
  tensor,
  type Weight,
} from './weight.ts';

/** Larger models that have this one as a part. */
export type Within = {
  /** By model type: where the config holds this one's, "text_config". */
  readonly types: Readonly<Record<string, string>>;
  /** What names call the part: "language_model". */
  readonly part: string;
};

export interface Dialect {
  readonly name: string; // "gpt2"
  readonly title: string; // "GPT-2"
  readonly architecture: Architecture;
  /** What answers is not in it: the decoder beside it is not computed. */
  readonly encoderOnly?: boolean;
  /** Its positions are patches of an image, its answers classes. */
  readonly readsImages?: boolean;
  readonly layout: Layout;
  /** By config.json's model_type: those that are computed exactly, and how each says its settings. */
  readonly types: Readonly<Record<string, Settings>>;
  readonly within?: Within | undefined;
  /** Keys that together tell a config of the first type where no model_type does. */
  readonly tellingKeys: readonly string[];
  /** Where these keys are, model_type says no type but a size. */
  readonly typeIsSize?: boolean;
  /** Keys that ask for what is not computed. */
  readonly refused: readonly Refusal[];
  /** What the base model is called in the names of a model with a head: "transformer"; or ''. */
  readonly root: string;
  /** Names of the base model's tensors, without the root. */
  readonly inside: RegExp;
  /** Old names, without the root, that are written anew. */
  readonly renamed: readonly (readonly [old: RegExp, now: string])[];
  /** Where the blocks are in the base model: "h". */
  readonly blocks: string;
  /** A tensor that each block has and that tells the dialect: "attn.c_attn.weight". */
  readonly telling: string;
  /** It has another dialect's names: it is read where the config says so, and not told by them. */
  readonly byConfig?: boolean;
  /** Whether the telling tensor lies as in this dialect, where another has the same names. */
  readonly tellingShape?: (shape: Shape) => boolean;
  /** Tensors that carry no weights: masks, position ids, frequencies; or are not on the path. */
  readonly ignored: readonly RegExp[];
  /** Tensors of blocks that some model types have and others leave unread; which is noted. */
  readonly optional: readonly RegExp[];
  /** The first names of a language-model head that is the model's own. */
  readonly ownHead: RegExp;
  /** Tensors beside the blocks with which it computes otherwise. */
  readonly refusedTensors?: RegExp;
  /** The config by its own keys, where a program says it in other ways. Throws EngineError. */
  flattened?(json: JsonObject, words: ConfigWords): JsonObject;
  /** Throws EngineError naming the key whose value is not computed. */
  canonical(config: Config): Canonical;
  names(config: Config): Names;
  /** What tensors, by the dialect's names, say where the config is silent: values of its first type's keys. */
  readonly fromTensors?:
    | ((tensors: Stored['tensors']) => Readonly<Record<string, Json | undefined>>)
    | undefined;
}

/** Where the canonical weights are. */
export type Names = {
  /** The table of tokens; of a model that reads images the module that makes patches positions. */
  readonly token: string;
  /** Of a model that reads images: the position before the patches. */
  readonly first?: string;
  /** From the width of the table of tokens to the model's. */
  readonly projection?: string;
  readonly position?: string;
  readonly type?: string;
  readonly embeddingNorm?: Kept;
  /** From the width of the embedding, after its norm, to the model's. */
  readonly inputProjection?: Kept;
  /** By canonical module ("qkv" of qkv.weight and qkv.bias); names within the block. */
  readonly block: Readonly<Record<string, KeptInBlock>>;
  /** Modules that all blocks have together; whole names. */
  readonly everyBlock?: Readonly<Record<string, Kept>>;
  /** norm, and dense where there is one. */
  readonly head: Readonly<Record<string, Kept>>;
  /** The head's own matrix; a tied model answers with `token`. */
  readonly unembed: Kept;
  /** The head's bias in a tied model; absent: its own. */
  readonly tiedBias?: string;
};

/** How weight or bias of one module, of a canonical shape, is kept. */
export type Kept = (part: 'weight' | 'bias', shape: Shape) => Weight;
/** The same within a block; queries, keys and values are kept by heads. */
export type KeptInBlock = (part: 'weight' | 'bias', shape: Shape, by: Attention) => Weight;

/** A checkpoint's tensors by the dialect's full names, whatever stood around them in the file (names.ts). */
export type Stored = {
  readonly tensors: ReadonlyMap<string, TensorInfo>; // `name` in the values is the file's
  /** True when both are the same bytes of the file. */
  shares(one: string, other: string): boolean;
};

/** What the names of the base model's tensors begin with. */
export function rootOf({ root }: Dialect): string {
  return root === '' ? '' : `${root}.`;
}

/** How many numbers stand in names: blocks, for fromTensors. */
export function numbered(names: Iterable<string>, pattern: RegExp): number {
  const numbers = [...names].map((name) => pattern.exec(name)?.[1]);
  return new Set(numbers.filter((number) => number !== undefined)).size;
}

/** `name.weight` and `name.bias`, as they are. */
export function as(name: string): Kept {
  return (part, shape) => tensor(`${name}.${part}`, shape);
}

/** Queries, keys and values in three modules, one below the other. */
export function separate(query: string, key: string, value: string): KeptInBlock {
  return (part, shape, { heads, kvHeads, headWidth }) =>
    stack(
      [query, key, value].map((name, i) => {
        const rows = (i === 0 ? heads : kvHeads) * headWidth;
        return tensor(`${name}.${part}`, [rows, ...shape.slice(1)]);
      }),
    );
}

/** A norm that is kept as how far it is from 1. */
export function fromOne(name: string): Kept {
  return (part, shape) => plus(1, as(name)(part, shape));
}

/** A norm without weights: what is normed stays as it is. */
export const unweighted: Kept = (part, shape) => filled(part === 'weight' ? 1 : 0, shape);

/**
 * Rows of queries or keys [n dh, ..] in which the numbers that turn together, the first `turn` of each head, stand
 * side by side: here they are `turn` / 2 apart.
 */
export function unpaired(kept: Weight, heads: number, turn: number): Weight {
  const [rows, ...rest] = shapeOf(kept);
  const dh = rows / heads;
  const byHead = reshape(kept, [heads, dh, ...rest]);
  const pairs = reshape(part(byHead, 1, 0, turn), [heads, turn / 2, 2, ...rest]);
  const apart = permute(pairs, [0, 2, 1, ...rest.map((_, i) => i + 3)]);
  const turned = reshape(apart, [heads, turn, ...rest]);
  const whole = turn === dh ? turned : stack([turned, part(byHead, 1, turn, dh - turn)], 1);
  return reshape(whole, [rows, ...rest]);
}

/** Two modules of one size, one below the other. */
export function halves(first: string, second: string): Kept {
  return (part, [rows, ...rest]) =>
    stack([first, second].map((name) => tensor(`${name}.${part}`, [rows / 2, ...rest])));
}

/** Queries, keys and values in one module, whose rows go head by head: q, k, v of each. */
export function byHead(name: string): KeptInBlock {
  return (part, shape, { heads, headWidth }) => {
    const rest = shape.slice(1);
    const kept = reshape(tensor(`${name}.${part}`, shape), [heads, 3, headWidth, ...rest]);
    return reshape(permute(kept, [1, 0, 2, ...rest.map((_, i) => i + 3)]), shape);
  };
}
