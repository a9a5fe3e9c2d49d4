// Two dialects and an architecture that the engine does not know, as somebody would add them: a file each, and a
// line on the list.
import type { Architecture } from '../../src/engine/family/architectures.ts';
import { canonicalOf } from '../../src/engine/family/canonical.ts';
import type { Settings } from '../../src/engine/family/config.ts';
import { as, type Dialect, type Kept } from '../../src/engine/family/dialect.ts';
import { gpt2 } from '../../src/engine/family/gpt2.ts';
import { llama } from '../../src/engine/family/llama.ts';
import { rotaryOf } from '../../src/engine/family/rotary.ts';
import { filled, permute, reshape, stack, tensor } from '../../src/engine/family/weight.ts';

const nanoSettings: Settings = {
  layers: { keys: ['n_layer'] },
  width: { keys: ['n_embd'] },
  heads: { keys: ['n_head'] },
  mlpWidth: { keys: [], absent: null }, // 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['block_size'] },
  epsilon: { keys: [], absent: 1e-5 },
  activation: { keys: [], absent: 'gelu' },
  attentionBias: { keys: ['bias'] },
  tied: { keys: [], absent: true },
};

/** nanoGPT: GPT-2's names, matrices that lie the other way, biases everywhere or nowhere. */
export const nanoGpt: Dialect = {
  ...gpt2,
  name: 'nanogpt',
  title: 'nanoGPT',
  layout: 'out-in',
  types: { nanogpt: nanoSettings },
  tellingKeys: ['block_size', 'n_layer', 'bias'],
  canonical(config) {
    const bias = config.flag('attentionBias');
    return { ...canonicalOf(config), bias: { qkv: bias, out: bias, mlp: bias, head: false } };
  },
  names(config) {
    const names = gpt2.names(config);
    if (config.flag('attentionBias')) return names;
    const norm = (name: string): Kept => {
      return (part, shape) => (part === 'bias' ? filled(0, shape) : as(name)(part, shape));
    };
    return {
      ...names,
      block: { ...names.block, norm1: norm('ln_1'), norm2: norm('ln_2') },
      head: { norm: norm('transformer.ln_f') },
    };
  },
};

const architecture: Architecture = {
  norm: 'rms',
  order: 'pre',
  causal: true,
  gated: true,
  head: 'norm',
  masked: false,
  embedding: { positions: false, types: false, scaled: false, norm: false },
};

const metaSettings: Settings = {
  layers: { keys: ['n_layers'] },
  width: { keys: ['dim'] },
  heads: { keys: ['n_heads'] },
  kvHeads: { keys: ['n_kv_heads'], absent: null, nothing: null },
  mlpWidth: { keys: ['hidden_dim'] },
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['max_seq_len'] },
  epsilon: { keys: ['norm_eps'] },
  activation: { keys: [], absent: 'silu' },
  theta: { keys: ['rope_theta'], absent: 10000 },
  tied: { keys: [], absent: false },
};

/** Llama as Meta gives it out: pairs of a head that turn together stand side by side, not halves apart. */
export const metaLlama: Dialect = {
  ...llama,
  name: 'meta_llama',
  title: 'Llama of Meta',
  architecture,
  types: { meta_llama: metaSettings },
  tellingKeys: ['dim', 'n_layers', 'norm_eps'],
  root: '',
  inside: /^(?:layers|tok_embeddings|norm)\./,
  telling: 'attention.wq.weight',
  ignored: [/^rope\.freqs$/],
  optional: [],
  ownHead: /^output\./,
  canonical(config) {
    const common = canonicalOf(config);
    const { rotary } = rotaryOf(config, common.headWidth, common.positions, false);
    return { ...common, rotary, bias: { qkv: false, out: false, mlp: false, head: false } };
  },
  names: () => ({
    token: 'tok_embeddings.weight',
    block: {
      norm1: as('attention_norm'),
      qkv: (_, [, width], { heads, kvHeads, headWidth: dh }) => {
        const whole = (name: string, n: number) =>
          tensor(`attention.${name}.weight`, [n * dh, width]);
        const apart = (name: string, n: number) => {
          const pairs = reshape(whole(name, n), [n, dh / 2, 2, width]);
          return reshape(permute(pairs, [0, 2, 1, 3]), [n * dh, width]);
        };
        return stack([apart('wq', heads), apart('wk', kvHeads), whole('wv', kvHeads)]);
      },
      out: as('attention.wo'),
      norm2: as('ffn_norm'),
      up: (_, [rows, width]) => {
        const half = (name: string) => tensor(`feed_forward.${name}.weight`, [rows / 2, width]);
        return stack([half('w1'), half('w3')]);
      },
      down: as('feed_forward.w2'),
    },
    head: { norm: as('norm') },
    unembed: as('output'),
  }),
};
