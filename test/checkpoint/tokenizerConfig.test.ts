// tokenizer_config.json beside tokenizer.json: the ids are those of transformers 5.24 (make/tokenizerConfig.py).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

type Row = {
  readonly base: string;
  readonly model_type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ids: readonly (readonly number[])[];
};
const { texts, rows } = JSON.parse(
  readFileSync(fixture('tokenizers/tokenizerConfig.json'), 'utf8'),
) as { readonly texts: readonly string[]; readonly rows: readonly Row[] };

async function tokenizerBeside(base: string, type: string, settings: object) {
  const folder = folderOf({
    'tokenizer.json': readFileSync(fixture(`tokenizers/${base}/tokenizer.json`), 'utf8'),
    'tokenizer_config.json': JSON.stringify(settings),
    'config.json': JSON.stringify({ model_type: type }),
    'model.safetensors': safetensorsBytes({}),
  });
  const json = await (await opened(folder)).tokenizer();
  return makeTokenizer(json!, 'tokenizer.json', unbounded);
}

test.each(
  rows.map((row) => [row.base, row.model_type, JSON.stringify(row.settings), row] as const),
)('%s of %s with %s', async (base, type, _, { settings, ids }) => {
  const tokenizer = await tokenizerBeside(base, type, settings);
  expect(texts.map((text) => tokenizer.ids(text, true))).toEqual(ids);
});

test('a space before the text, as one file says and the other does not: refused with both', async () => {
  const settings = { tokenizer_class: 'LlamaTokenizer', add_prefix_space: false };
  await expect(tokenizerBeside('sentencepiece-bpe', 'llama', settings)).rejects.toThrow(
    /"add_prefix_space" is false in tokenizer_config\.json, but tokenizer\.json puts a space/,
  );
  const alike = { tokenizer_class: 'LlamaTokenizer', add_prefix_space: true };
  await tokenizerBeside('sentencepiece-bpe', 'llama', alike);
});
