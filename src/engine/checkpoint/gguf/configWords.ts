// What is said of a config.json, said of the GGUF file whose metadata stand in its place, with the keys that it has.
import { oneLine } from '../words.ts';
import { notOfHeads, type Required, refusals, required } from './config.ts';

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
  sliding_window: 'attention.sliding_window',
  layer_types: 'attention.sliding_window_pattern',
  num_local_experts: 'expert_count',
  ...Object.fromEntries(
    refusals.filter(({ key }) => key !== 'rope_freqs.weight').map(({ key }) => [key, key]),
  ),
};

const ofHeads = new RegExp(`("(?:${notOfHeads.join('|')})" is .*; allowed: )no such key: .*`);

/** `file` is its name, `architecture` what it says of itself. */
export function configWords(file: string, architecture: string): (text: string) => string {
  const inFile = (whole: string, key: string) =>
    Object.hasOwn(keys, key) ? `"${oneLine(architecture)}.${keys[key]}"` : whole;
  return (text) =>
    text
      .replace(' is null; allowed: a value, or no such key', ' is missing; every file has it')
      .replace(ofHeads, '$1the width of a head')
      .replace(/^config\.json: /, `${file}: `)
      .replaceAll('config.json', 'the metadata')
      .replaceAll(/"([\w.]+)"(?= is )/g, inFile)
      .replaceAll(/\b(hidden_size|num_attention_heads)(?= \d)/g, inFile)
      .replaceAll(/"short_factor"/g, 'tensor "rope_freqs.weight"');
}
