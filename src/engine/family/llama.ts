// Llama, Mistral, Qwen2, SmolLM: root-mean-square norm, rotary positions, grouped-query attention,
// gated MLP. q, k, v and gate, up are stacked into one matrix each.

import type { Norm } from '../graph/spec.ts';
import { headWidthOf, inconsistent } from './config.ts';
import { attention, blocks, type Family, pair, single, stacked } from './family.ts';
import { tie } from './heads.ts';
import { llamaTypes, windowOf } from './llamaSettings.ts';
import { causalOnly } from './refusals.ts';
import { rotaryOf } from './rotary.ts';

export const llama: Family = {
  name: 'llama',
  title: 'Llama',
  types: llamaTypes,
  refused: causalOnly,
  root: 'model',
  inside: /^(?:layers|embed_tokens|norm|rotary_emb)\./,
  renamed: [],
  blocks: 'layers',
  telling: 'self_attn.q_proj.weight',
  ignored: [/rotary_emb\.(?:inv_freq|cos_cached|sin_cached)$/],
  optional: [/\.self_attn\.[qkvo]_proj\.bias$/, /\.mlp\.(?:gate|up|down)_proj\.bias$/],
  ownHead: /^lm_head\./,

  read(stored, config) {
    const d = config.size('width');
    const heads = config.size('heads');
    const kvHeads = config.sizeIfAny('kvHeads') ?? heads;
    if (config.type === 'llama' && d % heads !== 0) {
      throw inconsistent(
        `config.json: hidden_size ${d} is no multiple of num_attention_heads ${heads}, which transformers refuses for llama`,
      );
    }
    const dh = headWidthOf(d, heads, config.sizeIfAny('headWidth') ?? Math.floor(d / heads));
    const f = config.size('mlpWidth');
    const vocabulary = config.size('vocabulary');
    const hasBias = config.flag('attentionBias');
    const mlp = config.flag('mlpBias');
    const bias = { qkv: hasBias, out: hasBias && config.type !== 'qwen2' };
    const layers = config.size('layers');
    const { rotary, longest } = rotaryOf(config, dh, config.size('positions'), false);
    const window = windowOf(config, layers);
    if (window !== undefined && window < longest) {
      config.note(
        `config.json: sliding_window is ${window}, positions reach ${longest}: prompts up to ${window} tokens are taken, for which sliding changes nothing`,
      );
    }
    const { embedding, head } = tie(stored, config, 'model.embed_tokens.weight', 'lm_head.weight');
    const norm: Norm = { kind: 'rms', epsilon: config.between('epsilon', 0, 1) };
    const activation = config.activation();
    return {
      masked: false,
      spec: {
        width: d,
        vocabulary,
        maxLength: Math.min(longest, window ?? longest), // within the window, sliding changes nothing
        causal: true,
        inputNorm: undefined,
        blocks: blocks(layers, {
          width: d,
          order: 'pre',
          norm,
          causal: true,
          attention: { ...attention(heads, kvHeads, dh), rotary, bias },
          mlp: { width: f, activation, gated: true, bias: mlp },
          layout: 'out-in',
        }),
        head: { kind: 'norm', norm, activation, layout: 'out-in', bias: false },
      },
      embedding: {
        token: { name: embedding, shape: [vocabulary, d] },
        position: undefined,
        type: undefined,
        norm: undefined,
      },
      block: (layer) => {
        const at = `model.layers.${layer}.`;
        const join = (to: string, has: boolean, parts: readonly (readonly [string, number])[]) => ({
          [`${to}.weight`]: stacked(
            parts.map(([name, rows]) => [`${at}${name}.weight`, [rows, d]]),
          ),
          ...(has
            ? { [`${to}.bias`]: stacked(parts.map(([n, rows]) => [`${at}${n}.bias`, [rows]])) }
            : {}),
        });
        const q = heads * dh;
        const kv = kvHeads * dh;
        return {
          'norm1.weight': single(`${at}input_layernorm.weight`, [d]),
          ...join('qkv', bias.qkv, [
            ['self_attn.q_proj', q],
            ['self_attn.k_proj', kv],
            ['self_attn.v_proj', kv],
          ]),
          ...pair('out', `${at}self_attn.o_proj`, [d, q], bias.out ? d : 0),
          'norm2.weight': single(`${at}post_attention_layernorm.weight`, [d]),
          ...join('up', mlp, [
            ['mlp.gate_proj', f],
            ['mlp.up_proj', f],
          ]),
          ...pair('down', `${at}mlp.down_proj`, [d, f], mlp ? d : 0),
        };
      },
      head: {
        'norm.weight': single('model.norm.weight', [d]),
        unembed: single(head, [vocabulary, d]),
      },
    };
  },
};
