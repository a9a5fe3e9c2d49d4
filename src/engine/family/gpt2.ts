// GPT-2: layer norm, learned positions, fused qkv, matrices that lie [in, out].

import type { Norm } from '../graph/spec.ts';
import { headWidthOf, type Settings } from './config.ts';
import { attention, blocks, type Family, pair, single } from './family.ts';
import { tie } from './heads.ts';
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
};

export const gpt2: Family = {
  name: 'gpt2',
  title: 'GPT-2',
  types: { gpt2: settings },
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
  ignored: [/\.attn\.(?:bias|masked_bias)$/],
  optional: [],
  ownHead: /^lm_head\./,

  read(stored, config) {
    const d = config.size('width');
    const heads = config.size('heads');
    const f = config.sizeIfAny('mlpWidth') ?? 4 * d;
    const vocabulary = config.size('vocabulary');
    const positions = config.size('positions');
    const { embedding, head } = tie(stored, config, 'transformer.wte.weight', 'lm_head.weight');
    const norm: Norm = { kind: 'layer', epsilon: config.between('epsilon', 0, 1) };
    const activation = config.activation();
    return {
      masked: false,
      spec: {
        width: d,
        vocabulary,
        maxLength: positions,
        causal: true,
        inputNorm: undefined,
        blocks: blocks(config.size('layers'), {
          width: d,
          order: 'pre',
          norm,
          causal: true,
          attention: attention(heads, heads, headWidthOf(d, heads)),
          mlp: { width: f, activation, gated: false, bias: true },
          layout: 'in-out',
        }),
        head: { kind: 'norm', norm, activation, layout: 'in-out', bias: false },
      },
      embedding: {
        token: { name: embedding, shape: [vocabulary, d] },
        position: { name: 'transformer.wpe.weight', shape: [positions, d] },
        type: undefined,
        norm: undefined,
      },
      block: (layer) => {
        const at = `transformer.h.${layer}.`;
        return {
          ...pair('norm1', `${at}ln_1`, [d], d),
          ...pair('qkv', `${at}attn.c_attn`, [d, 3 * d], 3 * d),
          ...pair('out', `${at}attn.c_proj`, [d, d], d),
          ...pair('norm2', `${at}ln_2`, [d], d),
          ...pair('up', `${at}mlp.c_fc`, [d, f], f),
          ...pair('down', `${at}mlp.c_proj`, [f, d], d),
        };
      },
      head: { ...pair('norm', 'transformer.ln_f', [d], d), unembed: single(head, [vocabulary, d]) },
    };
  },
};
