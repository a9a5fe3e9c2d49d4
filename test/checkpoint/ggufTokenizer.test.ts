// The tokenizer of a GGUF file against llama.cpp's own, on awkward texts: every pre-tokenizer name that is
// let through, and SentencePiece by scores. Made by test/fixture/make/ggufTokenizers.py.
import { describe, expect, test } from 'vitest';
import { preTokenizers } from '../../src/engine/checkpoint/gguf/preTokenizers.ts';
import { tokenizerOf } from '../../src/engine/checkpoint/gguf/tokenizer.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import {
  awkwardTexts,
  type Keys,
  keysOf,
  llamaIds,
  tokenizerRows,
} from '../support/ggufTokenizers.ts';

const metadataOf = (keys: Keys) =>
  new Map(Object.entries(keys).map(([key, value]) => [`tokenizer.ggml.${key}`, value]));
const made = (keys: Keys) =>
  makeTokenizer(tokenizerOf(metadataOf(keys), 'm.gguf')!(), 'm.gguf', unbounded);

describe('ids as llama.cpp gives them', () => {
  test.each(tokenizerRows)('$name', (row) => {
    const tokenizer = made(keysOf(row));
    const wanted = llamaIds(row);
    const differ = awkwardTexts.flatMap((text, i) => {
      const found = tokenizer.ids(text, true);
      return String(found) === String(wanted[i]) ? [] : [{ text, found, wanted: wanted[i] }];
    });
    expect(differ).toEqual([]);
  });

  test.each(
    tokenizerRows.filter(({ name }) =>
      /^(?:smollm|gpt-4o|tokens of the user.*|Sent.*)$/.test(name),
    ),
  )('$name: its tokens lie along the text, and nothing between them', (row) => {
    const tokenizer = made(keysOf(row));
    for (const text of awkwardTexts) {
      const { ids, offsets, unknown } = tokenizer.encode(text, false);
      expect([text, ids]).toEqual([text, tokenizer.ids(text, false)]);
      expect(unknown).toEqual([]);
      let done = 0;
      for (const [from, to] of offsets) {
        // The letter before may go on in it: it has two units at most.
        const shared = done - from;
        expect([text, from, shared >= 0 && shared <= 2 && to >= done]).toEqual([text, from, true]);
        done = to;
      }
      expect([text, done]).toEqual([text, text.length]);
    }
  });

  test('every name on the list is one of the rows', () => {
    const named = new Set(tokenizerRows.map(({ keys }) => keys.pre));
    expect([...preTokenizers.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});

/** The smallest of each kind that is right. */
const bpe: Keys = {
  model: 'gpt2',
  pre: 'gpt-2',
  tokens: ['<s>', 'a', 'b', 'ab'],
  token_type: [3, 1, 1, 1],
  merges: ['a b'],
  bos_token_id: 0,
};
const spm: Keys = {
  model: 'llama',
  tokens: ['<unk>', '<s>', '</s>', 'a', 'b', 'ab', '▁'],
  token_type: [2, 3, 3, 1, 1, 1, 1],
  scores: [0, 0, 0, -2, -3, -1, -4],
  bos_token_id: 1,
  eos_token_id: 2,
};

type Wrong = readonly [what: string, keys: Keys, key: string, message: RegExp];
const wrongs: readonly Wrong[] = [
  [
    'a kind that is not read',
    { ...bpe, model: 'bert' },
    'model',
    /"bert"; read are gpt2 and llama/,
  ],
  ['a kind that an object has', { ...bpe, model: 'constructor' }, 'model', /read are gpt2/],
  ['a kind that is no text', { ...bpe, model: 2 }, 'model', /is a number, not a text/],
  ['an unknown name', { ...bpe, pre: 'gpt2' }, 'pre', /"gpt2", which .* known are default, llama3/],
  ['no name', without(bpe, 'pre'), 'pre', /is missing/],
  ['an empty name', { ...bpe, pre: '' }, 'pre', /is "", which is not known/],
  ['a name that is no text', { ...bpe, pre: ['gpt-2'] }, 'pre', /is an array, not a text/],
  [
    'too many tokens',
    { ...bpe, tokens: Array(2 ** 20 + 1).fill('a') },
    'tokens',
    /has 1,048,577 entries, 1,048,576 are allowed/,
  ],
  ['no tokens', without(bpe, 'tokens'), 'tokens', /is missing/],
  ['an empty vocabulary', { ...bpe, tokens: [], token_type: [] }, 'tokens', /is empty/],
  [
    'tokens that are no list',
    { ...spm, tokens: 'abc' },
    'tokens',
    /is a string, not a list of text/,
  ],
  ['a token that is no text', { ...bpe, tokens: ['a', 7] }, 'tokens', /has a number at 1/],
  [
    'a token twice',
    { ...bpe, tokens: ['a', 'b', 'ab', 'a'] },
    'tokens',
    /has "a" twice, at 0 and 3/,
  ],
  ['two empty tokens', { ...spm, tokens: ['', '[EMPTY_0]'] }, 'tokens', /"\[EMPTY_0\]" twice/],
  ['types too few', { ...bpe, token_type: [3] }, 'token_type', /has 1 entries for 4 tokens/],
  ['types too many', { ...spm, token_type: Array(8).fill(1) }, 'token_type', /8 entries for 7/],
  ['an unknown type', { ...bpe, token_type: [3, 1, 1, 9] }, 'token_type', /has 9 at 3, and 0 to 6/],
  [
    'a type that is no number',
    { ...bpe, token_type: [3, 1, 1, 'x'] },
    'token_type',
    /a string at 3/,
  ],
  ['no merges', without(bpe, 'merges'), 'merges', /is missing/],
  ['a merge of an unknown token', { ...bpe, merges: ['a c'] }, 'merges', /"a c", and "c" is not/],
  ['a merge to an unknown token', { ...bpe, merges: ['b a'] }, 'merges', /"b a", and "ba" is not/],
  ['a merge of one', { ...bpe, merges: ['ab'] }, 'merges', /has "ab", not two tokens/],
  ['a merge of three', { ...bpe, merges: ['a b ab'] }, 'merges', /"a b ab", not two tokens/],
  ['a merge with nothing', { ...bpe, merges: ['a '] }, 'merges', /"a ", not two tokens/],
  ['a merge that is no text', { ...bpe, merges: [['a', 'b']] }, 'merges', /has an array at 0/],
  ['no scores', without(spm, 'scores'), 'scores', /is missing/],
  ['scores too few', { ...spm, scores: [0, 1] }, 'scores', /has 2 entries for 7 tokens/],
  ['a score that is NaN', { ...spm, scores: [0, 0, 0, NaN, 1, 1, 1] }, 'scores', /has NaN at 3/],
  ['an endless score', { ...spm, scores: [0, 0, 0, 1, 1, 1, Infinity] }, 'scores', /Infinity at 6/],
  ['a BOS beyond the end', { ...spm, bos_token_id: 7 }, 'bos_token_id', /"7", .* from 0 to 6/],
  ['a BOS that no id can be', { ...spm, bos_token_id: -1 }, 'bos_token_id', /is "-1"/],
  ['half a BOS', { ...spm, bos_token_id: 0.5 }, 'bos_token_id', /is "0.5"/],
  ['a huge BOS', { ...spm, bos_token_id: 2n ** 63n }, 'bos_token_id', /is "9223372036854775808"/],
  ['a list of BOS', { ...spm, bos_token_id: [1] }, 'bos_token_id', /is an array/],
  [
    'a BOS that is asked for and not said',
    { ...without(bpe, 'bos_token_id'), add_bos_token: true },
    'bos_token_id',
    /is missing/,
  ],
  [
    'no BOS, and no token where it mostly is',
    { model: 'llama', tokens: ['a'], scores: [0] },
    'bos_token_id',
    /is missing/,
  ],
  [
    'an EOS beyond the end, which no text has',
    { ...bpe, eos_token_id: 4 },
    'eos_token_id',
    /is "4"/,
  ],
  [
    'an EOS that is asked for and not said',
    { ...bpe, add_eos_token: true },
    'eos_token_id',
    /is missing/,
  ],
  [
    'a flag that is none',
    { ...bpe, add_bos_token: 1 },
    'add_bos_token',
    /is a number, not true or false/,
  ],
  [
    'a space that is no flag',
    { ...spm, add_space_prefix: 'no' },
    'add_space_prefix',
    /is a string/,
  ],
];

describe('what is wrong is named with its key', () => {
  test.each(wrongs)('%s', (_, keys, key, message) => {
    expect(() => made(keys)).toThrow(message);
    expect(() => made(keys)).toThrow(`m.gguf: "tokenizer.ggml.${key}"`);
  });

  test.each([
    ['without a kind', without(bpe, 'model')],
    ['none', { model: 'none' }],
    ['no_vocab', { model: 'no_vocab' }],
  ])('a file may hold no tokenizer: %s', (_, keys) => {
    expect(tokenizerOf(metadataOf(keys), 'm.gguf')).toBeUndefined();
  });
});

describe('what may be odd', () => {
  const ids = (keys: Keys, text: string) => made(keys).ids(text, true);

  test('the smallest vocabularies', () => {
    expect(ids(bpe, 'abba')).toEqual([3, 2, 1]);
    expect(ids(spm, 'ab a')).toEqual([1, 6, 5, 6, 3]);
  });

  test('BOS and EOS of SentencePiece are 1 and 2 where the file does not say it', () => {
    const old = { ...without(spm, 'bos_token_id', 'eos_token_id'), add_eos_token: true };
    expect(ids(old, 'a')).toEqual([1, 6, 3, 2]);
  });

  test('of equal merges the first counts', () => {
    const tokens = ['a', 'b', 'c', 'ab', 'bc'];
    const keys = { model: 'gpt2', pre: 'gpt-2', tokens, merges: ['a b', 'b c', 'a b'] };
    expect(ids(keys, 'abc')).toEqual([3, 2]);
  });

  test('tokens have the names of what every object has', () => {
    const tokens = ['__proto__', 'constructor', '1', '0', 'a', 'o', 'oa'];
    const keys = { model: 'gpt2', pre: 'gpt-2', tokens, merges: ['o a'] };
    expect(ids(keys, '10oa')).toEqual([2, 3, 6]);
    expect(made(keys).tokenString(0)).toBe('__proto__');
  });

  test('a letter without a token and without bytes is said to be unknown', () => {
    const { unknown } = made(spm).encode('a?b', true);
    expect(unknown).toEqual([[1, 2]]);
  });

  test('a token covers the letters it was made of', () => {
    const keys = { ...spm, add_space_prefix: false };
    const { tokens, offsets } = made(keys).encode('ab ab', false);
    expect(tokens).toEqual(['ab', '▁', 'ab']);
    expect(offsets).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
    ]);
  });

  test('a long text without a space takes no more than its length asks for', () => {
    expect(ids({ ...spm, add_space_prefix: false }, 'ab'.repeat(100_000))).toHaveLength(100_001);
  });

  test('a text may have more tokens than a call may have arguments', () => {
    const tokenizer = made({ ...spm, add_space_prefix: false });
    const text = 'b'.repeat(300_000);
    expect(tokenizer.ids(text, false)).toHaveLength(300_000);
    expect(tokenizer.encode(text, false).offsets).toHaveLength(300_000);
  });
});

function without(keys: Keys, ...names: readonly string[]): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => !names.includes(key)));
}
