// GPT-2 as HookedTransformer (TransformerLens) writes it: a matrix a head, and a config in words of its own. Its
// norms may be folded into what follows (LNPre): then no file holds them, and they change nothing.
import type { Json } from '../checkpoint/checkpoint.ts';
import { gpt2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { type Dialect, type Kept, type KeptInBlock, numbered, type Stored } from './dialect.ts';
import { causalOnly } from './refusals.ts';
import { filled, permute, reshape, stack, tensor } from './weight.ts';

const settings: Settings = {
  layers: { keys: ['n_layers'] },
  width: { keys: ['d_model'] },
  headWidth: { keys: ['d_head'] },
  heads: { keys: ['n_heads'], absent: null, nothing: null, unset: -1 }, // null: d / dh
  mlpWidth: { keys: ['d_mlp'], absent: null, nothing: null }, // null: 4 d
  vocabulary: { keys: ['d_vocab'] },
  positions: { keys: ['n_ctx'] },
  epsilon: { keys: ['eps'], absent: 1e-5 },
  activation: { keys: ['act_fn'] },
  normalization: { keys: ['normalization_type'], absent: 'LN' },
  tied: { keys: [], absent: false },
};

export const hookedTransformer: Dialect = {
  name: 'hooked_transformer',
  title: 'HookedTransformer',
  architecture: gpt2Architecture,
  layout: 'in-out',
  types: { hooked_transformer: settings },
  tellingKeys: ['d_model', 'n_layers', 'd_head', 'n_ctx'],
  refused: [
    ...causalOnly,
    { key: 'positional_embedding_type', allowed: ['standard'] },
    { key: 'attention_dir', allowed: ['causal'] },
    { key: 'attn_only', allowed: [false] },
    { key: 'gated_mlp', allowed: [false] },
    { key: 'parallel_attn_mlp', allowed: [false] },
    { key: 'final_rms', allowed: [false] },
    { key: 'uses_rms_norm', allowed: [false] },
    { key: 'post_embedding_ln', allowed: [false] },
    { key: 'use_normalization_before_and_after', allowed: [false] },
    { key: 'use_attn_scale', allowed: [true] },
    { key: 'scale_attn_by_inverse_layer_idx', allowed: [false] },
    { key: 'use_local_attn', allowed: [false] },
    { key: 'use_logn_attn', allowed: [false] },
    { key: 'use_attention_sinks', allowed: [false] },
    { key: 'attn_scores_soft_cap', allowed: [-1] },
    { key: 'output_logits_soft_cap', allowed: [-1] },
    { key: 'load_in_4bit', allowed: [false] },
    { key: 'tie_word_embeddings', allowed: [false] },
  ],
  root: '',
  inside: /^(?:blocks|embed|pos_embed|ln_final)\./,
  renamed: [],
  blocks: 'blocks',
  telling: 'attn.W_Q',
  ignored: [/\.attn\.(?:mask|IGNORE)$/],
  optional: [],
  ownHead: /^unembed\./,

  canonical(config) {
    const [width, headWidth] = [config.size('width'), config.size('headWidth')];
    const heads = config.sizeIfAny('heads') ?? Math.floor(width / headWidth);
    const common = canonicalOf(config, heads);
    const same = {
      d_vocab_out: common.vocabulary,
      n_key_value_heads: heads,
      attn_scale: Math.sqrt(headWidth),
    };
    for (const [key, wanted] of Object.entries(same)) {
      const said = config.json[key] ?? -1;
      if (said !== -1 && !isSingle(said, wanted)) throw config.wrong(key, said, `-1 or ${wanted}`);
    }
    return { ...common, bias: { ...common.bias, head: true } };
  },

  names(config) {
    const isFolded = config.word('normalization', ['LN', 'LNPre']) === 'LNPre';
    const norm = (name: string): Kept => {
      if (isFolded) return (part, shape) => filled(part === 'weight' ? 1 : 0, shape);
      return (part, shape) => tensor(`${name}.${part === 'weight' ? 'w' : 'b'}`, shape);
    };
    return {
      token: 'embed.W_E',
      position: 'pos_embed.W_pos',
      block: {
        norm1: norm('ln1'),
        qkv,
        out: (part, shape, { heads, headWidth }) =>
          part === 'bias'
            ? tensor('attn.b_O', shape)
            : reshape(tensor('attn.W_O', [heads, headWidth, shape[1]]), shape),
        norm2: norm('ln2'),
        up: (part, shape) => tensor(part === 'bias' ? 'mlp.b_in' : 'mlp.W_in', shape),
        down: (part, shape) => tensor(part === 'bias' ? 'mlp.b_out' : 'mlp.W_out', shape),
      },
      head: { norm: norm('ln_final') },
      unembed: (part, shape) =>
        part === 'bias'
          ? tensor('unembed.b_U', shape)
          : permute(tensor('unembed.W_U', [...shape].reverse()), [1, 0]),
    };
  },
  fromTensors: settingsIn,
};

/** Also whether norms are folded away: then no tensor of them is there. What a silent config means anyway is left out. */
function settingsIn(tensors: Stored['tensors']): Readonly<Record<string, Json | undefined>> {
  const [heads, width, headWidth] = tensors.get('blocks.0.attn.W_Q')?.shape ?? [];
  const mlpWidth = tensors.get('blocks.0.mlp.W_in')?.shape[1];
  return {
    n_layers: numbered(tensors.keys(), /^blocks\.(\d+)\./),
    d_model: width,
    n_heads: heads * headWidth === width ? undefined : heads,
    d_head: headWidth,
    d_mlp: mlpWidth === 4 * width ? undefined : mlpWidth,
    d_vocab: tensors.get('embed.W_E')?.shape[0],
    n_ctx: tensors.get('pos_embed.W_pos')?.shape[0],
    normalization_type: tensors.has('ln_final.w') ? undefined : 'LNPre',
  };
}

/** The same number as float32, in which it is used: some write it so. */
function isSingle(said: Json, wanted: number): boolean {
  return typeof said === 'number' && Math.fround(said) === Math.fround(wanted);
}

/** W_Q, W_K, W_V [H, d, dh] each to [d, 3 H dh]; b_Q, b_K, b_V [H, dh] each to [3 H dh]. */
const qkv: KeptInBlock = (part, shape, { heads, headWidth }) => {
  const kinds = ['Q', 'K', 'V'];
  if (part === 'bias') {
    return reshape(stack(kinds.map((k) => tensor(`attn.b_${k}`, [heads, headWidth]))), shape);
  }
  const all = stack(kinds.map((k) => tensor(`attn.W_${k}`, [heads, shape[0], headWidth])));
  return reshape(permute(all, [1, 0, 2]), shape);
};
