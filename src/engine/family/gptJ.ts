// GPT-J: attention and MLP read one norm of the block's input, a part of each head turns, in pairs that stand side by
// side; a head with a bias.
import { neoxArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Config, Settings } from './config.ts';
import { as, type Dialect, type KeptInBlock, unpaired } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { stack, tensor } from './weight.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers', 'n_layer'], absent: 28 },
  width: { keys: ['hidden_size', 'n_embd'] },
  heads: { keys: ['num_attention_heads', 'n_head'], absent: 16 },
  mlpWidth: { keys: ['n_inner'], absent: null, nothing: null }, // null: 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_position_embeddings', 'n_positions'], absent: 2048 },
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
  tied: { keys: ['tie_word_embeddings'], absent: false },
  rotaryWidth: { keys: ['rotary_dim'], absent: 64, passedOver: ['rotary_pct'] },
};

export const gptJ: Dialect = {
  name: 'gptj',
  title: 'GPT-J',
  architecture: neoxArchitecture,
  layout: 'out-in',
  types: { gptj: settings },
  tellingKeys: [],
  refused: [
    ...causalOnly,
    { key: 'scale_attn_weights', allowed: [true] },
    // Its positions turn by a base of 10,000 whatever these say.
    { key: 'rope_theta', allowed: [10000] },
    { key: 'rope_scaling', allowed: [{}] },
    { key: 'rope_parameters', allowed: [{}] },
  ],
  root: 'transformer',
  inside: /^(?:h|wte|ln_f)\./,
  renamed: [],
  blocks: 'h',
  telling: 'attn.q_proj.weight',
  ignored: [/\.attn\.(?:bias|masked_bias|embed_positions)$/],
  optional: [],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    const turn = turningOf(config, common.headWidth);
    const frequencies = Array.from({ length: turn / 2 }, (_, i) => 10000 ** ((-2 * i) / turn));
    return {
      ...common,
      rotary: { frequencies, scale: 1 },
      order: 'parallel',
      bias: { qkv: false, out: false, mlp: true, head: true },
    };
  },
  names: (config) => ({
    token: 'transformer.wte.weight',
    block: {
      norm1: as('ln_1'),
      qkv: queriesKeysValues(config),
      out: as('attn.out_proj'),
      norm2: as('ln_1'),
      up: as('mlp.fc_in'),
      down: as('mlp.fc_out'),
    },
    head: { norm: as('transformer.ln_f') },
    unembed: as('lm_head'),
  }),
};

function turningOf(config: Config, headWidth: number): number {
  const turn = config.size('rotaryWidth');
  if (turn % 2 === 0 && turn <= headWidth) return turn;
  throw config.wrong('rotary_dim', turn, `an even number up to ${headWidth}, of a head`);
}

function queriesKeysValues(config: Config): KeptInBlock {
  return (part, [, ...rest], { heads, headWidth }) => {
    const turn = turningOf(config, headWidth);
    const rows = (name: string) => tensor(`attn.${name}.${part}`, [heads * headWidth, ...rest]);
    const turned = (name: string) => unpaired(rows(name), heads, turn);
    return stack([turned('q_proj'), turned('k_proj'), rows('v_proj')]);
  };
}
