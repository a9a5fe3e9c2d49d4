// ELECTRA: BERT's names under another root, an embedding of a width of its own. The part that fills in masks is a language model; the one that tells which
// words were replaced is an encoder.
import { bert } from './bert.ts';
import type { Settings } from './config.ts';
import { as, type Dialect } from './dialect.ts';

const settings: Settings = {
  ...bert.types.bert,
  width: { keys: ['hidden_size'], absent: 256 },
  heads: { keys: ['num_attention_heads'], absent: 4 },
  mlpWidth: { keys: ['intermediate_size'], absent: 1024 },
  tokenWidth: { keys: ['embedding_size'], absent: 128 },
};

export const electra: Dialect = {
  ...bert,
  name: 'electra',
  title: 'ELECTRA',
  types: { electra: settings },
  root: 'electra',
  inside: /^(?:embeddings|embeddings_project|encoder)\./,
  byConfig: true,
  ignored: [
    /embeddings\.position_ids$/,
    /^discriminator_predictions\./,
    /^generator_lm_head\.bias$/,
  ],
  ownHead: /^generator_/,

  canonical(config) {
    return {
      ...bert.canonical(config),
      tokenWidth: config.size('tokenWidth'),
      projectsSum: true,
      headActivation: 'gelu',
    };
  },
  names: (config) => ({
    token: 'electra.embeddings.word_embeddings.weight',
    position: 'electra.embeddings.position_embeddings.weight',
    type: 'electra.embeddings.token_type_embeddings.weight',
    embeddingNorm: as('electra.embeddings.LayerNorm'),
    inputProjection: as('electra.embeddings_project'),
    block: bert.names(config).block,
    head: { dense: as('generator_predictions.dense'), norm: as('generator_predictions.LayerNorm') },
    unembed: as('generator_lm_head'),
    tiedBias: 'generator_lm_head.bias',
  }),
};
