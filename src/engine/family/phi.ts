// Phi-1, 1.5 and 2: attention and MLP read one norm of the block's input, a part of each head turns, a head with a
// bias; queries and keys may be normed.
import { neoxArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect, separate } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 24 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 32 },
  headWidth: { keys: ['head_dim'], absent: null },
  kvHeads: { keys: ['num_key_value_heads'], absent: null, nothing: null },
  mlpWidth: { keys: ['intermediate_size'], absent: 8192 },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  epsilon: {
    keys: ['layer_norm_eps'],
    absent: 1e-5,
    passedOver: ['layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'gelu_new',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  queryNorms: { keys: ['qk_layernorm'], absent: false },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
  share: { keys: ['partial_rotary_factor'], absent: 0.5, passedOver: ['rotary_pct'] },
  window: { keys: [], absent: null, passedOver: ['sliding_window'] },
};

export const phi: Dialect = {
  name: 'phi',
  title: 'Phi',
  architecture: neoxArchitecture,
  layout: 'out-in',
  types: { phi: settings },
  tellingKeys: [],
  refused: causalOnly,
  root: 'model',
  inside: /^(?:layers|embed_tokens|final_layernorm|rotary_emb)\./,
  renamed: [],
  blocks: 'layers',
  telling: 'self_attn.dense.weight',
  ignored: [/rotary_emb\.(?:inv_freq|cos_cached|sin_cached)$/],
  optional: [/\.self_attn\.[qk]_layernorm\.(?:weight|bias)$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, true, {
      even: true,
    });
    return {
      ...common,
      positions: longest,
      rotary,
      queryNorms: config.flag('queryNorms') ? 'head' : undefined,
      order: 'parallel',
      bias: { qkv: true, out: true, mlp: true, head: true },
    };
  },
  names: () => ({
    token: 'model.embed_tokens.weight',
    block: {
      norm1: as('input_layernorm'),
      qkv: separate('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
      q_norm: as('self_attn.q_layernorm'),
      k_norm: as('self_attn.k_layernorm'),
      out: as('self_attn.dense'),
      norm2: as('input_layernorm'),
      up: as('mlp.fc1'),
      down: as('mlp.fc2'),
    },
    head: { norm: as('model.final_layernorm') },
    unembed: as('lm_head'),
  }),
};
