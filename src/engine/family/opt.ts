// OPT: GPT-2 whose positions begin at row 2 of their table; where the norm stands, whether there are biases and how
// wide the table of tokens is, its config says.
import { gpt2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect, separate, unweighted } from './dialect.ts';
import { causalOnly } from './refusals.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 12 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 12 },
  mlpWidth: { keys: ['ffn_dim'], absent: 3072, passedOver: ['intermediate_size'] },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  tokenWidth: { keys: ['word_embed_proj_dim'], absent: null, nothing: null }, // null: d
  epsilon: {
    keys: [],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['activation_function'],
    absent: 'relu',
    passedOver: ['hidden_act', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  attentionBias: { keys: ['enable_bias'], absent: true },
  normBefore: { keys: ['do_layer_norm_before'], absent: true },
  finalNorm: { keys: ['_remove_final_layer_norm'], absent: false }, // true: it is left out
  normWeights: { keys: ['layer_norm_elementwise_affine'], absent: true },
};

export const opt: Dialect = {
  name: 'opt',
  title: 'OPT',
  architecture: gpt2Architecture,
  layout: 'out-in',
  types: { opt: settings },
  tellingKeys: [],
  refused: causalOnly,
  root: 'model',
  inside: /^decoder\./,
  renamed: [],
  blocks: 'decoder.layers',
  telling: 'self_attn.out_proj.weight',
  ignored: [],
  optional: [/\.(?:self_attn\.\w+_proj|fc[12])\.bias$/, /layer_norm\.(?:weight|bias)$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const bias = config.flag('attentionBias');
    const before = config.flag('normBefore');
    return {
      ...common,
      firstPosition: 2, // the first two are no position's
      tokenWidth: config.sizeIfAny('tokenWidth') ?? common.width,
      order: before ? 'pre' : 'post',
      plainHead: !before || config.flag('finalNorm'),
      bias: { qkv: bias, out: bias, mlp: bias, head: false },
    };
  },
  names(config) {
    const norm = config.flag('normWeights') ? as : () => unweighted;
    return {
      token: 'model.decoder.embed_tokens.weight',
      projection: 'model.decoder.project_in.weight',
      position: 'model.decoder.embed_positions.weight',
      block: {
        norm1: norm('self_attn_layer_norm'),
        qkv: separate('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
        out: as('self_attn.out_proj'),
        norm2: norm('final_layer_norm'),
        up: as('fc1'),
        down: as('fc2'),
      },
      head: {
        norm: norm('model.decoder.final_layer_norm'),
        project: as('model.decoder.project_out'),
      },
      unembed: as('lm_head'),
    };
  },
};
