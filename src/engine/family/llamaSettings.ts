// Llama, Mistral and Qwen2 have one set of names and one computation, but transformers reads their configs
// differently: defaults, biases and windows.
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
    ...shared,
    headWidth: { keys: ['head_dim'], absent: null },
    layers: { keys: ['num_hidden_layers'], absent: 32 },
    kvHeads: { keys: ['num_key_value_heads'], absent: 32, nothing: null },
    mlpWidth: { keys: ['intermediate_size'], absent: 22016 },
    positions: { keys: ['max_position_embeddings'], absent: 32768 },
    attentionBias: without(biasKeys, true), // of q, k and v
    mlpBias: without(['mlp_bias'], false),
    useWindow: { keys: ['use_sliding_window'], absent: false },
    window: { keys: ['sliding_window'], absent: 4096, nothing: null },
    windowFrom: { keys: ['max_window_layers'], absent: 28 },
  },
} satisfies Readonly<Record<string, Settings>>;

/** How many tokens back a position sees in the layer that sees the fewest; undefined: all. */
export function windowOf(config: Config, layers: number): number | undefined {
  if (config.type !== 'qwen2') {
    const window = config.sizeIfAny('window');
    const { layer_types: types } = config.json;
    // transformers' mask, attention and cache then read different keys, and it ends in an error.
    if (config.type === 'mistral' && types !== undefined && types !== null) {
      throw wrong('layer_types', types, 'no such key for mistral');
    }
    return window;
  }
  const uses = config.flag('useWindow');
  const slides = slidingLayers(config, layers);
  if (uses) return slides ? config.sizeIfAny('window') : undefined;
  if (slides === 'said')
    throw wrong(
      'layer_types',
      config.json.layer_types!,
      'full_attention alone, since use_sliding_window is false',
    );
  return undefined;
}

/** Whether some layer slides, by the layers' types or by their numbers. */
function slidingLayers(config: Config, layers: number): 'said' | 'counted' | undefined {
  const { layer_types: types } = config.json;
  if (types === undefined || types === null) {
    return config.size('windowFrom', 0) < layers ? 'counted' : undefined;
  }
  const known: readonly Json[] = ['full_attention', 'sliding_attention'];
  if (!Array.isArray(types) || types.length !== layers || types.some((t) => !known.includes(t))) {
    throw wrong('layer_types', types, `${layers} times full_attention or sliding_attention`);
  }
  return types.includes('sliding_attention') ? 'said' : undefined;
}
