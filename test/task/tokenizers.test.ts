// Ids, token strings and offsets against the Rust `tokenizers` library: fixtures/tokenizers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureTokenizer } from '../support/tokenizers.ts';

type Row = {
  readonly text: string;
  readonly ids: number[];
  readonly tokens: string[];
  readonly offsets: [number, number][]; // in code points
  readonly idsWithSpecial: number[];
};

/** Index of every code point in UTF-16 units, and the text's length. */
function unitsOf(text: string): number[] {
  const units = [0];
  for (const char of text) units.push(units.at(-1)! + char.length);
  return units;
}

describe.each(['byte-level', 'wordpiece', 'sentencepiece-bpe'] as const)('%s', (kind) => {
  const tokenizer = fixtureTokenizer(kind);
  const path = new URL(`../fixture/tokenizers/${kind}/encodings.json`, import.meta.url);
  const rows: Row[] = JSON.parse(readFileSync(path, 'utf8'));

  test.each(rows)('$text', ({ text, ids, tokens, offsets, idsWithSpecial }) => {
    const units = unitsOf(text);
    const found = tokenizer.encode(text, false);
    expect(found.ids).toEqual(ids);
    expect(found.tokens).toEqual(tokens);
    expect(found.offsets).toEqual(offsets.map(([a, b]) => [units[a], units[b]]));
    expect(tokenizer.encode(text, true).ids).toEqual(idsWithSpecial);
  });
});
