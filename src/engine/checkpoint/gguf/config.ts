// What a GGUF file's metadata say of its model, as the config.json of the model that it was converted from has
// it: keys of llama.cpp (gguf-py's constants.py) to those of transformers, so that one dialect reads both.
import type { Json, JsonObject } from '../checkpoint.ts';
import type { StoredTensor } from '../container.ts';
import { gemma2Of, gemma3Of, type Said, unreadPattern } from './gemmaConfig.ts';
import type { Metadata, Value } from './metadata.ts';

/** llama.cpp refuses a file without these; null lets no default of transformers take their place. */
export type Required = Readonly<Record<string, string>>;
const sizes: Required = {
  hidden_size: 'embedding_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  max_position_embeddings: 'context_length',
};
const llamaRequired: Required = {
  ...sizes,
  intermediate_size: 'feed_forward_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
};
const gpt2Required: Required = {
  ...sizes,
  n_inner: 'feed_forward_length',
  layer_norm_epsilon: 'attention.layer_norm_epsilon',
};

export const required: Required = { ...llamaRequired, ...gpt2Required };

/** By general.architecture: transformers' model_type, and what its config.json would say; others are not computed. */
const kinds: Readonly<Record<string, (facts: Facts) => JsonObject>> = {
  llama: (facts) => ({ model_type: 'llama', ...llamaOf(facts) }),
  qwen2: (facts) => ({ model_type: 'qwen2', ...llamaOf(facts) }),
  qwen3: (facts) => ({ model_type: 'qwen3', ...llamaOf(facts) }),
  gemma3: (facts) => gemma3Of(llamaOf(facts), facts.said),
  gemma2: (facts) => gemma2Of(llamaOf(facts), facts.said),
  gpt2: (facts) => ({ model_type: 'gpt2', activation_function: 'gelu_new', ...gpt2Of(facts) }),
};

/** What changes the numbers, and no config.json of these models can say: handed on by its own name, for the dialect to refuse. */
const unsaid: readonly (readonly [key: string, harmless: readonly Value[]])[] = [
  ['attention.scale', [0]],
  ['attention.clamp_kqv', [0]],
  ['attention.max_alibi_bias', [0]],
  ['attention.causal', [true]],
  ['attn_logit_softcapping', [0]],
  ['final_logit_softcapping', [0]],
  ['logit_scale', [0, 1]],
  ['embedding_scale', [0, 1]],
  ['residual_scale', [0, 1]],
  ['use_parallel_residual', [false]],
  ['rope.scaling.yarn_log_multiplier', [0]],
  ['rope.scaling.yarn_ext_factor', [1]],
  ['rope.scaling.yarn_attn_factor', [1]],
];

/** What must be as wide as a head. */
const ofHeads = ['attention.value_length', 'rope.dimension_count'];

const ATTENTION_FACTOR = 'rope.scaling.attn_factor';
/** Of factors of the rotary frequencies. */
export const scalingTensor = 'rope_freqs.weight';

const SCALING = 'rope.scaling.type';
/** Those that llama.cpp knows. What else config.json has (dynamic, llama3), a converter writes otherwise, if it can. */
const scalings: readonly Json[] = ['none', 'linear', 'yarn', 'longrope'];

/** Keys in which a config of a GGUF file asks for what is not computed. */
export const refusals: readonly {
  readonly key: string;
  readonly allowed: readonly Json[];
  readonly words?: string;
}[] = [
  ...ofHeads.map((key) => ({ key, allowed: [], words: 'the width of a head' })),
  ...[...unsaid.map(([key]) => key), ATTENTION_FACTOR, scalingTensor, unreadPattern].map((key) => {
    return { key, allowed: [] };
  }),
  { key: SCALING, allowed: scalings },
];

type Tensors = ReadonlyMap<string, Pick<StoredTensor, 'shape'>>;

/** `factors`: what the frequencies of the rotary positions are divided by, where the file has a tensor of them. */
export function configOf(
  metadata: Metadata,
  tensors: Tensors,
  factors: readonly number[] | undefined,
): JsonObject {
  const architecture = architectureOf(metadata);
  if (!Object.hasOwn(kinds, architecture)) return { model_type: architecture };
  const said: Said = (key) => plain(metadata.get(`${architecture}.${key}`));
  const facts = { said, tensors, factors };
  return { ...kinds[architecture](facts), ...refusedOf(said), ...unmixed(facts) };
}

export function architectureOf(metadata: Metadata): string {
  return String(metadata.get('general.architecture') ?? 'none');
}

type Facts = {
  readonly said: Said;
  readonly tensors: Tensors;
  readonly factors: readonly number[] | undefined;
};

