// The encoder of T5: Llama's norms, scores by the distance of positions, which are not divided; its answers are the
// decoder's, which is not computed.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import type { ConfigWords } from '../checkpoint/configWords.ts';
import { t5Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import { type Settings, wrong } from './config.ts';
import { as, type Dialect, halves, separate } from './dialect.ts';
import { tensor } from './weight.ts';

const settings: Settings = {
  width: { keys: ['hidden_size', 'd_model'], absent: 512 },
  layers: { keys: ['num_hidden_layers', 'num_layers'], absent: 6 },
  heads: { keys: ['num_attention_heads', 'num_heads'], absent: 8 },
  headWidth: { keys: ['head_dim', 'd_kv'], absent: 64 },
  mlpWidth: { keys: ['d_ff'], absent: 2048, passedOver: ['intermediate_size'] },
  vocabulary: { keys: ['vocab_size'], absent: 32128 },
  positions: { keys: ['n_positions'], absent: 512 }, // what it was trained on: distances have no end
  epsilon: {
    keys: ['layer_norm_epsilon'],
    absent: 1e-6,
    passedOver: ['layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
  },
  activation: { keys: ['dense_act_fn'] },
  gated: { keys: ['is_gated_act'] },
  buckets: { keys: ['relative_attention_num_buckets'], absent: 32 },
  farthest: { keys: ['relative_attention_max_distance'], absent: 128 },
  tied: { keys: [], absent: false },
};

export const t5: Dialect = {
  name: 't5',
  title: 'T5 encoder',
  architecture: t5Architecture,
  encoderOnly: true,
  layout: 'out-in',
  types: { t5: settings, mt5: { ...settings, vocabulary: { keys: ['vocab_size'] } } },
  tellingKeys: [],
  refused: [],
  root: '',
  inside: /^(?:encoder|shared)\./,
  renamed: [],
  blocks: 'encoder.block',
  telling: 'layer.0.SelfAttention.q.weight',
  ignored: [/^encoder\.embed_tokens\.weight$/],
  optional: [],
  ownHead: /^lm_head\./,
  flattened: withActivation,

  canonical(config) {
    const common = canonicalOf(config);
    const [buckets, farthest] = [config.size('buckets', 4), config.size('farthest')];
    if (buckets % 2 !== 0 || farthest <= buckets / 4) {
      const said = config.json.relative_attention_num_buckets ?? 32;
      throw config.wrong(
        'relative_attention_num_buckets',
        said,
        'an even number below four times the distance',
      );
    }
    return {
      ...common,
      distances: { buckets, farthest },
      gated: config.flag('gated'),
      attentionScale: 1,
      bias: { qkv: false, out: false, mlp: false, head: false },
    };
  },
  names: (config) => ({
    token: 'shared.weight',
    block: {
      norm1: as('layer.0.layer_norm'),
      qkv: separate(
        'layer.0.SelfAttention.q',
        'layer.0.SelfAttention.k',
        'layer.0.SelfAttention.v',
      ),
      out: as('layer.0.SelfAttention.o'),
      norm2: as('layer.1.layer_norm'),
      up: config.flag('gated')
        ? halves('layer.1.DenseReluDense.wi_0', 'layer.1.DenseReluDense.wi_1')
        : as('layer.1.DenseReluDense.wi'),
      down: as('layer.1.DenseReluDense.wo'),
    },
    everyBlock: {
      distances: (part, shape) =>
        tensor(`encoder.block.0.layer.0.SelfAttention.relative_attention_bias.${part}`, shape),
    },
    head: { norm: as('encoder.final_layer_norm') },
    unembed: as('lm_head'),
  }),
};

/** "gated-gelu" is two settings, and its gelu the tanh's; transformers works both out anew. */
function withActivation(json: JsonObject, words: ConfigWords): JsonObject {
  const usual = json.model_type === 'mt5' ? 'gated-gelu' : 'relu';
  const { feed_forward_proj: said = usual, dense_act_fn: act, is_gated_act: gated } = json;
  const [, gate, name] = /^(gated-)?(\w+)$/.exec(String(said)) ?? [];
  if (name === undefined)
    throw wrong(words, 'feed_forward_proj', said, '"ACTIVATION" or "gated-ACTIVATION"');
  const activation = gate && name === 'gelu' ? 'gelu_new' : name;
  if (act !== undefined && act !== activation)
    throw wrong(words, 'dense_act_fn', act, `"${activation}", as feed_forward_proj says`);
  if (gated !== undefined && gated !== (gate !== undefined))
    throw wrong(words, 'is_gated_act', gated, 'what feed_forward_proj says');
  return { ...json, dense_act_fn: activation, is_gated_act: gate !== undefined };
}
