// BLOOM: no positions, but scores that grow with them by a slope of each head, and a norm after the embedding; queries, keys
// and values interleaved by head.
import { bloomArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, byHead, type Dialect } from './dialect.ts';
import { causalOnly } from './refusals.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers', 'n_layer'], absent: 2 },
  width: { keys: ['n_embed', 'hidden_size'], absent: 64 },
  heads: { keys: ['num_attention_heads', 'n_head'], absent: 8 },
  mlpWidth: { keys: [], absent: null }, // 4 d
  vocabulary: { keys: ['vocab_size'], absent: 250880 },
  positions: { keys: ['seq_length'], absent: 2048 }, // what it was trained on: slopes have no end
  epsilon: {
    keys: ['layer_norm_epsilon'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
  },
  activation: { keys: [], absent: 'gelu_new', passedOver: ['hidden_act', 'activation_function'] },
  tied: { keys: ['tie_word_embeddings'], absent: true },
};

export const bloom: Dialect = {
  name: 'bloom',
  title: 'BLOOM',
  architecture: bloomArchitecture,
  layout: 'out-in',
  types: { bloom: settings },
  tellingKeys: [],
  refused: [...causalOnly, { key: 'apply_residual_connection_post_layernorm', allowed: [false] }],
  root: 'transformer',
  inside: /^(?:h|word_embeddings|word_embeddings_layernorm|ln_f)\./,
  renamed: [],
  blocks: 'h',
  telling: 'self_attention.query_key_value.weight',
  ignored: [],
  optional: [],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const { slow_but_exact: isSlow, pretraining_tp: parts } = config.json;
    // transformers then adds no bias of what attention and MLP write.
    if (isSlow === true && typeof parts === 'number' && parts > 1)
      throw config.wrong('slow_but_exact', isSlow, 'false where pretraining_tp is above 1');
    return { ...common, slopes: slopesOf(common.heads) };
  },
  names: () => ({
    token: 'transformer.word_embeddings.weight',
    embeddingNorm: as('transformer.word_embeddings_layernorm'),
    block: {
      norm1: as('input_layernorm'),
      qkv: byHead('self_attention.query_key_value'),
      out: as('self_attention.dense'),
      norm2: as('post_attention_layernorm'),
      up: as('mlp.dense_h_to_4h'),
      down: as('mlp.dense_4h_to_h'),
    },
    head: { norm: as('transformer.ln_f') },
    unembed: as('lm_head'),
  }),
};

/** Press et al. 2022: powers of one number; where heads are no power of two, those between of twice as many. */
function slopesOf(heads: number): number[] {
  const whole = 2 ** Math.floor(Math.log2(heads));
  const base = (of: number) => 2 ** -(2 ** -(Math.log2(of) - 3));
  return Array.from({ length: heads }, (_, h) =>
    h < whole ? base(whole) ** (h + 1) : base(2 * whole) ** (2 * (h - whole) + 1),
  );
}
