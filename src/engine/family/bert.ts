// BERT and its kin (MiniLM): bidirectional, norms after each half block, answers at a mask token.
// Without the masked-word head it is an encoder: it can be inspected, but has no answers.
import { activationOf, flagOf, headWidthOf, positiveOf, requireValue, sizeOf } from './config.ts';
import { type Family, pair, single, stacked, type WeightSources } from './family.ts';

export const bert: Family = {
  name: 'bert',
  title: 'BERT',
  modelTypes: ['bert'],
  fingerprint: /^(?:bert\.)?encoder\.layer\.(\d+)\.attention\.self\.query\.weight$/,
  ignored: [
    /(?:^|\.)pooler\.dense\.(?:weight|bias)$/,
    /^cls\.seq_relationship\./,
    /embeddings\.position_ids$/,
    /^cls\.predictions\.decoder\.(?:weight|bias)$/,
  ],

  read(tensors, config) {
    requireValue(config, 'position_embedding_type', ['absolute']);
    requireValue(config, 'is_decoder', [false]);
    const prefix = tensors.has('bert.embeddings.word_embeddings.weight') ? 'bert.' : '';
    const d = sizeOf(config, ['hidden_size']);
    const heads = sizeOf(config, ['num_attention_heads']);
    const f = sizeOf(config, ['intermediate_size']);
    const vocabulary = sizeOf(config, ['vocab_size']);
    const positions = sizeOf(config, ['max_position_embeddings']);
    const types = sizeOf(config, ['type_vocab_size'], 2);
    const words = `${prefix}embeddings.word_embeddings.weight`;
    const decoder = 'cls.predictions.decoder.weight';
    const tied = flagOf(config, 'tie_word_embeddings', true);
    const headed = [...tensors.keys()].some((name) => name.startsWith('cls.predictions.'));
    // Checkpoints from before 2019 call a norm's weight and bias gamma and beta.
    const norm = (to: string, name: string): WeightSources =>
      tensors.has(`${name}.gamma`)
        ? {
            [`${to}.weight`]: single(`${name}.gamma`, [d]),
            [`${to}.bias`]: single(`${name}.beta`, [d]),
          }
        : pair(to, name, [d], d);
    return {
      masked: true,
      spec: {
        layers: sizeOf(config, ['num_hidden_layers']),
        width: d,
        heads,
        kvHeads: heads,
        headWidth: headWidthOf(d, heads),
        mlpWidth: f,
        vocabulary,
        maxLength: positions,
        norm: 'layer',
        normEpsilon: positiveOf(config, ['layer_norm_eps'], 1e-12),
        normPlace: 'post',
        parallel: false,
        rotary: undefined,
        activation: activationOf(config, 'hidden_act', 'gelu'),
        gated: false,
        causal: false,
        layout: 'out-in',
        bias: { qkv: true, out: true, mlp: true },
        head: headed ? 'transform' : 'none',
        headBias: true,
      },
      embedding: {
        token: { name: words, shape: [vocabulary, d] },
        position: { name: `${prefix}embeddings.position_embeddings.weight`, shape: [positions, d] },
        type: { name: `${prefix}embeddings.token_type_embeddings.weight`, shape: [types, d] },
        norm: norm('norm', `${prefix}embeddings.LayerNorm`),
      },
      block: (layer) => {
        const at = `${prefix}encoder.layer.${layer}.`;
        const self = ['query', 'key', 'value'].map((name) => `${at}attention.self.${name}`);
        return {
          'qkv.weight': stacked(self.map((name) => [`${name}.weight`, [d, d]])),
          'qkv.bias': stacked(self.map((name) => [`${name}.bias`, [d]])),
          ...pair('out', `${at}attention.output.dense`, [d, d], d),
          ...norm('norm1', `${at}attention.output.LayerNorm`),
          ...pair('up', `${at}intermediate.dense`, [f, d], f),
          ...pair('down', `${at}output.dense`, [d, f], d),
          ...norm('norm2', `${at}output.LayerNorm`),
        };
      },
      head: headed
        ? {
            ...pair('dense', 'cls.predictions.transform.dense', [d, d], d),
            ...norm('norm', 'cls.predictions.transform.LayerNorm'),
            unembed: single(tied ? words : decoder, [vocabulary, d]),
            'unembed.bias': single('cls.predictions.bias', [vocabulary]),
          }
        : {},
    };
  },
};
