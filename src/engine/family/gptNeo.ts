// GPT-Neo: GPT-2 with queries, keys and values apart, scores that are not divided, and layers in which a position sees
// the last 256 alone.
import { gpt2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import { type Config, isSame, type Settings } from './config.ts';
import { as, type Dialect, separate } from './dialect.ts';
import { causalOnly } from './refusals.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers', 'num_layers'], absent: 24 },
  width: { keys: ['hidden_size'] },
  heads: { keys: ['num_attention_heads', 'num_heads'], absent: 16 },
  mlpWidth: { keys: ['intermediate_size'], absent: null, nothing: null }, // null: 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings'], absent: 2048 },
  epsilon: {
    keys: ['layer_norm_epsilon'],
    absent: 1e-5,
    passedOver: ['layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
  },
  activation: {
    keys: ['activation_function'],
    absent: 'gelu_new',
    passedOver: ['hidden_act', 'hidden_activation'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  localWindow: { keys: ['window_size'], absent: 256, passedOver: ['sliding_window'] },
};

export const gptNeo: Dialect = {
  name: 'gpt_neo',
  title: 'GPT-Neo',
  architecture: gpt2Architecture,
  layout: 'out-in',
  types: { gpt_neo: settings },
  tellingKeys: [],
  refused: causalOnly,
  root: 'transformer',
  inside: /^(?:h|wte|wpe|ln_f)\./,
  renamed: [],
  blocks: 'h',
  telling: 'attn.attention.q_proj.weight',
  ignored: [/\.attn\.attention\.(?:bias|masked_bias)$/],
  optional: [],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const kinds = kindsOf(config, common.layers);
    const local = config.size('localWindow');
    return {
      ...common,
      attentionScale: 1,
      window: (layer) => (kinds[layer] === 'local' ? local : undefined),
      bias: { ...common.bias, qkv: false },
    };
  },
  names: () => ({
    token: 'transformer.wte.weight',
    position: 'transformer.wpe.weight',
    block: {
      norm1: as('ln_1'),
      qkv: separate('attn.attention.q_proj', 'attn.attention.k_proj', 'attn.attention.v_proj'),
      out: as('attn.attention.out_proj'),
      norm2: as('ln_2'),
      up: as('mlp.c_fc'),
      down: as('mlp.c_proj'),
    },
    head: { norm: as('transformer.ln_f') },
    unembed: as('lm_head'),
  }),
};

/** [[["global", "local"], 12]]: these two, 12 times. */
function kindsOf(config: Config, layers: number): readonly string[] {
  const { attention_types: said = null, attention_layers: all } = config.json;
  const groups = said ?? [[['global', 'local'], 12]];
  const wrong = () =>
    config.wrong(
      'attention_types',
      said ?? undefined,
      `[[["global", "local"], N], ...], together ${layers} layers`,
    );
  if (!Array.isArray(groups)) throw wrong();
  const kinds: string[] = [];
  for (const group of groups) {
    const [names, times] = Array.isArray(group) ? group : [];
    const isKnown =
      Array.isArray(names) && names.every((name) => name === 'global' || name === 'local');
    const left = layers - kinds.length; // before as many are made as the config says
    if (!isKnown || typeof times !== 'number' || times * names.length > left) throw wrong();
    for (let i = 0; i < times; i++) kinds.push(...(names as string[]));
  }
  if (kinds.length !== layers) throw wrong();
  if (all !== undefined && all !== null && !isSame(all, kinds))
    throw config.wrong('attention_layers', all, 'what attention_types says');
  return kinds;
}
