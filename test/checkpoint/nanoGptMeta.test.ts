// nanoGPT's meta.pkl says which id each character has: found beside the weights or in the data set's folder, read without
// running anything. The fixture is pickled by Python: test/fixture/make/nanogpt.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type Code, pickled, py } from '../support/torchFiles.ts';

const weights = readFileSync(fixture('nanogpt/trained/ckpt.pt')); // its data set is called "words"
const meta = readFileSync(fixture('nanogpt/meta.pkl'));
const { bounded } = nodePorts({ cache: false });

async function read(tree: Tree, at = 'out') {
  const checkpoint = await opened(join(planted(tree), at));
  const json = await checkpoint.tokenizer();
  return { json, notes: checkpoint.notes };
}

async function encode(tree: Tree, text: string): Promise<readonly number[]> {
  const { json } = await read(tree);
  return [...makeTokenizer(json!, 'meta.pkl', bounded).encode(text, false).ids];
}

const out = { 'out/ckpt.pt': weights };

describe('it is found', () => {
  const rows: readonly [string, Tree, note: string, at?: string][] = [
    ['beside the weights', { ...out, 'out/meta.pkl': meta }, 'meta.pkl beside the weights'],
    ['in the folder of its data', { ...out, 'data/words/meta.pkl': meta }, 'meta.pkl of "words"'],
    [
      'by the file of the weights',
      { ...out, 'data/words/meta.pkl': meta },
      'meta.pkl of "words"',
      'out/ckpt.pt',
    ],
    [
      'beside a step',
      { 'run/checkpoint-10/ckpt.pt': weights, 'run/meta.pkl': meta },
      'meta.pkl of "run"',
      'run',
    ],
  ];
  test.each(rows)('%s', async (_, tree, note, at) => {
    const { json, notes } = await read(tree, at);
    expect(json).toMatchObject({ model: { type: 'WordLevel' } });
    expect(notes.join(' ')).toContain(`The tokenizer is ${note}: each character is a token.`);
  });

  test('not in that of other data, and not before a tokenizer.json', async () => {
    expect((await read({ ...out, 'data/others/meta.pkl': meta })).json).toBeUndefined();
    const own = { model: { type: 'WordLevel', vocab: { a: 7 } } };
    const both = { ...out, 'out/meta.pkl': meta, 'out/tokenizer.json': JSON.stringify(own) };
    expect((await read(both)).json).toEqual(own);
  });
});

test.each([
  ['ab\n', [4, 5, 0]],
  ["r e !'", [21, 1, 8, 1, 2, 3]],
  ['é🙂a', [22, 23, 4]],
])('each character of %j is a token, white space too', async (text, ids) => {
  expect(await encode({ ...out, 'out/meta.pkl': meta }, text)).toEqual(ids);
});

const ofIds = (ids: Readonly<Record<string, number>>) =>
  py.dict(Object.fromEntries(Object.entries(ids).map(([text, id]) => [text, py.int(id)])));
/** As many as the model has tokens. */
const letters = [...'abcdefghijklmnopqrstuvwx'];
const alphabet = Object.fromEntries(letters.map((letter, id) => [letter, id]));
const withMeta = (body: Code) => ({ ...out, 'out/meta.pkl': pickled(body) });

describe('what it may hold', () => {
  const rows: readonly [string, Code, vocab: object | undefined][] = [
    ['stoi alone', py.dict({ stoi: ofIds(alphabet) }), alphabet],
    ['itos as a list', py.dict({ itos: py.list(...letters.map(py.text)) }), alphabet],
    ['words', py.dict({ stoi: ofIds({ one: 0, two: 1 }) }), undefined],
    ['how many alone', py.dict({ vocab_size: py.int(50304) }), undefined],
    ['no dict', py.list(py.text('a')), undefined],
  ];
  test.each(rows)('%s', async (_, body, vocab) => {
    const { json } = await read(withMeta(body));
    expect((json?.model as { vocab?: object } | undefined)?.vocab).toEqual(vocab);
  });
});

describe('notes say which it is, and why another is not', () => {
  const few = pickled(py.dict({ stoi: ofIds({ a: 0, b: 1 }), vocab_size: py.int(24) }));
  const other = pickled(py.dict({ stoi: ofIds(alphabet) }));
  const words = pickled(py.dict({ stoi: ofIds({ one: 0, two: 1 }) }));
  const isNot = 'has 2 characters, the vocabulary of the model has 24: it is not its tokenizer.';
  const is = (where: string) => `The tokenizer is meta.pkl ${where}: each character is a token.`;
  const rows: readonly [
    string,
    beside: Uint8Array,
    data: Uint8Array | undefined,
    said: string[],
  ][] = [
    ['of another number of characters', few, undefined, [`meta.pkl beside the weights ${isNot}`]],
    [
      'of another number, where the data have the right one',
      few,
      meta,
      [`meta.pkl beside the weights ${isNot}`, is('of "words"')],
    ],
    [
      'two that differ',
      meta,
      other,
      [is('beside the weights'), 'meta.pkl of "words" says something else and is not taken.'],
    ],
    ['two that are the same', meta, meta, [is('beside the weights')]],
    [
      'words',
      words,
      undefined,
      ['meta.pkl beside the weights has no characters: it is not taken for the tokenizer.'],
    ],
  ];
  test.each(rows)('%s', async (_, beside, data, said) => {
    const ofData = data && { 'data/words/meta.pkl': data };
    const { notes, json } = await read({ ...out, 'out/meta.pkl': beside, ...ofData });
    expect(notes.filter((note) => note.includes('meta.pkl'))).toEqual(said);
    expect(json !== undefined).toBe(said.join().includes('The tokenizer is'));
  });
});

describe('refused, and nothing is run', () => {
  const ab = ofIds({ a: 0, b: 1 });
  const rows: readonly [string, Uint8Array, sentence: string][] = [
    [
      'a call',
      pickled(py.call(py.name('os', 'system'), py.text('touch x'))),
      'calls os.system, which no checkpoint needs',
    ],
    ['what is cut short', meta.subarray(0, 60), 'meta.pkl does not end after its 60 bytes'],
    ['no pickle', Buffer.from('[1, 2]'), 'meta.pkl has 0x'],
    ['ids that are none', pickled(py.dict({ stoi: py.dict({ a: py.text('x') }) })), '"stoi"'],
    [
      'two things of one character',
      pickled(py.dict({ stoi: ab, itos: py.list(py.text('b'), py.text('a')) })),
      'says two things of "a", in "stoi" and in "itos"',
    ],
    ['something outside', pickled(py.persistent(py.text('x'))), 'something outside of its pickle'],
  ];
  test.each(rows)('%s', async (_, bytes, sentence) => {
    const checkpoint = await opened(join(planted({ ...out, 'out/meta.pkl': bytes }), 'out'));
    await expect(checkpoint.tokenizer()).rejects.toThrow(sentence);
  });
});