function llamaOf({ said, tensors, factors }: Facts): JsonObject {
  return {
    ...common(said, tensors, llamaRequired),
    num_key_value_heads: said('attention.head_count_kv') ?? said('attention.head_count') ?? null,
    ...ifSaid('head_dim', headWidthOf(said)),
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    mlp_bias: tensors.has('blk.0.ffn_up.bias'),
    hidden_act: 'silu',
    rope_theta: said('rope.freq_base') ?? 10_000,
    ...ifSaid('rope_scaling', scalingOf(said, factors)),
    ...ifSaid('sliding_window', said('attention.sliding_window') || undefined),
    ...ifSaid('num_local_experts', said('expert_count') || undefined),
  };
}

function gpt2Of({ said, tensors }: Facts): JsonObject {
  return common(said, tensors, gpt2Required);
}

function common(said: Said, tensors: Tensors, required: Required): JsonObject {
  const found = Object.entries(required).map(([key, from]) => [key, said(from) ?? null]);
  return {
    ...Object.fromEntries(found),
    ...ifSaid('vocab_size', said('vocab_size') ?? vocabularyOf(tensors)),
    tie_word_embeddings: !tensors.has('output.weight'),
  };
}

function ifSaid(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function headWidthOf(said: Said): Json | undefined {
  const each = Number(said('embedding_length')) / Number(said('attention.head_count'));
  return said('attention.key_length') ?? (Number.isInteger(each) ? each : undefined);
}

/** Without a key llama.cpp counts the tokens; a converter pads those to the rows. */
function vocabularyOf(tensors: Tensors): number | undefined {
  return tensors.get('token_embd.weight')?.shape[0];
}

/** As transformers has it in rope_scaling; undefined: none. */
function scalingOf(said: Said, factors: readonly number[] | undefined): JsonObject | undefined {
  const type = said(SCALING) ?? 'linear';
  if (!scalings.includes(type)) return undefined; // it is refused
  const factor = said('rope.scaling.factor') ?? said('rope.scale_linear') ?? 0;
  const isPlain = type === 'none' || (type === 'linear' && (factor === 0 || factor === 1));
  if (factors && (isPlain || type === 'linear')) {
    // Frequencies divided pair by pair are those that longrope has at every length, without its longer vectors.
    const by = isPlain ? 1 : Number(factor);
    const original = said('context_length') ?? null;
    return {
      rope_type: 'longrope',
      short_factor: factors.map((one) => one * by),
      factor: 1,
      attention_factor: 1,
      original_max_position_embeddings: original,
    };
  }
  if (isPlain) return undefined;
  return {
    rope_type: type,
    factor,
    ...ifSaid('original_max_position_embeddings', said('rope.scaling.original_context_length')),
    ...ifSaid('attention_factor', attentionFactor(said, type, factor)),
    ...ifSaid('beta_fast', said('rope.scaling.yarn_beta_fast')),
    ...ifSaid('beta_slow', said('rope.scaling.yarn_beta_slow')),
  };
}

/** llama.cpp multiplies yarn's own factor by this; in transformers it takes its place. */
function attentionFactor(said: Said, type: Json, factor: Json): number | undefined {
  const own = said(ATTENTION_FACTOR);
  if (type !== 'yarn' || typeof own !== 'number') return undefined;
  return own * (1 + 0.1 * Math.log(Math.max(Number(factor), 1)));
}

function refusedOf(said: Said): JsonObject {
  const headWidth = headWidthOf(said);
  const isOther = (key: string) => (said(key) ?? headWidth) !== headWidth;
  const others = headWidth === undefined ? [] : ofHeads.filter(isOther); // then a size is missing
  const found = unsaid.filter(([key, harmless]) => {
    const value = said(key);
    return value !== undefined && !harmless.some((one) => one === value);
  });
  const isScaled = scalings.includes(said(SCALING) ?? 'none');
  const keys = [...others, ...found.map(([key]) => key), ...(isScaled ? [] : [SCALING])];
  return Object.fromEntries(keys.map((key) => [key, said(key) ?? null]));
}

/** llama.cpp has in each rule what transformers has in some: a factor of its own in yarn, factors pair by pair in others. */
function unmixed({ said, factors }: Facts): JsonObject {
  if (said(SCALING) === 'yarn') {
    return factors ? { [scalingTensor]: 'a tensor beside yarn' } : {};
  }
  const own = said(ATTENTION_FACTOR) ?? 1;
  return own === 1 ? {} : { [ATTENTION_FACTOR]: own };
}

/** Of a list of equal values, one for each layer, that value. */
function plain(value: Value | undefined): Json | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return shortest(value);
  if (!Array.isArray(value)) return value as Json | undefined;
  const all = value.map(plain) as Json[];
  return all.length > 0 && all.every((one) => one === all[0]) ? all[0] : all;
}

/** Of the decimals that are this float32 the shortest, as a config.json has it: 1e-5, not 9.999999747378752e-6. */
function shortest(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
