// BERT and its kin (MiniLM): bidirectional, norms after each half block, answers at a mask token.
// Without the masked-word head it is an encoder: it can be inspected, but has no answers.

import type { Norm } from '../graph/spec.ts';
import { headWidthOf, type Settings } from './config.ts';
import { attention, blocks, type Family, pair, single, stacked } from './family.ts';
import { tie } from './heads.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 12 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads'], absent: 12 },
  mlpWidth: { keys: ['intermediate_size'], absent: 3072 },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 512 },
  types: { keys: ['type_vocab_size'], absent: 2 },
  epsilon: {
    keys: ['layer_norm_eps'],
    absent: 1e-12,
    passedOver: ['layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'gelu',
    passedOver: ['hidden_activation', 'activation_function'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
};

const words = 'bert.embeddings.word_embeddings.weight';
const predictions = 'cls.predictions';

export const bert: Family = {
  name: 'bert',
  title: 'BERT',
  types: { bert: settings },
  refused: [
    { key: 'position_embedding_type', allowed: ['absolute'] },
    { key: 'is_decoder', allowed: [false] },
    { key: 'is_causal', allowed: [false] },
  ],
  root: 'bert',
  inside: /^(?:embeddings|encoder|pooler)\./,
  // Checkpoints from before 2019 call a norm's weight and bias gamma and beta.
  renamed: [
    [/LayerNorm\.gamma$/, 'LayerNorm.weight'],
    [/LayerNorm\.beta$/, 'LayerNorm.bias'],
  ],
  blocks: 'encoder.layer',
  telling: 'attention.self.query.weight',
  ignored: [
    /\.pooler\.dense\.(?:weight|bias)$/,
    /^cls\.seq_relationship\./,
    /embeddings\.position_ids$/,
    /^cls\.predictions\.bias$/,
  ],
  optional: [],
  ownHead: /^cls\.predictions\./,

  read(stored, config) {
    const d = config.size('width');
    const heads = config.size('heads');
    const f = config.size('mlpWidth');
    const vocabulary = config.size('vocabulary');
    const positions = config.size('positions');
    const { embedding, head } = tie(stored, config, words, `${predictions}.decoder.weight`);
    const bias = tie(stored, config, `${predictions}.bias`, `${predictions}.decoder.bias`).head;
    const norm: Norm = { kind: 'layer', epsilon: config.between('epsilon', 0, 1) };
    const activation = config.activation();
    return {
      masked: true,
      spec: {
        width: d,
        vocabulary,
        maxLength: positions,
        causal: false,
        inputNorm: norm,
        blocks: blocks(config.size('layers'), {
          width: d,
          order: 'post',
          norm,
          causal: false,
          attention: attention(heads, heads, headWidthOf(d, heads)),
          mlp: { width: f, activation, gated: false, bias: true },
          layout: 'out-in',
        }),
        head: { kind: 'transform', norm, activation, layout: 'out-in', bias: true },
      },
      embedding: {
        token: { name: embedding, shape: [vocabulary, d] },
        position: { name: 'bert.embeddings.position_embeddings.weight', shape: [positions, d] },
        type: {
          name: 'bert.embeddings.token_type_embeddings.weight',
          shape: [config.size('types'), d],
        },
        norm: pair('norm', 'bert.embeddings.LayerNorm', [d], d),
      },
      block: (layer) => {
        const at = `bert.encoder.layer.${layer}.`;
        const self = ['query', 'key', 'value'].map((name) => `${at}attention.self.${name}`);
        return {
          'qkv.weight': stacked(self.map((name) => [`${name}.weight`, [d, d]])),
          'qkv.bias': stacked(self.map((name) => [`${name}.bias`, [d]])),
          ...pair('out', `${at}attention.output.dense`, [d, d], d),
          ...pair('norm1', `${at}attention.output.LayerNorm`, [d], d),
          ...pair('up', `${at}intermediate.dense`, [f, d], f),
          ...pair('down', `${at}output.dense`, [d, f], d),
          ...pair('norm2', `${at}output.LayerNorm`, [d], d),
        };
      },
      head: {
        ...pair('dense', `${predictions}.transform.dense`, [d, d], d),
        ...pair('norm', `${predictions}.transform.LayerNorm`, [d], d),
        unembed: single(head, [vocabulary, d]),
        'unembed.bias': single(bias, [vocabulary]),
      },
    };
  },
};
