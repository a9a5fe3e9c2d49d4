// Falcon: GPT-NeoX's names, heads that share one key and value, or a few of them; norms as its config says. Its releases
// with slopes for positions are refused: transformers rounds them to bfloat16.
import { neoxArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Config, Settings } from './config.ts';
import { as, byHead, type Dialect, type KeptInBlock } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';
import { part, reshape, stack, tensor } from './weight.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 32 },
  width: { keys: ['n_embed', 'hidden_size'], absent: 4544 },
  heads: { keys: ['num_attention_heads'], absent: 71 },
  kvHeads: { keys: ['num_kv_heads'], absent: null, nothing: null },
  mlpWidth: { keys: ['ffn_hidden_size'], absent: null, nothing: null }, // null: 4 d
  vocabulary: { keys: ['vocab_size'], absent: 65024 },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  epsilon: {
    keys: ['layer_norm_epsilon'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
  },
  activation: { keys: ['activation'], absent: 'gelu', passedOver: ['hidden_act'] },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  attentionBias: { keys: ['bias'], absent: false },
  newLayout: { keys: ['new_decoder_architecture'], absent: false },
  oneKey: { keys: ['multi_query'], absent: true },
  parallel: { keys: ['parallel_attn'], absent: true },
  parallelNorms: { keys: ['num_ln_in_parallel_attn'], absent: null, nothing: null },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
  window: { keys: [], absent: null, passedOver: ['sliding_window'] },
};

export const falcon: Dialect = {
  name: 'falcon',
  title: 'Falcon',
  architecture: neoxArchitecture,
  layout: 'out-in',
  types: { falcon: settings },
  tellingKeys: [],
  refused: [
    ...causalOnly,
    { key: 'head_dim', allowed: [], words: 'no such key for falcon: transformers fails' },
  ],
  root: 'transformer',
  inside: /^(?:h|word_embeddings|ln_f|rotary_emb)\./,
  renamed: [],
  blocks: 'h',
  telling: 'self_attention.query_key_value.weight',
  byConfig: true,
  ignored: [/rotary_emb\.inv_freq$/],
  optional: [/\.(?:query_key_value|dense|dense_h_to_4h|dense_4h_to_h)\.bias$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const bias = config.flag('attentionBias');
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, false);
    const isShared = !config.flag('newLayout') && config.flag('oneKey');
    normsOf(config); // refuses what does not go together
    return {
      ...common,
      kvHeads: isShared ? 1 : common.kvHeads,
      positions: longest,
      rotary,
      order: config.flag('parallel') ? 'parallel' : 'pre',
      bias: { qkv: bias, out: bias, mlp: bias, head: false },
    };
  },
  names(config) {
    const [first, second] = normsOf(config);
    return {
      token: 'transformer.word_embeddings.weight',
      block: {
        norm1: as(first),
        qkv: queriesKeysValues(config),
        out: as('self_attention.dense'),
        norm2: as(second),
        up: as('mlp.dense_h_to_4h'),
        down: as('mlp.dense_4h_to_h'),
      },
      head: { norm: as('transformer.ln_f') },
      unembed: as('lm_head'),
    };
  },
};

/** The names of a block's norms. */
function normsOf(config: Config): readonly [first: string, second: string] {
  const [isNew, isParallel] = [config.flag('newLayout'), config.flag('parallel')];
  if (!isParallel) {
    if (isNew) throw config.wrong('parallel_attn', false, 'true beside new_decoder_architecture');
    return ['input_layernorm', 'post_attention_layernorm'];
  }
  const count = config.sizeIfAny('parallelNorms') ?? (isNew ? 2 : 1);
  if (count > 2 || (count === 2 && !isNew)) {
    const allowed = isNew ? '1 or 2' : '1 without new_decoder_architecture';
    throw config.wrong('num_ln_in_parallel_attn', count, allowed);
  }
  return count === 2 ? ['ln_attn', 'ln_mlp'] : ['input_layernorm', 'input_layernorm'];
}

/** One matrix: by head, or all queries and then the key and value that they share, or by groups of heads that share one. */
function queriesKeysValues(config: Config): KeptInBlock {
  const name = 'self_attention.query_key_value';
  if (!config.flag('newLayout')) return config.flag('oneKey') ? as(name) : byHead(name);
  return (kind, [rows, ...rest], { heads, kvHeads, headWidth }) => {
    const each = heads / kvHeads;
    const kept = tensor(`${name}.${kind}`, [rows, ...rest]);
    const groups = reshape(kept, [kvHeads, each + 2, headWidth, ...rest]);
    const taken = (from: number, count: number) =>
      reshape(part(groups, 1, from, count), [kvHeads * count * headWidth, ...rest]);
    return stack([taken(0, each), taken(each, 1), taken(each + 1, 1)]);
  };
}
