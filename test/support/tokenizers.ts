// The small tokenizers of test/fixture/tokenizers, by folder name.
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer, type Tokenizer } from '../../src/engine/task/tokenizer.ts';

export type TokenizerName =
  | 'byte-level' // GPT-2's kind, 320 tokens
  | 'wordpiece' // BERT's kind
  | 'sentencepiece-bpe' // Llama 2's kind
  | 'word-level' // the IOI sample models'
  | 'digits'; // the ground-truth models' of modsum

export function fixtureTokenizerJson(name: TokenizerName): JsonObject {
  const path = new URL(`../fixture/tokenizers/${name}/tokenizer.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

export function fixtureTokenizer(name: TokenizerName): Tokenizer {
  return makeTokenizer(fixtureTokenizerJson(name), `${name}/tokenizer.json`, unbounded);
}
