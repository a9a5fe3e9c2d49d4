// Llama, Mistral, Qwen2, Qwen3, SmolLM, SmolLM3: root-mean-square norm, rotary positions, grouped-query attention,
// gated MLP; in Qwen3 queries and keys are normed, some have windows. q, k, v and gate, up are stacked.
import { llamaArchitecture } from './architectures.ts';
import { canonicalOf, checkHeads } from './canonical.ts';
import type { Config } from './config.ts';
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
      turns: turnsOf(config, common.layers),
      queryNorms: config.type === 'qwen3' ? 'head' : undefined,
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

/** SmolLM3: the config lists 1 for layers whose positions turn; else every so many layers there is one that does not. */
function turnsOf(config: Config, layers: number): (layer: number) => boolean {
  if (!config.has('turning')) return () => true;
  const { no_rope_layers: said = null, use_sliding_window: slides = false } = config.json;
  if (slides !== false) throw config.wrong('use_sliding_window', slides, 'false');
  const interval = config.size('turningInterval');
  if (said === null) return (layer) => (layer + 1) % interval !== 0;
  const isList = Array.isArray(said) && said.length >= layers;
  if (!isList || said.some((one) => one !== 0 && one !== 1)) {
    throw config.wrong('no_rope_layers', said, `${layers} times 1, a layer that turns, or 0`);
  }
  return (layer) => said[layer] === 1;
}
