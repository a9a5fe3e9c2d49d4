// Tokenizers that would hang or fill the memory, over the real compute process: each is refused by
// its file's name, and the process lives on. A hang would be the test's time-out.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from '../../src/client/engineClient.ts';
import type { EngineService } from '../../src/protocol/engineService.ts';
import { builtProduct } from '../support/built.ts';
import { share } from '../support/share.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const task = join(sample, 'task.json');
/** Its prompts are long enough for patterns that double their work with every letter. */
const longTask = {
  template: '0 1 2 3 4 5 0 1 2 3 4 5 {a} {b} =',
  variables: { a: ['1', '2'], b: ['3', '4'] },
  answer: '{a}',
};
const digits = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, ',': 6, '=': 7 };
const base = {
  added_tokens: [] as object[],
  pre_tokenizer: { type: 'WhitespaceSplit' } as object,
  model: { type: 'WordLevel', vocab: digits, unk_token: '=' } as object,
};
const list = <T>(n: number, item: (i: number) => T) => Array.from({ length: n }, (_, i) => item(i));
const split = (pattern: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated' },
});
const replace = (find: object, content: string) => ({ type: 'Replace', pattern: find, content });
const chain = (normalizers: object[]) => ({ normalizer: { type: 'Sequence', normalizers } });
const byteLevel = { type: 'ByteLevel', add_prefix_space: false };

let engine: Engine<EngineService>;
let model: string;

beforeAll(async () => {
  engine = startEngine({
    worker: join(await builtProduct(), 'worker.mjs'),
    settings: { cache: false },
    maxOldSpaceMb: 300, // what an idle process has, and 256
  });
  model = mkdtempSync(join(tmpdir(), 'congruity-'));
  cpSync(join(sample, 'ab-gpt2'), model, { recursive: true });
});
afterAll(async () => {
  await engine.stop();
  rmSync(model, { recursive: true });
});

const check = (changes: object, path = task) => {
  writeFileSync(join(model, 'tokenizer.json'), JSON.stringify({ ...base, ...changes }));
  return engine.call('taskCheck', { task: path, model });
};

const forEver = 'tokenising takes for ever';
test.each<[string, object, string]>(
  share(
    [
      ['quantifiers in quantifiers', split('(?:(?:(?:(?:(?:.?){20}){20}){20}){20}){20}!|\\s'), ''], // either of the two
      ['a group that repeats itself', split('(?:[0-9, =]+)+!'), forEver],
      ['.* sixty times', split(`${'.*'.repeat(60)}!`), forEver],
      [
        '300,000 added tokens',
        { added_tokens: list(300_000, (i) => ({ id: 8 + i, content: `<extra_${i}>` })) },
        '300,000 added tokens, 100,000 are allowed',
      ],
      ['alternatives that are the same', split('(?:.|.|.)*!'), forEver],
      ['looking back', split('(?<=!(?:.+)+)='), forEver],
      ['in a normalizer', chain([replace({ Regex: '(?:[^!]+)+!' }, '')]), forEver],
      ['replaces the empty text', chain([replace({ String: '' }, 'x')]), 'replaces the empty text'],
      [
        'replaces nothing by a megabyte',
        chain([replace({ Regex: '' }, 'x'.repeat(2 ** 20))]),
        '"normalizer[0].content" has 1,048,576 characters, 1,000 are allowed',
      ],
      [
        'prepends megabytes',
        { normalizer: { type: 'Prepend', prepend: 'x'.repeat(5e6) } },
        '"normalizer.prepend" has 5,000,000 characters, 1,000 are allowed',
      ],
      [
        'ten times tenfold',
        chain(list(10, () => replace({ Regex: '.' }, '0123456789'))),
        '"normalizer" makes over',
      ],
      [
        'a long word for every letter, often',
        chain(list(60, () => ({ type: 'Prepend', prepend: 'x'.repeat(1000) }))),
        '"normalizer" makes over',
      ],
      [
        'bytes of bytes of bytes',
        { pre_tokenizer: { type: 'Sequence', pretokenizers: list(60, () => byteLevel) } },
        '"pre_tokenizer" makes over',
      ],
      [
        'a long chain',
        chain(list(1000, () => ({ type: 'NFC' }))),
        '"normalizer" has 1,000 members, 64 are allowed',
      ],
      [
        'chains of chains of chains',
        chain(
          list(
            64,
            () =>
              chain(list(64, () => chain(list(64, () => ({ type: 'NFC' }))).normalizer)).normalizer,
          ),
        ),
        '"normalizer" has 128 members, 64 are allowed',
      ],
      [
        'a precompiled map of 5 MB',
        { normalizer: { type: 'Precompiled', precompiled_charsmap: 'A'.repeat(5e6) } },
        '"normalizer.precompiled_charsmap" has 5,000,000 characters',
      ],
      [
        'a precompiled map that is cut off',
        { normalizer: { type: 'Precompiled', precompiled_charsmap: '/////wAA' } },
        '"precompiled_charsmap" is cut off or damaged',
      ],
      [
        'a template of 100,000 pieces',
        {
          post_processor: {
            type: 'TemplateProcessing',
            single: list(100_000, () => ({ SpecialToken: { id: '=', type_id: 0 } })),
            special_tokens: { '=': { id: '=', ids: [7], tokens: ['='] } },
          },
        },
        '"post_processor" has 100,000 pieces, 64 are allowed',
      ],
      [
        'one special token of many',
        {
          post_processor: {
            type: 'TemplateProcessing',
            single: [
              { SpecialToken: { id: '=', type_id: 0 } },
              { Sequence: { id: 'A', type_id: 0 } },
            ],
            special_tokens: {
              '=': { id: '=', ids: list(100_000, () => 7), tokens: list(100_000, () => '=') },
            },
          },
        },
        '"post_processor" adds 100,000 tokens to every text, 64 are allowed',
      ],
      [
        'a mark of a megabyte',
        { pre_tokenizer: { type: 'Metaspace', replacement: 'x'.repeat(2 ** 20) } },
        'not one character',
      ],
    ],
    8,
  ),
)('%s', async (_, changes, message) => {
  const long = join(model, 'long.task.json');
  writeFileSync(long, JSON.stringify(longTask));
  const error = await check(changes, long).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: expect.stringMatching(/^file-(format|unsafe)$/) });
  expect((error as Error).message).toMatch(/^[\w-]+\/tokenizer\.json: /);
  expect((error as Error).message).toContain(message);
  const { pid } = engine;
  expect((await check({})).fits).toBe(true);
  expect(engine.pid).toBe(pid);
});

test.each<[string, object]>([
  [
    '100,000 added tokens',
    {
      added_tokens: list(100_000, (i) => ({ id: 8 + i, content: `<extra_${i}>`, special: false })),
    },
  ],
  [
    'added tokens of many lengths',
    { added_tokens: list(2000, (i) => ({ id: 8 + i, content: '1'.repeat(i + 2) })) },
  ],
])('%s are no trouble', async (_, changes) => {
  expect((await check(changes)).fits).toBe(true);
});
