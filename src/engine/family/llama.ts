// Llama, Mistral, Qwen2, Qwen3, SmolLM: root-mean-square norm, rotary positions, grouped-query attention,
// gated MLP; in Qwen3 queries and keys are normed, some have windows. q, k, v and gate, up are stacked.
import { llamaArchitecture } from './architectures.ts';
import { canonicalOf, checkHeads } from './canonical.ts';
import { as, type Dialect, halves, separate } from './dialect.ts';
import { llamaTypes } from './llamaSettings.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';

export const llama: Dialect = {
  name: 'llama',
  title: 'Llama',
  architecture: llamaArchitecture,
  layout: 'out-in',
  types: llamaTypes,
  tellingKeys: [],
  refused: causalOnly,
  root: 'model',
  inside: /^(?:layers|embed_tokens|norm|rotary_emb)\./,
  renamed: [],
  blocks: 'layers',
  telling: 'self_attn.q_proj.weight',
  ignored: [/rotary_emb\.(?:inv_freq|cos_cached|sin_cached)$/],
  optional: [/\.self_attn\.[qkvo]_proj\.bias$/, /\.mlp\.(?:gate|up|down)_proj\.bias$/],
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    if (config.type === 'llama') checkHeads(config, common);
    const attention = config.flag('attentionBias');
    const mlp = config.flag('mlpBias');
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, false);
    return {
      ...common,
      positions: longest,
      rotary,
      headNorms: config.type === 'qwen3',
      bias: { qkv: attention, out: attention && config.type !== 'qwen2', mlp, head: false },
    };
  },
  names: () => ({
    token: 'model.embed_tokens.weight',
    block: {
      norm1: as('input_layernorm'),
      qkv: separate('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
      q_norm: as('self_attn.q_norm'),
      k_norm: as('self_attn.k_norm'),
      out: as('self_attn.o_proj'),
      norm2: as('post_attention_layernorm'),
      up: halves('mlp.gate_proj', 'mlp.up_proj'),
      down: as('mlp.down_proj'),
    },
    head: { norm: as('model.norm') },
    unembed: as('lm_head'),
  }),
};
