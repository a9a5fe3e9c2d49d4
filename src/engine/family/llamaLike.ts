// StableLM and StarCoder 2: Llama's names with norms of layers; in StableLM a part of each head turns, StarCoder 2 has
// the MLP of GPT-2.
import { gatedNeoxArchitecture, neoxArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect } from './dialect.ts';
import { llama } from './llama.ts';
import { rotaryOf } from './rotary.ts';

const shared = {
  width: { keys: ['hidden_size'] },
  headWidth: { keys: ['head_dim'], absent: null, nothing: null },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 4096 },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
} satisfies Settings;

const stableLmSettings: Settings = {
  ...shared,
  layers: { keys: ['num_hidden_layers'], absent: 32 },
  heads: { keys: ['num_attention_heads'], absent: 32 },
  kvHeads: { keys: ['num_key_value_heads'], absent: 32 },
  mlpWidth: { keys: ['intermediate_size'], absent: 6912 },
  epsilon: {
    keys: ['layer_norm_eps'],
    absent: 1e-5,
    passedOver: ['layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'silu',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  attentionBias: { keys: ['use_qkv_bias'], absent: false, passedOver: ['attention_bias'] },
  parallel: { keys: ['use_parallel_residual'], absent: false },
  share: { keys: ['partial_rotary_factor'], absent: 0.25, passedOver: ['rotary_pct'] },
  window: { keys: [], absent: null, passedOver: ['sliding_window'] },
};

export const stableLm: Dialect = {
  ...llama,
  name: 'stablelm',
  title: 'StableLM',
  architecture: gatedNeoxArchitecture,
  types: { stablelm: stableLmSettings },
  byConfig: true,
  optional: [/\.self_attn\.[qkv]_proj\.bias$/],

  canonical(config) {
    const common = canonicalOf(config);
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, true, {
      even: true,
    });
    return {
      ...common,
      positions: longest,
      rotary,
      order: config.flag('parallel') ? 'parallel' : 'pre',
      bias: { qkv: config.flag('attentionBias'), out: false, mlp: false, head: false },
    };
  },
  names(config) {
    const names = llama.names(config);
    const { block } = names;
    if (!config.flag('parallel')) return names;
    return { ...names, block: { ...block, norm2: as('input_layernorm') } };
  },
};

const starCoderSettings: Settings = {
  ...shared,
  layers: { keys: ['num_hidden_layers'], absent: 30 },
  heads: { keys: ['num_attention_heads'], absent: 24 },
  kvHeads: { keys: ['num_key_value_heads'], absent: 2 },
  mlpWidth: { keys: ['intermediate_size'], absent: 12288 },
  epsilon: {
    keys: ['norm_epsilon'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'gelu_pytorch_tanh',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  attentionBias: { keys: ['use_bias'], absent: true, passedOver: ['attention_bias', 'mlp_bias'] },
  window: { keys: ['sliding_window'], absent: null, nothing: null },
};

export const starCoder2: Dialect = {
  ...llama,
  name: 'starcoder2',
  title: 'StarCoder 2',
  architecture: neoxArchitecture,
  types: { starcoder2: starCoderSettings },
  byConfig: true,
  optional: [/\.(?:self_attn\.[qkvo]_proj|mlp\.c_(?:fc|proj))\.bias$/],

  canonical(config) {
    const common = canonicalOf(config);
    const bias = config.flag('attentionBias');
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, false);
    return {
      ...common,
      positions: longest,
      rotary,
      bias: { qkv: bias, out: bias, mlp: bias, head: false },
    };
  },
  names(config) {
    const names = llama.names(config);
    return { ...names, block: { ...names.block, up: as('mlp.c_fc'), down: as('mlp.c_proj') } };
  },
};
