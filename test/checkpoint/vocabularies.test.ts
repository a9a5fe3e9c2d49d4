// Tokenizers in vocabulary files: the same ids as transformers 5.24, or refused by name.
// test/fixture/tokenizers/vocabularies.json is made by test/fixture/make/vocabularies.py.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

type Case = {
  readonly class: string;
  /** Of each file its text. */
  readonly files: Readonly<Record<string, number>>;
  /** For each prompt. */
  readonly ids: readonly (readonly number[])[];
};
const known: {
  readonly prompts: readonly string[];
  readonly texts: readonly string[];
  readonly cases: Readonly<Record<string, Case>>;
} = JSON.parse(readFileSync(fixture('tokenizers/vocabularies.json'), 'utf8'));

/** transformers takes them; their rules are not known here, or it gives other ids than the files say. */
const refusedHere: Readonly<Record<string, string>> = {
  'class-roberta': 'for class "RobertaTokenizer"; made from such files: GPT2Tokenizer',
  'bert-distil': 'for class "DistilBertTokenizer"; made from such files: BertTokenizer',
  'added-gap': 'the added token "<extra>" has the id 272, 267 was expected',
};

function tokenizerOf(name: string) {
  return tokenizerIn(
    Object.fromEntries(
      Object.entries(known.cases[name].files).map(([file, at]) => [file, known.texts[at]]),
    ),
  );
}

async function tokenizerIn(files: Readonly<Record<string, string>>) {
  const folder = folderOf({ ...files, 'model.safetensors': safetensorsBytes({}) });
  const checkpoint = await opened(folder);
  const json = await checkpoint.tokenizer();
  return { notes: checkpoint.notes, tokenizer: makeTokenizer(json!, 'tokenizer.json', unbounded) };
}

const names = Object.keys(known.cases);
test.each(names.filter((name) => !(name in refusedHere)))('%s', async (name) => {
  const { tokenizer, notes } = await tokenizerOf(name);
  const found = known.prompts.map((prompt) => tokenizer.encode(prompt, true).ids);
  expect(found).toEqual(known.cases[name].ids);
  expect(notes).toEqual([expect.stringContaining('there is no tokenizer.json')]);
});

test.each(Object.entries(refusedHere))('refused: %s', async (name, message) => {
  await expect(tokenizerOf(name)).rejects.toThrow(message);
});

describe('refused', () => {
  const vocab = { 'vocab.json': '{"a": 0, "b": 1}', 'merges.txt': 'a b' };
  const gpt2 = { ...vocab, 'config.json': '{"model_type": "gpt2"}' };
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['no model type and no class', vocab, 'vocabulary files for model type "undefined"'],
    [
      'a model of another type',
      { ...vocab, 'config.json': '{"model_type": "llama"}' },
      'for model type "llama"',
    ],
    [
      'a merge of three',
      { ...gpt2, 'merges.txt': 'a b c' },
      'has "a b c" in line 1, not two symbols',
    ],
    [
      'special tokens that differ',
      {
        ...gpt2,
        'tokenizer_config.json': '{"bos_token": "a"}',
        'special_tokens_map.json': '{"bos_token": "b"}',
      },
      'bos_token is "a" in tokenizer_config.json and "b" in special_tokens_map.json',
    ],
    [
      'special tokens that are split',
      { ...gpt2, 'tokenizer_config.json': '{"split_special_tokens": true}' },
      'for split_special_tokens or add_eos_token',
    ],
    [
      'a flag that is none',
      { ...gpt2, 'tokenizer_config.json': '{"add_prefix_space": 1}' },
      '"add_prefix_space" is 1, true or false',
    ],
    [
      'an added token without an id',
      { ...gpt2, 'added_tokens.json': '{"x": "y"}' },
      'the added token "x" is not a token with an id',
    ],
    [
      'a vocabulary that is a page',
      { ...gpt2, 'vocab.json': '<html>' },
      'vocab.json is an HTML page',
    ],
  ];
  test.each(rows)('%s', async (_, files, message) => {
    await expect(tokenizerIn(files)).rejects.toThrow(message);
  });
});
