// Llama, Mistral, Qwen2 and Qwen3 have one set of names, but transformers reads their configs differently:
// defaults, biases, windows (windows.ts) and the norms of heads.
import type { Json } from '../checkpoint/checkpoint.ts';
import type { Settings } from './config.ts';

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
  // Some of its layers do not turn; with windows they would slide too, which no release has.
  smollm3: {
    ...shared,
    layers: { keys: ['num_hidden_layers'], absent: 36 },
    heads: { keys: ['num_attention_heads'], absent: 16 },
    headWidth: { keys: ['head_dim'], absent: null },
    kvHeads: { keys: ['num_key_value_heads'], absent: 4, nothing: null },
    mlpWidth: { keys: ['intermediate_size'], absent: 11008 },
    positions: { keys: ['max_position_embeddings'], absent: 32768 },
    theta: { keys: ['rope_theta'], absent: 2000000, passedOver: ['rotary_emb_base'] },
    tied: { keys: ['tie_word_embeddings'], absent: true },
    attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
    mlpBias: { keys: ['mlp_bias'], absent: false },
    turning: { keys: ['no_rope_layers'], absent: null, nothing: null },
    turningInterval: { keys: ['no_rope_layer_interval'], absent: 4 },
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
