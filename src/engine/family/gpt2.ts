// GPT-2: layer norm, learned positions, fused qkv, matrices that lie [in, out].
import { activationOf, flagOf, headWidthOf, positiveOf, requireValue, sizeOf } from './config.ts';
import { type Family, pair, single } from './family.ts';

export const gpt2: Family = {
  name: 'gpt2',
  title: 'GPT-2',
  modelTypes: ['gpt2'],
  fingerprint: /^(?:transformer\.)?h\.(\d+)\.attn\.c_attn\.weight$/,
  ignored: [/\.attn\.(?:bias|masked_bias)$/, /^lm_head\.weight$/],

  read(tensors, config) {
    requireValue(config, 'scale_attn_weights', [true]);
    requireValue(config, 'scale_attn_by_inverse_layer_idx', [false]);
    const prefix = tensors.has('transformer.wte.weight') ? 'transformer.' : '';
    const d = sizeOf(config, ['n_embd', 'hidden_size']);
    const heads = sizeOf(config, ['n_head', 'num_attention_heads']);
    const f = sizeOf(config, ['n_inner'], 4 * d);
    const vocabulary = sizeOf(config, ['vocab_size']);
    const positions = sizeOf(config, ['n_positions', 'n_ctx', 'max_position_embeddings']);
    const tied = flagOf(config, 'tie_word_embeddings', true);
    return {
      masked: false,
      spec: {
        layers: sizeOf(config, ['n_layer', 'num_hidden_layers']),
        width: d,
        heads,
        kvHeads: heads,
        headWidth: headWidthOf(d, heads),
        mlpWidth: f,
        vocabulary,
        maxLength: positions,
        norm: 'layer',
        normEpsilon: positiveOf(config, ['layer_norm_epsilon'], 1e-5),
        normPlace: 'pre',
        parallel: false,
        rotary: undefined,
        activation: activationOf(config, 'activation_function', 'gelu_new'),
        gated: false,
        causal: true,
        layout: 'in-out',
        bias: { qkv: true, out: true, mlp: true },
        head: 'norm',
        headBias: false,
      },
      embedding: {
        token: { name: `${prefix}wte.weight`, shape: [vocabulary, d] },
        position: { name: `${prefix}wpe.weight`, shape: [positions, d] },
        type: undefined,
        norm: undefined,
      },
      block: (layer) => {
        const at = `${prefix}h.${layer}.`;
        return {
          ...pair('norm1', `${at}ln_1`, [d], d),
          ...pair('qkv', `${at}attn.c_attn`, [d, 3 * d], 3 * d),
          ...pair('out', `${at}attn.c_proj`, [d, d], d),
          ...pair('norm2', `${at}ln_2`, [d], d),
          ...pair('up', `${at}mlp.c_fc`, [d, f], f),
          ...pair('down', `${at}mlp.c_proj`, [f, d], d),
        };
      },
      head: {
        ...pair('norm', `${prefix}ln_f`, [d], d),
        unembed: single(tied ? `${prefix}wte.weight` : 'lm_head.weight', [vocabulary, d]),
      },
    };
  },
};
