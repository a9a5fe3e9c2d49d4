// Ids of awkward texts against the Rust library `tokenizers`: every rule of added tokens, every
// normaliser and pre-tokenizer that is let through. Made by test/fixture/make/awkwardTokenizers.py.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { type Encoding, makeTokenizer, type Tokenizer } from '../../src/engine/task/tokenizer.ts';

type Row = {
  readonly name: string;
  readonly model: string;
  readonly changes: JsonObject; // to the model
  readonly file: JsonObject; // the rest of the tokenizer.json
  readonly ids: readonly (readonly number[] | null)[]; // by text; null: the reference itself fails
};
const path = new URL('../fixture/tokenizers/awkward.json', import.meta.url);
const { texts, models, rows } = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly texts: readonly string[];
  readonly models: Readonly<Record<string, JsonObject>>;
  readonly rows: readonly Row[];
};

test.each(rows)('$name', ({ model, changes, file, ids }) => {
  const json = { ...file, model: { ...models[model], ...changes } };
  const tokenizer = makeTokenizer(json, 'tokenizer.json', unbounded);
  for (const [i, text] of texts.entries()) {
    const wanted = ids[i];
    if (wanted === null) continue;
    const found = encoded(tokenizer, text);
    // Where the vocabulary lacks something, it is said, and no id counts.
    if (found && found.unknown.length > 0) continue;
    // Below 0: unknown, in a text whose tokens cannot be placed either.
    const known = tokenizer.ids(text, true).map((id, t) => (id < 0 ? wanted[t] : id));
    expect([text, known]).toEqual([text, wanted]);
    if (found) expect(found.ids).toEqual(wanted);
  }
});

/** Undefined where a normaliser rewrites words: that is refused, for no span could be found then. */
function encoded(tokenizer: Tokenizer, text: string): Encoding | undefined {
  try {
    return tokenizer.encode(text, true);
  } catch (error) {
    expect((error as Error).message).toContain('cannot place the tokens of');
    return undefined;
  }
}
