// The tokenizer of a GGUF file against llama.cpp's own, on awkward texts: every pre-tokenizer name that is
// let through, and SentencePiece by scores. Made by test/fixture/make/ggufTokenizers.py.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { preTokenizers } from '../../src/engine/checkpoint/gguf/preTokenizers.ts';
import { ggufTokenizer } from '../../src/engine/checkpoint/gguf/tokenizer.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';

type Row = {
  readonly name: string;
  readonly vocabulary: string;
  readonly keys: JsonObject;
  /** What llama.cpp puts around a text; null: nothing. */
  readonly bos: number | null;
  readonly eos: number | null;
  /** Which of the variants each text has, a digit of base 36 a text. */
  readonly ids: string;
};
type Fixture = {
  readonly texts: readonly string[];
  readonly vocabularies: Readonly<Record<string, JsonObject>>;
  readonly variants: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>;
  readonly rows: readonly Row[];
};
const path = new URL('../fixture/tokenizers/gguf.json', import.meta.url);
const { texts, vocabularies, variants, rows } = JSON.parse(readFileSync(path, 'utf8')) as Fixture;

const metadataOf = (keys: JsonObject) =>
  new Map(Object.entries(keys).map(([key, value]) => [`tokenizer.ggml.${key}`, value]));
const tokenizerOf = (keys: JsonObject) =>
  makeTokenizer(ggufTokenizer(metadataOf(keys), 'm.gguf')!, 'm.gguf', unbounded);

describe('ids as llama.cpp gives them', () => {
  test.each(rows)('$name', ({ vocabulary, keys, bos, eos, ids }) => {
    const tokenizer = tokenizerOf({ ...vocabularies[vocabulary], ...keys });
    const before = bos === null ? [] : [bos];
    const after = eos === null ? [] : [eos];
    const told = [...ids].map((digit, i) => variants[vocabulary][i][Number.parseInt(digit, 36)]);
    const found = texts.map((text) => tokenizer.ids(text, true));
    const differ = texts.flatMap((text, i) => {
      const wanted = [...before, ...told[i], ...after];
      return String(found[i]) === String(wanted) ? [] : [{ text, found: found[i], wanted }];
    });
    expect(differ).toEqual([]);
  });

  test('every name on the list is one of the rows', () => {
    const named = new Set(rows.map(({ keys }) => keys.pre));
    expect([...preTokenizers.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});
