// GPT-2 as transformers writes it: fused qkv, matrices that lie [in, out].
import { gpt2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect } from './dialect.ts';
import { causalOnly } from './refusals.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers', 'n_layer'], absent: 12 },
  width: { keys: ['hidden_size', 'n_embd'] },
  heads: { keys: ['num_attention_heads', 'n_head'], absent: 12 },
  mlpWidth: { keys: ['n_inner'], absent: null, nothing: null }, // null: 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings', 'n_positions'], absent: 1024 },
  epsilon: {
    keys: ['layer_norm_epsilon'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['activation_function'],
    absent: 'gelu_new',
    passedOver: ['hidden_act', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  window: { keys: [], absent: null },
};

export const gpt2: Dialect = {
  name: 'gpt2',
  title: 'GPT-2',
  architecture: gpt2Architecture,
  layout: 'in-out',
  types: { gpt2: settings },
  tellingKeys: [],
  refused: [
    ...causalOnly,
    { key: 'scale_attn_weights', allowed: [true] },
    { key: 'scale_attn_by_inverse_layer_idx', allowed: [false] },
  ],
  root: 'transformer',
  inside: /^(?:h|wte|wpe|ln_f)\./,
  renamed: [],
  blocks: 'h',
  telling: 'attn.c_attn.weight',
  tellingShape: ([rows, columns]) => columns === 3 * rows,
  ignored: [/\.attn\.(?:bias|masked_bias)$/],
  optional: [],
  ownHead: /^lm_head\./,
  canonical: (config) => canonicalOf(config),
  names: () => ({
    token: 'transformer.wte.weight',
    position: 'transformer.wpe.weight',
    block: {
      norm1: as('ln_1'),
      qkv: as('attn.c_attn'),
      out: as('attn.c_proj'),
      norm2: as('ln_2'),
      up: as('mlp.c_fc'),
      down: as('mlp.c_proj'),
    },
    head: { norm: as('transformer.ln_f') },
    unembed: as('lm_head'),
  }),
};
