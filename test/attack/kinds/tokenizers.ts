// Tokenizers that would run for ever or grow without end: by a pattern, by replacing, by numbers.
import { type Attack, kind } from '../attack.ts';
import { checking, type Json, model } from '../inputs.ts';

const vocab = { '0': 0, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, ',': 6, '=': 7 };
const wordLevel = { type: 'WordLevel', vocab, unk_token: '=' };
const splitting = (Regex: string): Json => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
});
const nested = (depth: number) => `${'(?:'.repeat(depth)}(?:.?){20}${'){20}'.repeat(depth)}!|\\s`;
const replacing = (pattern: Json, content: string): Json => ({ type: 'Replace', pattern, content });
const chain = (normalizers: readonly Json[]): Json => ({
  normalizer: { type: 'Sequence', normalizers },
});
const added = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    ...{ id: 8 + i, content: `<extra ${i}>`, special: false, normalized: false },
    ...{ single_word: false, lstrip: false, rstrip: false },
  }));
const template = (n: number): Json => ({
  post_processor: {
    ...{ type: 'TemplateProcessing', special_tokens: {}, pair: [] },
    single: Array.from({ length: n }, () => ({ Sequence: { id: 'A', type_id: 0 } })),
  },
});
/** As text: what writes JSON is not made for such depths. */
const deep = (depth: number) => {
  const around = ['{"type":"Sequence","normalizers":[', ']}'].map((part) => part.repeat(depth));
  const rest = { version: '1.0', added_tokens: [], model: wordLevel };
  return `{"normalizer":${around.join('{"type":"NFC"}')},${JSON.stringify(rest).slice(1)}`;
};

const rows: readonly (readonly [name: string, tokenizer: () => Json | string])[] = [
  ['a pattern of nested quantifiers', () => splitting(nested(4))],
  ['".*" sixty times', () => splitting(`${'.*'.repeat(60)}!`)],
  ['alternatives that overlap', () => splitting('(?:a|a|.|..|...)+$!|(?:(?:.|\\s)+)+!')],
  ['look-behind over nested quantifiers', () => splitting(`(?<=${nested(3)})=`)],
  ['a pattern that is no pattern', () => splitting('(((')],
  ['a pattern in a normalizer', () => chain([replacing({ Regex: nested(4) }, '')])],
  ['the empty pattern replaced by 1 MB', () => chain([replacing({ String: '' }, 'x'.repeat(1e6))])],
  [
    'ten chained tenfold replacements',
    () => chain(Array.from({ length: 10 }, () => replacing({ String: 'x' }, 'x'.repeat(10)))),
  ],
  [
    'ten chained tenfold replacements that start with every letter',
    () => chain(Array.from({ length: 10 }, () => replacing({ Regex: '.' }, 'x'.repeat(10)))),
  ],
  ['a prefix of 50 MB', () => chain([{ type: 'Prepend', prepend: 'x'.repeat(50e6) }])],
  ['300,000 added tokens', () => ({ added_tokens: added(300_000) })],
  ['a template of 100,000 pieces', () => template(100_000)],
  ['normalizers 10,000 deep', () => deep(10_000)],
  ['a vocabulary that is a list', () => ({ model: { ...wordLevel, vocab: Object.keys(vocab) } })],
  ['a vocabulary with __proto__', () => `{"model":{"type":"WordLevel","vocab":{"__proto__":0}}}`],
  ['no JSON', () => '{"model": '],
  ['null', () => 'null'],
];

export const tokenizers: readonly Attack[] = kind(
  '2 tokenizers',
  rows.map(([name, tokenizer]) => ({
    name,
    end: 'either' as const,
    make: (folder) => {
      const made = model(folder, 'ab-gpt2', { tokenizer: tokenizer() });
      return { args: checking(made), names: ['tokenizer'] };
    },
  })),
);
