// A dialect and an architecture that the engine does not know, as somebody would add them: a file, and a line on the
// list.
import type { Architecture } from '../../src/engine/family/architectures.ts';
import { canonicalOf } from '../../src/engine/family/canonical.ts';
import type { Settings } from '../../src/engine/family/config.ts';
import { as, type Dialect } from '../../src/engine/family/dialect.ts';
import { llama } from '../../src/engine/family/llama.ts';
import { rotaryOf } from '../../src/engine/family/rotary.ts';
import { permute, reshape, stack, tensor } from '../../src/engine/family/weight.ts';

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
