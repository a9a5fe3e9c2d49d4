// GPT-NeoX and Pythia: partial rotary positions, parallel residual, qkv interleaved by head.

import type { Norm } from '../graph/spec.ts';
import { headWidthOf, type Settings, wrong } from './config.ts';
import { attention, blocks, type Family, pair, single, type WeightSource } from './family.ts';
import { tie } from './heads.ts';
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
  attentionBias: { keys: ['attention_bias'], absent: true },
  parallel: { keys: ['use_parallel_residual'], absent: true },
  theta: { keys: ['rotary_emb_base'], absent: 10000, passedOver: ['rope_theta'] },
  share: { keys: ['rotary_pct'], absent: 0.25, passedOver: ['partial_rotary_factor'] },
};

export const gptNeox: Family = {
  name: 'gpt_neox',
  title: 'GPT-NeoX',
  types: { gpt_neox: settings },
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

  read(stored, config) {
    const d = config.size('width');
    const heads = config.size('heads');
    const f = config.size('mlpWidth');
    const vocabulary = config.size('vocabulary');
    const bias = config.flag('attentionBias');
    const dh = headWidthOf(d, heads);
    const { head_dim: said } = config.json; // read for the frequencies alone: then nothing fits
    if (said !== undefined && said !== null && said !== dh) throw wrong('head_dim', said, `${dh}`);
    const { rotary, longest } = rotaryOf(config, dh, config.size('positions'), true);
    const { embedding, head } = tie(stored, config, 'gpt_neox.embed_in.weight', 'lm_head.weight');
    const norm: Norm = { kind: 'layer', epsilon: config.between('epsilon', 0, 1) };
    const activation = config.activation();
    return {
      masked: false,
      spec: {
        width: d,
        vocabulary,
        maxLength: longest,
        causal: true,
        inputNorm: undefined,
        blocks: blocks(config.size('layers'), {
          width: d,
          order: config.flag('parallel') ? 'parallel' : 'pre',
          norm,
          causal: true,
          attention: { ...attention(heads, heads, dh), rotary, bias: { qkv: bias, out: bias } },
          mlp: { width: f, activation, gated: false, bias: true },
          layout: 'out-in',
        }),
        head: { kind: 'norm', norm, activation, layout: 'out-in', bias: false },
      },
      embedding: {
        token: { name: embedding, shape: [vocabulary, d] },
        position: undefined,
        type: undefined,
        norm: undefined,
      },
      block: (layer) => {
        const at = `gpt_neox.layers.${layer}.`;
        const qkv = pair('qkv', `${at}attention.query_key_value`, [3 * d, d], bias ? 3 * d : 0);
        const interleaved = ([name, source]: [string, WeightSource]) =>
          [name, { ...source, arrange: 'interleaved' }] as const;
        return {
          ...pair('norm1', `${at}input_layernorm`, [d], d),
          ...Object.fromEntries(Object.entries(qkv).map(interleaved)),
          ...pair('out', `${at}attention.dense`, [d, d], bias ? d : 0),
          ...pair('norm2', `${at}post_attention_layernorm`, [d], d),
          ...pair('up', `${at}mlp.dense_h_to_4h`, [f, d], f),
          ...pair('down', `${at}mlp.dense_4h_to_h`, [d, f], d),
        };
      },
      head: {
        ...pair('norm', 'gpt_neox.final_layer_norm', [d], d),
        unembed: single(head, [vocabulary, d]),
      },
    };
  },
};
