// Llama and its kin, and GPT-2, as llama.cpp's converter writes them: other names, the settings of their own dialects
// (checkpoint/gguf/config.ts says them in its words), and for llama itself rows of queries and keys in another order.
import { refusals } from '../checkpoint/gguf/config.ts';
import type { Config } from './config.ts';
import { as, type Dialect, halves, type KeptInBlock, unpaired } from './dialect.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import { llamaTypes } from './llamaSettings.ts';
import { stack, tensor, type Weight } from './weight.ts';

const { llama: llamaType, qwen2, qwen3 } = llamaTypes;

export const ggufLlama: Dialect = {
  ...llama,
  name: 'gguf_llama',
  title: 'Llama in GGUF',
  types: { llama: llamaType, qwen2, qwen3 },
  refused: [...llama.refused, ...refusals],
  root: '',
  inside: /^(?:blk|token_embd|output_norm)\./,
  blocks: 'blk',
  telling: 'attn_q.weight',
  ignored: [/^rope_freqs\.weight$/], // they are in the config
  optional: [/\.attn_(?:q|k|v|output)\.bias$/, /\.ffn_(?:gate|up|down)\.bias$/],
  ownHead: /^output\./,
  names: (config) => ({
    token: 'token_embd.weight',
    block: {
      norm1: as('attn_norm'),
      qkv: queriesKeysValues(config),
      q_norm: as('attn_q_norm'),
      k_norm: as('attn_k_norm'),
      out: as('attn_output'),
      norm2: as('ffn_norm'),
      up: halves('ffn_gate', 'ffn_up'),
      down: as('ffn_down'),
    },
    head: { norm: as('output_norm') },
    unembed: as('output'),
  }),
};

export const ggufGpt2: Dialect = {
  ...gpt2,
  name: 'gguf_gpt2',
  title: 'GPT-2 in GGUF',
  layout: 'out-in',
  refused: [...gpt2.refused, ...refusals],
  root: '',
  inside: /^(?:blk|token_embd|position_embd|output_norm)\./,
  blocks: 'blk',
  telling: 'attn_qkv.weight',
  ignored: [],
  ownHead: /^output\./,
  names: () => ({
    token: 'token_embd.weight',
    position: 'position_embd.weight',
    block: {
      norm1: as('attn_norm'),
      qkv: as('attn_qkv'),
      out: as('attn_output'),
      norm2: as('ffn_norm'),
      up: as('ffn_up'),
      down: as('ffn_down'),
    },
    head: { norm: as('output_norm') },
    unembed: as('output'),
  }),
};

/** Of llama the converter puts the two numbers that turn together side by side; here they are half a head apart. */
function queriesKeysValues({ type }: Config): KeptInBlock {
  return (part, [, ...rest], { heads, kvHeads, headWidth }) => {
    const inOrder = (kept: Weight, n: number) =>
      type === 'llama' ? unpaired(kept, n, headWidth) : kept;
    const rows = (name: string, of: number) => tensor(`${name}.${part}`, [of * headWidth, ...rest]);
    const query = inOrder(rows('attn_q', heads), heads);
    const key = inOrder(rows('attn_k', kvHeads), kvHeads);
    return stack([query, key, rows('attn_v', kvHeads)]);
  };
}
