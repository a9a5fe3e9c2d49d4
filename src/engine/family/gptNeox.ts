// GPT-NeoX and Pythia: partial rotary positions, parallel residual, qkv interleaved by head.
import { activationOf, flagOf, headWidthOf, positiveOf, sizeOf } from './config.ts';
import { type Family, pair, single, type WeightSource } from './family.ts';
import { rotaryFrequencies, rotaryWidthOf } from './rotary.ts';

export const gptNeox: Family = {
  name: 'gpt_neox',
  title: 'GPT-NeoX',
  modelTypes: ['gpt_neox'],
  fingerprint: /^gpt_neox\.layers\.(\d+)\.attention\.query_key_value\.weight$/,
  ignored: [
    /\.attention\.(?:bias|masked_bias|rotary_emb\.inv_freq)$/,
    /^(?:embed_out|lm_head)\.weight$/,
  ],

  read(tensors, config) {
    const d = sizeOf(config, ['hidden_size']);
    const heads = sizeOf(config, ['num_attention_heads']);
    const f = sizeOf(config, ['intermediate_size'], 4 * d);
    const vocabulary = sizeOf(config, ['vocab_size']);
    const bias = flagOf(config, 'attention_bias', true);
    const dh = headWidthOf(d, heads);
    const head = ['embed_out.weight', 'lm_head.weight'].find((name) => tensors.has(name));
    const embed = 'gpt_neox.embed_in.weight';
    const untied = !flagOf(config, 'tie_word_embeddings', false);
    return {
      masked: false,
      spec: {
        layers: sizeOf(config, ['num_hidden_layers']),
        width: d,
        heads,
        kvHeads: heads,
        headWidth: dh,
        mlpWidth: f,
        vocabulary,
        maxLength: sizeOf(config, ['max_position_embeddings'], 2048),
        norm: 'layer',
        normEpsilon: positiveOf(config, ['layer_norm_eps'], 1e-5),
        normPlace: 'pre',
        parallel: flagOf(config, 'use_parallel_residual', true),
        rotary: rotaryFrequencies(config, rotaryWidthOf(config, dh, 0.25), 10000),
        activation: activationOf(config, 'hidden_act', 'gelu'),
        gated: false,
        causal: true,
        layout: 'out-in',
        bias: { qkv: bias, out: bias, mlp: true },
        head: 'norm',
        headBias: false,
      },
      embedding: {
        token: { name: embed, shape: [vocabulary, d] },
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
        unembed: single(untied ? (head ?? 'embed_out.weight') : embed, [vocabulary, d]),
      },
    };
  },
};
