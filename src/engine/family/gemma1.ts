// Gemma 1: Llama with an embedding times sqrt(width), and norms that hold how far they are from 1.
import { scaledLlamaArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { type Dialect, fromOne } from './dialect.ts';
import { llama } from './llama.ts';
import { rotaryOf } from './rotary.ts';

const settings: Settings = {
  layers: { keys: ['num_hidden_layers'], absent: 28 },
  width: { keys: ['hidden_size'], absent: 3072 },
  heads: { keys: ['num_attention_heads'], absent: 16 },
  kvHeads: { keys: ['num_key_value_heads'], absent: 16 },
  headWidth: { keys: ['head_dim'], absent: 256 },
  mlpWidth: { keys: ['intermediate_size'], absent: 24576 },
  vocabulary: { keys: ['vocab_size'], absent: 256000 },
  positions: { keys: ['max_position_embeddings'], absent: 8192 },
  epsilon: {
    keys: ['rms_norm_eps'],
    absent: 1e-6,
    passedOver: ['layer_norm_eps', 'layer_norm_epsilon', 'norm_eps'],
  },
  activation: {
    keys: ['hidden_act'],
    absent: 'gelu_pytorch_tanh',
    passedOver: ['hidden_activation', 'activation_function'],
  },
  tied: { keys: ['tie_word_embeddings'], absent: true },
  attentionBias: { keys: ['attention_bias'], absent: false, passedOver: ['qkv_bias'] },
  theta: { keys: ['rope_theta'], absent: 10000, passedOver: ['rotary_emb_base'] },
  window: { keys: [], absent: null, passedOver: ['sliding_window'] },
};

export const gemma1: Dialect = {
  ...llama,
  name: 'gemma1',
  title: 'Gemma 1',
  architecture: scaledLlamaArchitecture,
  types: { gemma: settings },
  byConfig: true,

  canonical(config) {
    const common = canonicalOf(config);
    const bias = config.flag('attentionBias');
    const { rotary, longest } = rotaryOf(config, common.headWidth, common.positions, false);
    const isOld = common.activation === 'gelu'; // as the first releases were written
    if (isOld) {
      config.note(
        `${config.says('activation')}: gelu_pytorch_tanh is meant, and used, as transformers 5 does for gemma`,
      );
    }
    return {
      ...common,
      activation: isOld ? 'gelu_tanh' : common.activation,
      positions: longest,
      rotary,
      bias: { qkv: bias, out: bias, mlp: false, head: false },
    };
  },
  names(config) {
    const names = llama.names(config);
    return {
      ...names,
      block: {
        ...names.block,
        norm1: fromOne('input_layernorm'),
        norm2: fromOne('post_attention_layernorm'),
      },
      head: { norm: fromOne('model.norm') },
    };
  },
};
