// The vocabularies of test/fixture/tokenizers/gguf.json, with llama.cpp's ids of awkward texts, as metadata of
// GGUF files. Made by test/fixture/make/ggufTokenizers.py.
import { readFileSync } from 'node:fs';
import type { Value } from '../../src/engine/checkpoint/gguf/metadata.ts';
import { type Field, type GgufFile, type GgufTensor, listOf } from './gguf.ts';

/** What follows "tokenizer.ggml.". */
export type Keys = Readonly<Record<string, Value>>;

export type TokenizerRow = {
  readonly name: string;
  readonly vocabulary: string;
  readonly keys: Keys;
  /** What llama.cpp puts around a text; null: nothing. */
  readonly bos: number | null;
  readonly eos: number | null;
  /** Which of the variants each text has, a digit of base 36 a text. */
  readonly ids: string;
};
type Fixture = {
  readonly texts: readonly string[];
  readonly vocabularies: Readonly<Record<string, Keys>>;
  readonly variants: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>;
  readonly rows: readonly TokenizerRow[];
};
const path = new URL('../fixture/tokenizers/gguf.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture;

export const tokenizerRows = fixture.rows;
export const awkwardTexts = fixture.texts;

export function keysOf({ vocabulary, keys }: TokenizerRow): Keys {
  return { ...fixture.vocabularies[vocabulary], ...keys };
}

/** llama.cpp's ids of every text, BOS and EOS included. */
export function llamaIds({ vocabulary, bos, eos, ids }: TokenizerRow): readonly number[][] {
  const before = bos === null ? [] : [bos];
  const after = eos === null ? [] : [eos];
  const variants = fixture.variants[vocabulary];
  return [...ids].map((digit, i) => [
    ...before,
    ...variants[i][Number.parseInt(digit, 36)],
    ...after,
  ]);
}

const WIDTH = 8;
const SETTINGS: Readonly<Record<string, Field>> = {
  'general.architecture': ['text', 'llama'],
  'llama.context_length': ['u32', 64],
  'llama.embedding_length': ['u32', WIDTH],
  'llama.block_count': ['u32', 1],
  'llama.feed_forward_length': ['u32', WIDTH],
  'llama.attention.head_count': ['u32', 2],
  'llama.attention.layer_norm_rms_epsilon': ['f32', 1e-5],
};
const SQUARE = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];

/** A Llama whose weights are all zero, with this tokenizer. */
export function llamaWith(keys: Keys): GgufFile {
  const tokenizer = Object.entries(keys).map(([key, value]) => {
    return [`tokenizer.ggml.${key}`, ...fieldOf(key, value)] as const;
  });
  const zeros = (name: string, ...dims: number[]): GgufTensor => {
    return { name, dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b)) };
  };
  const tokens = keys.tokens as readonly string[];
  return {
    metadata: [
      ...Object.entries(SETTINGS).map(([key, field]) => [key, ...field] as const),
      ...tokenizer,
    ],
    tensors: [
      zeros('token_embd.weight', WIDTH, tokens.length),
      zeros('output_norm.weight', WIDTH),
      zeros('blk.0.attn_norm.weight', WIDTH),
      zeros('blk.0.ffn_norm.weight', WIDTH),
      ...SQUARE.map((name) => zeros(`blk.0.${name}.weight`, WIDTH, WIDTH)),
    ],
  };
}

function fieldOf(key: string, value: Value): Field {
  if (typeof value === 'string') return ['text', value];
  if (typeof value === 'boolean') return ['bool', value];
  if (!Array.isArray(value)) return ['u32', value];
  if (typeof value[0] === 'string') return ['list', listOf('text', value)];
  return ['list', listOf(key === 'scores' ? 'f32' : 'i32', value)];
}
