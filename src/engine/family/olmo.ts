// OLMo: Llama with norms of layers that have no weights, and queries, keys and values that may be cut off. OLMo 2: Llama
// with norms of what attention and MLP add, and of the queries and keys of all heads together.
import { gatedNeoxArchitecture, olmo2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import { type Config, largestNumber, type Settings } from './config.ts';
import { as, type Dialect, unweighted } from './dialect.ts';
import { llama } from './llama.ts';
import { rotaryOf } from './rotary.ts';

const shared = {
  layers: { keys: ['num_hidden_layers'], absent: 32 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 32 },
  headWidth: { keys: ['head_dim'], absent: null },
  kvHeads: { keys: ['num_key_value_heads'], absent: null, nothing: null },
  mlpWidth: { keys: ['intermediate_size'], absent: 11008 },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  activation: {
    keys: ['hidden_act'],
    absent: 'silu',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
  window: { keys: [], absent: null, passedOver: ['sliding_window'] },
} satisfies Settings;

const epsilonKeys = ['layer_norm_eps', 'layer_norm_epsilon', 'norm_eps'];

export const olmo: Dialect = {
  ...llama,
  name: 'olmo',
  title: 'OLMo',
  architecture: gatedNeoxArchitecture,
  types: {
    olmo: {
      ...shared,
      epsilon: { keys: [], absent: 1e-5, passedOver: ['rms_norm_eps', ...epsilonKeys] },
      clip: { keys: ['clip_qkv'], absent: null, nothing: null },
    },
  },
  byConfig: true,
  canonical: (config) => ({
    ...canonicalOfBoth(config),
    clip: config.betweenIfAny('clip', 0, largestNumber),
  }),
  names(config) {
    const names = llama.names(config);
    return {
      ...names,
      block: { ...names.block, norm1: unweighted, norm2: unweighted },
      head: { norm: unweighted },
    };
  },
};

export const olmo2: Dialect = {
  ...llama,
  name: 'olmo2',
  title: 'OLMo 2',
  architecture: olmo2Architecture,
  types: {
    olmo2: {
      ...shared,
      epsilon: { keys: ['rms_norm_eps'], absent: 1e-5, passedOver: epsilonKeys },
    },
  },
  byConfig: true,
  canonical: (config) => ({ ...canonicalOfBoth(config), queryNorms: 'all' }),
  names(config) {
    const names = llama.names(config);
    return {
      ...names,
      block: {
        ...names.block,
        norm1_after: as('post_attention_layernorm'),
        norm2_after: as('post_feedforward_layernorm'),
      },
    };
  },
};

function canonicalOfBoth(config: Config) {
  const common = canonicalOf(config);
  const bias = config.flag('attentionBias');
  const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, false);
  return {
    ...common,
    positions: longest,
    rotary,
    bias: { qkv: bias, out: bias, mlp: false, head: false },
  };
}
