// Phi-3 and 4: Llama with queries, keys and values in one matrix, gate and up in another. Scaled positions are computed
// up to the length that they are scaled from.
import { llamaArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 32 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 32 },
  headWidth: { keys: ['head_dim'], absent: null },
  kvHeads: { keys: ['num_key_value_heads'], absent: null, nothing: null },
  mlpWidth: { keys: ['intermediate_size'], absent: 8192 },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 4096 },
  originalPositions: { keys: ['original_max_position_embeddings'], absent: 4096 },
  epsilon: {
    keys: ['rms_norm_eps'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'silu',
    passedOver: ['activation_function', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: false },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
  share: { keys: ['partial_rotary_factor'], absent: 1, passedOver: ['rotary_pct'] },
  window: { keys: ['sliding_window'], absent: null, nothing: null },
};

export const phi3: Dialect = {
  name: 'phi3',
  title: 'Phi-3',
  architecture: llamaArchitecture,
  layout: 'out-in',
  types: { phi3: settings },
  tellingKeys: [],
  refused: causalOnly,
  root: 'model',
  inside: /^(?:layers|embed_tokens|norm|rotary_emb)\./,
  renamed: [],
  blocks: 'layers',
  telling: 'self_attn.qkv_proj.weight',
  ignored: [/rotary_emb\.(?:inv_freq|cos_cached|sin_cached)$/],
  optional: [],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, true, {
      rules: ['default', 'longrope'],
    });
    return {
      ...common,
      positions: longest,
      rotary,
      bias: { qkv: false, out: false, mlp: false, head: false },
    };
  },
  names: () => ({
    token: 'model.embed_tokens.weight',
    block: {
      norm1: as('input_layernorm'),
      qkv: as('self_attn.qkv_proj'),
      out: as('self_attn.o_proj'),
      norm2: as('post_attention_layernorm'),
      up: as('mlp.gate_up_proj'),
      down: as('mlp.down_proj'),
    },
    head: { norm: as('model.norm') },
    unembed: as('lm_head'),
  }),
};
