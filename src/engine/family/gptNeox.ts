// GPT-NeoX and Pythia: partial rotary positions, parallel residual, qkv interleaved by head.
import { neoxArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, byHead, type Dialect } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 44 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 64 },
  mlpWidth: { keys: ['intermediate_size'], absent: 24576 },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  epsilon: {
    keys: ['layer_norm_eps'],
    absent: 1e-5,
    passedOver: ['layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'gelu',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  window: { keys: [], absent: null },
  attentionBias: { keys: ['attention_bias'], absent: true },
  parallel: { keys: ['use_parallel_residual'], absent: true },
  theta: { keys: ['rotary_emb_base'], absent: 10000, passedOver: ['rope_theta'] },
  share: { keys: ['rotary_pct'], absent: 0.25, passedOver: ['partial_rotary_factor'] },
};

export const gptNeox: Dialect = {
  name: 'gpt_neox',
  title: 'GPT-NeoX',
  architecture: neoxArchitecture,
  layout: 'out-in',
  types: { gpt_neox: settings },
  tellingKeys: [],
  refused: causalOnly,
  root: 'gpt_neox',
  inside: /^(?:layers|embed_in|final_layer_norm|rotary_emb)\./,
  renamed: [[/^embed_out\./, 'lm_head.']],
  blocks: 'layers',
  telling: 'attention.query_key_value.weight',
  ignored: [
    /\.attention\.(?:bias|masked_bias)$/,
    /rotary_emb\.(?:inv_freq|cos_cached|sin_cached)$/,
  ],
  optional: [/\.attention\.(?:query_key_value|dense)\.bias$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const { headWidth: dh } = common;
    const { head_dim: said } = config.json; // read for the frequencies alone: then nothing fits
    if (said !== undefined && said !== null && said !== dh)
      throw config.wrong('head_dim', said, `${dh}`);
    const bias = config.flag('attentionBias');
    const { rotary, longest } = rotaryOf(config, dh, common.positions, true);
    return {
      ...common,
      positions: longest,
      rotary,
      order: config.flag('parallel') ? 'parallel' : 'pre',
      bias: { ...common.bias, qkv: bias, out: bias },
    };
  },
  names: () => ({
    token: 'gpt_neox.embed_in.weight',
    block: {
      norm1: as('input_layernorm'),
      qkv: byHead('attention.query_key_value'),
      out: as('attention.dense'),
      norm2: as('post_attention_layernorm'),
      up: as('mlp.dense_h_to_4h'),
      down: as('mlp.dense_4h_to_h'),
    },
    head: { norm: as('gpt_neox.final_layer_norm') },
    unembed: as('lm_head'),
  }),
};
