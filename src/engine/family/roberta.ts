// RoBERTa and its kin: BERT's names under another root, positions from the row after padding's, another head.
import { bert } from './bert.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect } from './dialect.ts';

const settings: Settings = { ...bert.types.bert, padding: { keys: ['pad_token_id'], absent: 1 } };

export const roberta: Dialect = {
  ...bert,
  name: 'roberta',
  title: 'RoBERTa',
  types: { roberta: settings, 'xlm-roberta': settings, camembert: settings },
  root: 'roberta',
  byConfig: true,
  ignored: [/\.pooler\.dense\.(?:weight|bias)$/, /embeddings\.position_ids$/, /^lm_head\.bias$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const padding = config.size('padding', 0);
    const firstPosition = padding + 1;
    const positions = common.positions - firstPosition;
    if (positions < 1) {
      const said = config.json.max_position_embeddings;
      throw config.wrong('max_position_embeddings', said, 'more than pad_token_id + 1');
    }
    return {
      ...common,
      headActivation: 'gelu',
      positions,
      firstPosition,
      padding,
      bias: { ...common.bias, head: true },
    };
  },
  names: (config) => ({
    token: 'roberta.embeddings.word_embeddings.weight',
    position: 'roberta.embeddings.position_embeddings.weight',
    type: 'roberta.embeddings.token_type_embeddings.weight',
    embeddingNorm: as('roberta.embeddings.LayerNorm'),
    block: bert.names(config).block,
    head: { dense: as('lm_head.dense'), norm: as('lm_head.layer_norm') },
    unembed: as('lm_head.decoder'),
    tiedBias: 'lm_head.bias',
  }),
};
