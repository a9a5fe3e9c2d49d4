// Gemma as llama.cpp's converter writes it: other names, and norms that hold what they multiply by, 1 included.
import { refusals } from '../checkpoint/gguf/config.ts';
import { as, type Dialect, halves, separate } from './dialect.ts';
import { gemma } from './gemma.ts';
import { gemmaTypes } from './gemmaSettings.ts';

const { gemma3_text, gemma2 } = gemmaTypes;

export const ggufGemma: Dialect = {
  ...gemma,
  name: 'gguf_gemma',
  title: 'Gemma in GGUF',
  types: { gemma3_text, gemma2 },
  within: undefined, // what sees is in a file of its own
  refused: [...gemma.refused, ...refusals],
  root: '',
  inside: /^(?:blk|token_embd|output_norm)\./,
  blocks: 'blk',
  telling: 'post_ffw_norm.weight',
  ignored: [],
  optional: [/^blk\.\d+\.attn_(?:q|k|v|output)\.bias$/],
  ownHead: /^output\./,
  names: () => ({
    token: 'token_embd.weight',
    block: {
      norm1: as('attn_norm'),
      qkv: separate('attn_q', 'attn_k', 'attn_v'),
      q_norm: as('attn_q_norm'),
      k_norm: as('attn_k_norm'),
      out: as('attn_output'),
      norm1_after: as('post_attention_norm'),
      norm2: as('ffn_norm'),
      up: halves('ffn_gate', 'ffn_up'),
      down: as('ffn_down'),
      norm2_after: as('post_ffw_norm'),
    },
    head: { norm: as('output_norm') },
    unembed: as('output'),
  }),
};
