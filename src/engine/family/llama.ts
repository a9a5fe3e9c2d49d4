// Llama, Mistral, Qwen2, SmolLM: root-mean-square norm, rotary positions, grouped-query attention,
// gated MLP. q, k, v and gate, up are stacked into one matrix each.
import { activationOf, flagOf, headWidthOf, positiveOf, sizeOf } from './config.ts';
import { type Family, pair, single, stacked } from './family.ts';
import { rotaryFrequencies } from './rotary.ts';

export const llama: Family = {
  name: 'llama',
  title: 'Llama',
  modelTypes: ['llama', 'mistral', 'qwen2'],
  fingerprint: /^model\.layers\.(\d+)\.self_attn\.q_proj\.weight$/,
  ignored: [/rotary_emb\.inv_freq$/, /^lm_head\.weight$/],

  read(tensors, config) {
    const d = sizeOf(config, ['hidden_size']);
    const heads = sizeOf(config, ['num_attention_heads']);
    const kvHeads = sizeOf(config, ['num_key_value_heads'], heads);
    const dh = headWidthOf(d, heads, sizeOf(config, ['head_dim'], d / heads));
    const f = sizeOf(config, ['intermediate_size']);
    const vocabulary = sizeOf(config, ['vocab_size']);
    const embed = 'model.embed_tokens.weight';
    const untied = !flagOf(config, 'tie_word_embeddings', false);
    // Only Llama's config speaks of biases; Qwen2 has those of q, k and v and does not say so.
    const biased = (key: string, name: string) =>
      tensors.has(`model.layers.0.${name}.bias`) ||
      (config.model_type === 'llama' && flagOf(config, key, false));
    const bias = {
      qkv: biased('attention_bias', 'self_attn.q_proj'),
      out: biased('attention_bias', 'self_attn.o_proj'),
      mlp: biased('mlp_bias', 'mlp.up_proj'),
    };
    const length = sizeOf(config, ['max_position_embeddings'], 2048);
    const window = sizeOf(config, ['sliding_window'], length);
    return {
      masked: false,
      spec: {
        layers: sizeOf(config, ['num_hidden_layers']),
        width: d,
        heads,
        kvHeads,
        headWidth: dh,
        mlpWidth: f,
        vocabulary,
        maxLength: Math.min(length, window), // within the window, sliding changes nothing
        norm: 'rms',
        normEpsilon: positiveOf(config, ['rms_norm_eps'], 1e-6),
        normPlace: 'pre',
        parallel: false,
        rotary: rotaryFrequencies(config, dh, 10000),
        activation: activationOf(config, 'hidden_act', 'silu'),
        gated: true,
        causal: true,
        layout: 'out-in',
        bias,
        head: 'norm',
        headBias: false,
      },
      embedding: {
        token: { name: embed, shape: [vocabulary, d] },
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
          ...join('up', bias.mlp, [
            ['mlp.gate_proj', f],
            ['mlp.up_proj', f],
          ]),
          ...pair('down', `${at}mlp.down_proj`, [d, f], bias.mlp ? d : 0),
        };
      },
      head: {
        'norm.weight': single('model.norm.weight', [d]),
        unembed: single(untied ? 'lm_head.weight' : embed, [vocabulary, d]),
      },
    };
  },
};
