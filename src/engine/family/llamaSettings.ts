// Llama, Mistral, Qwen2 and Qwen3 have one set of names, but transformers reads their configs differently:
// defaults, biases, windows and the norms of heads.
import type { Json } from '../checkpoint/checkpoint.ts';
import { type Config, type Settings, wrong } from './config.ts';

const shared = {
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 32 },
  headWidth: { keys: ['head_dim'], absent: null, nothing: null },
  vocabulary: { keys: ['vocab_size'] },
  epsilon: {
    keys: ['rms_norm_eps'],
    absent: 1e-6,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'silu',
    passedOver: ['hidden_activation', 'activation_function'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
} satisfies Settings;

/** Keys that the other types read, and that a type without the setting passes over. */
const without = (passedOver: readonly string[], absent: Json) => ({
  keys: [],
  absent,
  passedOver,
});
const biasKeys = ['attention_bias', 'qkv_bias'];

const qwen = {
  ...shared,
  layers: { keys: ['num_hidden_layers'], absent: 32 },
  kvHeads: { keys: ['num_key_value_heads'], absent: 32, nothing: null },
  mlpWidth: { keys: ['intermediate_size'], absent: 22016 },
  positions: { keys: ['max_position_embeddings'], absent: 32768 },
  mlpBias: without(['mlp_bias'], false),
  useWindow: { keys: ['use_sliding_window'], absent: false },
  window: { keys: ['sliding_window'], absent: 4096, nothing: null },
  windowFrom: { keys: ['max_window_layers'], absent: 28 },
} satisfies Settings;

export const llamaTypes = {
  llama: {
    ...shared,
    layers: { keys: ['num_hidden_layers'], absent: 32 },
    kvHeads: { keys: ['num_key_value_heads'], absent: null, nothing: null },
    mlpWidth: { keys: ['intermediate_size'], absent: 11008 },
    positions: { keys: ['max_position_embeddings'], absent: 2048 },
    attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
    mlpBias: { keys: ['mlp_bias'], absent: false },
    window: without(['sliding_window'], null),
  },
  mistral: {
    ...shared,
    layers: { keys: ['num_hidden_layers'], absent: 32 },
    kvHeads: { keys: ['num_key_value_heads'], absent: 8 },
    mlpWidth: { keys: ['intermediate_size'], absent: 14336 },
    positions: { keys: ['max_position_embeddings'], absent: 131072 },
    attentionBias: without(biasKeys, false),
    mlpBias: without(['mlp_bias'], false),
    window: { keys: ['sliding_window'], absent: 4096, nothing: null },
  },
  qwen2: {
    ...qwen,
    headWidth: { keys: ['head_dim'], absent: null },
    attentionBias: without(biasKeys, true), // of q, k and v
  },
  qwen3: {
    ...qwen,
    headWidth: { keys: ['head_dim'], absent: 128 },
    attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
  },
} satisfies Readonly<Record<string, Settings>>;

const all = () => undefined;

/** How many positions a position of each layer sees, itself the last of them; undefined: all before it. */
export function windowOf(config: Config, layers: number): (layer: number) => number | undefined {
  if (!config.has('useWindow')) {
    const window = config.sizeIfAny('window');
    const { layer_types: types } = config.json;
    // transformers' mask, attention and cache then read different keys, and it ends in an error.
    if (config.type === 'mistral' && types !== undefined && types !== null) {
      throw wrong('layer_types', types, 'no such key for mistral');
    }
    return () => window;
  }
  const uses = config.flag('useWindow');
  const slides = slidingLayers(config, layers);
  if (!slides.some) return all;
  if (uses) {
    const window = config.sizeIfAny('window');
    if (window === undefined && slides.said) {
      throw wrong('sliding_window', null, 'a size, since layer_types has sliding_attention');
    }
    return (layer) => (slides.at(layer) ? window : undefined);
  }
  if (!slides.said) return all;
  throw wrong(
    'layer_types',
    config.json.layer_types!,
    'full_attention alone, since use_sliding_window is false',
  );
}

type Sliding = {
  readonly some: boolean;
  /** By the types of the layers, not by their numbers. */
  readonly said: boolean;
  readonly at: (layer: number) => boolean;
};

function slidingLayers(config: Config, layers: number): Sliding {
  const { layer_types: types } = config.json;
  if (types === undefined || types === null) {
    const from = config.size('windowFrom', 0);
    return { some: from < layers, said: false, at: (layer) => layer >= from };
  }
  const known: readonly Json[] = ['full_attention', 'sliding_attention'];
  if (!Array.isArray(types) || types.length !== layers || types.some((t) => !known.includes(t))) {
    throw wrong('layer_types', types, `${layers} times full_attention or sliding_attention`);
  }
  const some = types.includes('sliding_attention');
  return { some, said: true, at: (layer) => types[layer] === 'sliding_attention' };
}
