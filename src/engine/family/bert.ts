// BERT and its kin (MiniLM): bidirectional, norms after each half block, answers at a mask token.
// Without the masked-word head it is an encoder: it can be inspected, but has no answers.
import { bertArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect, separate } from './dialect.ts';

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

export const bert: Dialect = {
  name: 'bert',
  title: 'BERT',
  architecture: bertArchitecture,
  layout: 'out-in',
  types: { bert: settings },
  tellingKeys: [],
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

  canonical(config) {
    const common = canonicalOf(config);
    return { ...common, bias: { ...common.bias, head: true } };
  },
  names: () => ({
    token: 'bert.embeddings.word_embeddings.weight',
    position: 'bert.embeddings.position_embeddings.weight',
    type: 'bert.embeddings.token_type_embeddings.weight',
    embeddingNorm: as('bert.embeddings.LayerNorm'),
    block: {
      qkv: separate('attention.self.query', 'attention.self.key', 'attention.self.value'),
      out: as('attention.output.dense'),
      norm1: as('attention.output.LayerNorm'),
      up: as('intermediate.dense'),
      down: as('output.dense'),
      norm2: as('output.LayerNorm'),
    },
    head: {
      dense: as('cls.predictions.transform.dense'),
      norm: as('cls.predictions.transform.LayerNorm'),
    },
    unembed: as('cls.predictions.decoder'),
    tiedBias: 'cls.predictions.bias',
  }),
};
