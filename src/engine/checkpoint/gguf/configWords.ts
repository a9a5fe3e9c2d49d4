// How a GGUF file calls what a config.json says: by the keys of its metadata, from which configOf makes one.
import type { ConfigWords } from '../configWords.ts';
import { oneLine } from '../words.ts';
import { type Required, refusals, required, scalingTensor } from './config.ts';

/** Of config.json, as configOf writes it, to the keys after the architecture. */
const keys: Required = {
  ...required,
  num_key_value_heads: 'attention.head_count_kv',
  head_dim: 'attention.key_length',
  vocab_size: 'vocab_size',
  rope_theta: 'rope.freq_base',
  rope_local_base_freq: 'rope.freq_base_swa',
  factor: 'rope.scaling.factor',
  beta_fast: 'rope.scaling.yarn_beta_fast',
  beta_slow: 'rope.scaling.yarn_beta_slow',
  attention_factor: 'rope.scaling.attn_factor',
  original_max_position_embeddings: 'rope.scaling.original_context_length',
  sliding_window: 'attention.sliding_window',
  layer_types: 'attention.sliding_window_pattern',
  num_local_experts: 'expert_count',
  ...Object.fromEntries(refusals.map(({ key }) => [key, key])),
};

/** Of tensors, which have their names as they are. */
const tensors: Required = { short_factor: scalingTensor, [scalingTensor]: scalingTensor };

/** `file` is its name, `architecture` what it says of itself. */
export function configWords(file: string, architecture: string): ConfigWords {
  return {
    file,
    it: 'the metadata',
    lacking: 'is missing; every file has it',
    key(key) {
      if (Object.hasOwn(tensors, key)) return tensors[key];
      return Object.hasOwn(keys, key) ? `${oneLine(architecture)}.${keys[key]}` : key;
    },
  };
}
