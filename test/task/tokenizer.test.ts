import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { fixtureTokenizer, fixtureTokenizerJson } from '../support/tokenizers.ts';

/** Every token with the text that it covers. */
function pieces(json: JsonObject, text: string): readonly string[] {
  const { tokens, offsets } = makeTokenizer(json, 't', unbounded).encode(text, true);
  return tokens.map((token, i) => `${token}=${text.slice(...offsets[i])}`);
}

const VOCAB = ['h', 'i', 'hi', '▁', 'Ġ', 'Ġhi', '▁hi', 'hi</w>', 'hé', '<s>'];
const vocab = Object.fromEntries(VOCAB.map((token, id) => [token, id]));
const bpe = { type: 'BPE', vocab, merges: ['h i', '▁ hi', 'Ġ hi'] };

describe('offsets', () => {
  test.each<[string, JsonObject, string, readonly string[]]>([
    ['no pre-tokenizer', { model: bpe }, 'hihi', ['hi=hi', 'hi=hi']],
    [
      'Metaspace puts its mark first',
      { model: bpe, pre_tokenizer: { type: 'Metaspace' } },
      'hi hi',
      ['▁hi=hi', '▁hi= hi'],
    ],
    [
      'Metaspace never puts its mark first',
      { model: bpe, pre_tokenizer: { type: 'Metaspace', prepend_scheme: 'never' } },
      'hi hi',
      ['hi=hi', '▁hi= hi'],
    ],
    [
      'byte level puts a space first',
      { model: bpe, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } },
      'hi hi',
      ['Ġhi=hi', 'Ġhi= hi'],
    ],
    [
      'lower case goes letter by letter',
      {
        model: { type: 'WordLevel', vocab: { οδοσ: 0, b: 1 } },
        normalizer: { type: 'Lowercase' },
        pre_tokenizer: { type: 'WhitespaceSplit' },
      },
      'ΟΔΟΣ b',
      ['οδοσ=ΟΔΟΣ', 'b=b'],
    ],
    [
      'composed letters',
      {
        model: { type: 'WordLevel', vocab: { hé: 0, b: 1 } },
        normalizer: { type: 'NFC' },
        pre_tokenizer: { type: 'WhitespaceSplit' },
      },
      'he\u0301 b',
      ['hé=he\u0301', 'b=b'],
    ],
    [
      'special tokens before and after',
      {
        model: bpe,
        post_processor: { type: 'BertProcessing', cls: ['<s>', 9], sep: ['<s>', 9] },
      },
      'hi',
      ['<s>=', 'hi=hi', '<s>='],
    ],
  ])('%s', (_, json, text, wanted) => expect(pieces(json, text)).toEqual(wanted));

  test('word-level tokens are the words', () => {
    const text = 'when Alice and Tom went';
    const { ids, tokens, offsets, unknown } = fixtureTokenizer('word-level').encode(text, true);
    expect(tokens).toEqual(text.split(' '));
    expect(offsets.map(([a, b]) => text.slice(a, b))).toEqual(tokens);
    expect(ids).toEqual([40, 0, 41, 23, 42]);
    expect(unknown).toEqual([]);
  });
});

describe('what the vocabulary lacks is told', () => {
  test.each([
    ['word-level', 'when Zoe went', ['Zoe']], // its unknown token is "the", a word
    ['wordpiece', 'the Qq went', ['Qq']],
    ['digits', '1 + 2', ['+']],
    ['byte-level', 'anything 你', []],
    ['sentencepiece-bpe', 'anything 你', []],
  ] as const)('%s: %s', (name, text, wanted) => {
    const { unknown } = fixtureTokenizer(name).encode(text, true);
    expect(unknown.map(([a, b]) => text.slice(a, b))).toEqual(wanted);
  });

  test('letters that a BPE without an unknown token drops', () => {
    const { ids, unknown } = makeTokenizer({ model: bpe }, 't', unbounded).encode('hixhi', false);
    expect(ids).toEqual([2, 2]);
    expect(unknown).toEqual([[2, 3]]);
  });
});

test.each([
  ['byte-level', undefined, 0],
  ['sentencepiece-bpe', undefined, 0],
  ['wordpiece', { id: 4, text: '[MASK]' }, 1],
] as const)('%s: mask token and tail', (name, mask, tail) => {
  const tokenizer = fixtureTokenizer(name);
  expect(tokenizer.mask).toEqual(mask);
  expect(tokenizer.tail).toBe(tail);
  expect(tokenizer.ids('the store', true)).toEqual(tokenizer.encode('the store', true).ids);
});

describe('a tokenizer.json that is not understood is refused', () => {
  const base = fixtureTokenizerJson('digits');
  const deep = (levels: number): JsonObject =>
    levels === 0 ? { type: 'NFC' } : { type: 'Sequence', normalizers: [deep(levels - 1)] };
  test.each<[string, JsonObject, string]>([
    ['nothing', {}, '"model" is nothing, not an object'],
    [
      'model',
      { ...base, model: { type: 'Magic' } },
      'the model has the type "Magic"; known are BPE',
    ],
    [
      'no vocabulary',
      { ...base, model: { type: 'BPE', merges: [] } },
      'the model has no vocabulary',
    ],
    [
      'id',
      { model: { type: 'WordLevel', vocab: { a: 4e9 } } },
      'the token "a" has the id "4000000000"',
    ],
    ['text id', { model: { type: 'WordLevel', vocab: { a: '1' } } }, 'the token "a" has the id'],
    [
      'merges',
      { model: { type: 'BPE', vocab, merges: 'h i' } },
      'the BPE model has no list "merges"',
    ],
    ['merge', { model: { type: 'BPE', vocab, merges: ['h i', 3] } }, 'merge 1 is neither'],
    ['unigram', { model: { type: 'Unigram', vocab: [['a']] } }, 'not a list of [token, score]'],
    [
      'normalizer',
      { ...base, normalizer: { type: 'Nmt' } },
      '"normalizer" has the type "Nmt"; known',
    ],
    ['deep', { ...base, normalizer: deep(9) }, '"normalizer" nests deeper than 8 levels'],
    [
      'pre-tokenizer',
      { ...base, pre_tokenizer: { type: 'Eval' } },
      'has the type "Eval"; known are',
    ],
    [
      'pattern',
      { ...base, pre_tokenizer: { type: 'Split', pattern: { Regex: 'a'.repeat(5000) } } },
      'has a pattern of 5,000 characters',
    ],
    [
      'broken pattern',
      { ...base, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' } } },
      'not understood: ',
    ],
    ['added', { ...base, added_tokens: [{ id: 1 }] }, 'added token 0 has no "content"'],
    [
      'post-processor without the text',
      { ...base, post_processor: { type: 'TemplateProcessing', single: [], pair: [] } },
      '"post_processor" does not hold the text once',
    ],
    [
      'post-processor with an unknown token',
      { ...base, post_processor: { type: 'BertProcessing', cls: ['[CLS]', 1], sep: ['=', 7] } },
      '"post_processor" adds "[CLS]", which has no id',
    ],
  ])('%s', (_, json, message) => {
    const make = () => makeTokenizer(json, 'tokenizer.json', unbounded);
    expect(make).toThrow(EngineError);
    expect(make).toThrow(`tokenizer.json: `);
    expect(make).toThrow(message);
  });
});
