// nanoGPT and minGPT: GPT-2's names, but matrices that lie the other way (Linear where GPT-2 has Conv1D), and a
// config in words of their own: nanoGPT's `model_args`, minGPT's `model`.
import { gpt2Architecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import type { Settings } from './config.ts';
import { as, type Dialect, type Kept, numbered } from './dialect.ts';
import { gpt2 } from './gpt2.ts';
import { filled } from './weight.ts';

const nano: Settings = {
  layers: { keys: ['n_layer'] },
  width: { keys: ['n_embd'] },
  heads: { keys: ['n_head'] },
  mlpWidth: { keys: [], absent: null }, // 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['block_size'] },
  epsilon: { keys: [], absent: 1e-5 },
  activation: { keys: ['activation_function'], absent: 'gelu' },
  attentionBias: { keys: ['bias'], absent: true },
  tied: { keys: [], absent: true },
};

export const nanoGpt: Dialect = {
  ...gpt2,
  name: 'nanogpt',
  title: 'nanoGPT',
  architecture: gpt2Architecture,
  layout: 'out-in',
  types: { nanogpt: nano },
  tellingKeys: ['block_size', 'n_embd'],
  tellingShape: ([rows, columns]) => rows === 3 * columns,

  canonical(config) {
    const bias = config.flag('attentionBias');
    const common = canonicalOf(config);
    const { bias: said, activation_function: named } = config.json;
    const isEarly = config.type === 'nanogpt' && said === undefined && named === undefined;
    if (isEarly) {
      config.note(
        '"bias" is absent, as before nanoGPT had it and in build-nanogpt: with biases, and GELU by its tanh approximation as there ("activation_function": "gelu" says otherwise)',
      );
    }
    return {
      ...common,
      activation: isEarly ? 'gelu_tanh' : common.activation,
      bias: { qkv: bias, out: bias, mlp: bias, head: false },
    };
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

  fromTensors(tensors) {
    const [vocabulary, width] = tensors.get('transformer.wte.weight')?.shape ?? [];
    return {
      n_layer: numbered(tensors.keys(), /^transformer\.h\.(\d+)\./),
      n_embd: width,
      vocab_size: vocabulary,
      block_size: tensors.get('transformer.wpe.weight')?.shape[0],
    };
  },
};

const min: Settings = {
  ...nano,
  activation: { keys: [], absent: 'gelu_new' },
  attentionBias: { keys: [], absent: true },
  tied: { keys: [], absent: false },
};

export const minGpt: Dialect = {
  ...nanoGpt,
  name: 'mingpt',
  title: 'minGPT',
  types: { mingpt: min },
  tellingKeys: ['block_size', 'n_embd', 'embd_pdrop'],
  typeIsSize: true, // "gpt-nano", "gpt2-xl"
  byConfig: true, // its tensors are nanoGPT's
  fromTensors: undefined,
};
