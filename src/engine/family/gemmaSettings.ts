// How transformers reads the configs of Gemma 2 and 3: their names are the same, their defaults and caps are not.
import type { Settings } from './config.ts';

const shared = {
  width: { keys: ['hidden_size'], absent: 2304 },
  layers: { keys: ['num_hidden_layers'], absent: 26 },
  heads: { keys: ['num_attention_heads'], absent: 8 },
  kvHeads: { keys: ['num_key_value_heads'], absent: 4 },
  headWidth: { keys: ['head_dim'], absent: 256 },
  mlpWidth: { keys: ['intermediate_size'], absent: 9216 },
  epsilon: {
    keys: ['rms_norm_eps'],
    absent: 1e-6,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_activation'],
    absent: 'gelu_pytorch_tanh',
    passedOver: ['hidden_act', 'activation_function'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
  queryScalar: { keys: ['query_pre_attn_scalar'], absent: 256 },
  window: { keys: ['sliding_window'], absent: 4096 },
} satisfies Settings;

const gemma3 = {
  ...shared,
  vocabulary: { keys: ['vocab_size'], absent: 262208 },
  positions: { keys: ['max_position_embeddings'], absent: 131072 },
  pattern: { keys: ['sliding_window_pattern'], absent: 6 },
  theta: { keys: ['rope_theta'], absent: 1000000, passedOver: ['rotary_emb_base'] },
  localTheta: { keys: ['rope_local_base_freq'], absent: 10000 },
} satisfies Settings;

export const gemmaTypes = {
  gemma3_text: {
    ...gemma3,
    logitCap: { keys: ['final_logit_softcapping'], absent: null, nothing: null },
  },
  // In text_config; transformers does not cap its logits.
  gemma3: {
    ...gemma3,
    tied: {
      keys: ['tie_word_embeddings'],
      absent: true,
      passedOver: ['text_config.tie_word_embeddings'],
    },
  },
  gemma2: {
    ...shared,
    vocabulary: { keys: ['vocab_size'], absent: 256000 },
    positions: { keys: ['max_position_embeddings'], absent: 8192 },
    pattern: { keys: [], absent: 2, passedOver: ['sliding_window_pattern'] },
    theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
    scoreCap: { keys: ['attn_logit_softcapping'], absent: 50, nothing: null },
    logitCap: { keys: ['final_logit_softcapping'], absent: 30, nothing: null },
  },
} satisfies Readonly<Record<string, Settings>>;
