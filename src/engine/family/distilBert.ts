// DistilBERT: BERT without types of tokens, by other names.
import { distilBertArchitecture } from './architectures.ts';
import { bert } from './bert.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect, separate } from './dialect.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers', 'n_layers'], absent: 6 },
  width: { keys: ['hidden_size', 'dim'] },
  heads: { keys: ['num_attention_heads', 'n_heads'], absent: 12 },
  mlpWidth: { keys: ['hidden_dim'], absent: 3072, passedOver: ['intermediate_size'] },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 512 },
  epsilon: {
    keys: [],
    absent: 1e-12,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['activation'],
    absent: 'gelu',
    passedOver: ['hidden_act', 'hidden_activation', 'activation_function'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
};

export const distilBert: Dialect = {
  ...bert,
  name: 'distilbert',
  title: 'DistilBERT',
  architecture: distilBertArchitecture,
  types: { distilbert: settings },
  root: 'distilbert',
  inside: /^(?:embeddings|transformer)\./,
  renamed: [],
  blocks: 'transformer.layer',
  telling: 'attention.q_lin.weight',
  ignored: [/embeddings\.position_ids$/],
  ownHead: /^vocab_(?:transform|layer_norm|projector)\./,

  canonical(config) {
    const common = canonicalOf(config);
    return { ...common, bias: { ...common.bias, head: true } };
  },
  names: () => ({
    token: 'distilbert.embeddings.word_embeddings.weight',
    position: 'distilbert.embeddings.position_embeddings.weight',
    embeddingNorm: as('distilbert.embeddings.LayerNorm'),
    block: {
      qkv: separate('attention.q_lin', 'attention.k_lin', 'attention.v_lin'),
      out: as('attention.out_lin'),
      norm1: as('sa_layer_norm'),
      up: as('ffn.lin1'),
      down: as('ffn.lin2'),
      norm2: as('output_layer_norm'),
    },
    head: { dense: as('vocab_transform'), norm: as('vocab_layer_norm') },
    unembed: as('vocab_projector'),
  }),
};
