// Gemma 2 and 3: norms before and after attention and MLP that hold how far they are from 1, an embedding times
// sqrt(width), windows in most layers. In Gemma 3 queries and keys are normed, and layers with a window turn by a
// base of their own; in Gemma 2 scores and logits stay below a cap.
import { gemmaArchitecture } from './architectures.ts';
import { canonicalOf, checkHeads } from './canonical.ts';
import { type Config, largestNumber } from './config.ts';
import { as, type Dialect, fromOne, halves, separate } from './dialect.ts';
import { gemmaTypes } from './gemmaSettings.ts';
import { causalOnly } from './refusals.ts';
import { layerRotaries, rotaryOf } from './rotary.ts';

export const gemma: Dialect = {
  name: 'gemma',
  title: 'Gemma',
  architecture: gemmaArchitecture,
  layout: 'out-in',
  types: gemmaTypes,
  within: { types: { gemma3: 'text_config' }, part: 'language_model' },
  tellingKeys: [],
  refused: causalOnly,
  root: 'model',
  inside: /^(?:layers|embed_tokens|norm|rotary_emb)\./,
  renamed: [],
  blocks: 'layers',
  telling: 'pre_feedforward_layernorm.weight',
  ignored: [/rotary_emb\.\w*inv_freq$/],
  optional: [/^model\.layers\.\d+\.self_attn\.[qkvo]_proj\.bias$/], // not those of a part that sees
  ownHead: /^lm_head\./,

  canonical(config) {
    const common = canonicalOf(config);
    checkHeads(config, common);
    const attention = config.flag('attentionBias');
    return {
      ...common,
      ...rotariesOf(config, common.headWidth, common.positions),
      queryNorms: config.type === 'gemma2' ? undefined : 'head',
      attentionScale: config.size('queryScalar') ** -0.5,
      scoreCap: capOf(config, 'scoreCap'),
      logitCap: capOf(config, 'logitCap'),
      bias: { qkv: attention, out: attention, mlp: false, head: false },
    };
  },
  names: () => ({
    token: 'model.embed_tokens.weight',
    block: {
      norm1: fromOne('input_layernorm'),
      qkv: separate('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
      q_norm: fromOne('self_attn.q_norm'),
      k_norm: fromOne('self_attn.k_norm'),
      out: as('self_attn.o_proj'),
      norm1_after: fromOne('post_attention_layernorm'),
      norm2: fromOne('pre_feedforward_layernorm'),
      up: halves('mlp.gate_proj', 'mlp.up_proj'),
      down: as('mlp.down_proj'),
      norm2_after: fromOne('post_feedforward_layernorm'),
    },
    head: { norm: fromOne('model.norm') },
    unembed: as('lm_head'),
  }),
};

/** Only Gemma 3's layers with a window turn otherwise than the others. */
function rotariesOf(config: Config, headWidth: number, positions: number) {
  if (!config.has('localTheta')) {
    const { rotary, longest } = rotaryOf(config, headWidth, positions, false);
    return { rotary, positions: longest };
  }
  const { full, sliding } = layerRotaries(config, headWidth, positions);
  return {
    rotary: full.rotary,
    windowRotary: sliding.rotary,
    positions: Math.min(full.longest, sliding.longest),
  };
}

/** A cap below 0.001 leaves nothing of what it caps. */
function capOf(config: Config, name: 'scoreCap' | 'logitCap'): number | undefined {
  return config.has(name) ? config.betweenIfAny(name, 0.001, largestNumber) : undefined;
}
