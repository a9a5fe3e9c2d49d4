// GGUF files among other files: told by their content, chosen in folders, put together of parts; and how little
// of them is read.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, planted, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type GgufFile, ggufBytes, listOf } from '../support/gguf.ts';

const file = (name: string, more: GgufFile = {}) =>
  ggufBytes({ tensors: [{ name, dims: [8], data: new Uint8Array(32) }], ...more });
const plain = safetensorsBytes({ s: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, 1);
const names = async (path: string) => [...(await opened(path)).tensors.keys()];

describe('a file is told by what is in it', () => {
  test.each(['m.gguf', 'm.GGUF', 'm.safetensors', 'm.bin', 'm'])('GGUF in %s', async (name) => {
    const checkpoint = await opened(join(folderOf({ [name]: file('g') }), name));
    expect([checkpoint.container, ...checkpoint.tensors.keys()]).toEqual(['GGUF 3', 'g']);
  });

  test('safetensors in m.gguf', async () => {
    expect(await names(join(folderOf({ 'm.gguf': plain }), 'm.gguf'))).toEqual(['s']);
  });
});

describe('the model of a folder', () => {
  const rows: readonly (readonly [string, Record<string, Uint8Array | string>, string | RegExp])[] =
    [
      ['the only one', { 'a.gguf': file('a'), 'readme.md': '' }, 'a'],
      ['whatever its letters', { 'A.GGUF': file('a') }, 'a'],
      ['safetensors beside it come first', { 'a.gguf': file('a'), 'm.safetensors': plain }, 's'],
      ['not what reads images', { 'a.gguf': file('a'), 'mmproj-a.gguf': file('p') }, 'a'],
      ['which alone is taken', { 'mmproj-a.gguf': file('p') }, 'p'],
      ['nor hidden ones of safetensors', { 'a.gguf': file('a'), '._m.safetensors': 'x' }, 'a'],
      ['not hidden files', { 'a.gguf': file('a'), '._a.gguf': 'x' }, 'a'],
      [
        'two',
        { 'a.gguf': file('a'), 'b.gguf': file('b') },
        /has 2 models, each a GGUF file or the parts of one: "a\.gguf", "b\.gguf"$/,
      ],
      [
        'two, one of them in parts, and what reads images',
        {
          'a-00001-of-00002.gguf': file('a'),
          'a-00002-of-00002.gguf': file('b'),
          'a-Q8_0.gguf': file('c'),
          'mmproj-a.gguf': file('p'),
        },
        /has 2 models, .*: "a-00001-of-00002\.gguf", "a-Q8_0\.gguf"$/,
      ],
      [
        'one, split in two ways',
        {
          'a-00001-of-00002.gguf': file('a'),
          'a-00002-of-00002.gguf': file('b'),
          'a-00001-of-00003.gguf': file('c'),
        },
        /has 2 models, .*: "a-00001-of-00002\.gguf", "a-00001-of-00003\.gguf"$/,
      ],
      [
        'many',
        Object.fromEntries([...'abcde'].map((name) => [`${name}.gguf`, file(name)])),
        /has 5 models, .*: "a\.gguf", "b\.gguf", "c\.gguf" and 2 more$/,
      ],
      ['one that is safetensors by what is in it', { 'a.gguf': plain }, 's'],
    ];
  test.each(rows)('%s', async (_, files, found) => {
    const folder = folderOf(files);
    if (typeof found === 'string' && found.length === 1)
      expect(await names(folder)).toEqual([found]);
    else await expect(opened(folder)).rejects.toThrow(found);
  });

  test('of several it says how one is chosen, and nothing of safetensors', async () => {
    const folder = folderOf({ 'a.gguf': file('a'), 'b.gguf': file('b') });
    await expect(opened(folder)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.not.stringContaining('safetensors'),
      hint: expect.stringMatching(/^Open the file of one of them, of parts any\. .*F16/),
    });
  });

  test('it is called as its file', async () => {
    const folder = folderOf({
      'm/Tiny-Q4_K.gguf': file('a', { metadata: [['general.name', 'text', 'Other']] }),
    });
    const { name, longName } = await opened(join(folder, 'm'));
    expect([name, longName]).toEqual(['Tiny-Q4_K', 'm/Tiny-Q4_K']);
  });

  test('its own config comes before one beside it', async () => {
    const metadata = [['general.architecture', 'text', 'llama']] as const;
    const folder = folderOf({
      'a.gguf': file('a', { metadata }),
      'config.json': '{"model_type": "bert"}',
    });
    expect((await opened(folder)).config).toMatchObject({ model_type: 'llama' });
  });
});

describe('a file in parts', () => {
  const part = (number: number) => `split-0000${number}-of-00003.gguf`;
  const all = [1, 2, 3].map(part);
  const copied = (...parts: string[]) => {
    const folder = folderOf({});
    for (const name of parts) copyFileSync(fixture(`gguf/${name}`), join(folder, name));
    return folder;
  };

  test('is one model, opened from any of them or as a folder', async () => {
    const folder = copied(...all);
    const paths = [folder, ...all.map((name) => join(folder, name))];
    const found = await Promise.all(paths.map((path) => opened(path)));
    const digests = await Promise.all(found.map((one) => one.digest(quietJob)));
    for (const [i, checkpoint] of found.entries()) {
      expect(checkpoint.container).toBe('GGUF 3, 3 parts');
      expect(checkpoint.name).toBe('split');
      expect(checkpoint.tensors.size).toBe(11);
      expect(new Set([...checkpoint.tensors.values()].map((one) => one.file)).size).toBe(3);
      expect(checkpoint.config).toMatchObject({ model_type: 'llama', num_hidden_layers: 1 });
      expect(digests[i]).toBe(digests[0]);
    }
  });

  const bytes = (no: number, count: number, tensors = 2, name = `t${no}`) =>
    file(name, {
      metadata: [
        ['split.no', 'u16', no],
        ['split.count', 'u16', count],
        ['split.tensors.count', 'i32', tensors],
      ],
    });
  const [one, two] = ['m-00001-of-00002.gguf', 'm-00002-of-00002.gguf'];
  const refused: readonly (readonly [string, Record<string, Uint8Array>, string | RegExp])[] = [
    [
      'one is missing',
      { [one]: bytes(0, 2) },
      /m-00001-of-00002\.gguf names "m-00002-of-00002\.gguf", which is not in/,
    ],
    [
      'another count',
      { [one]: bytes(0, 2), [two]: bytes(1, 3) },
      'says that it is part 2 of 3, and is called part 2 of 2',
    ],
    [
      'in another order',
      { [one]: bytes(1, 2), [two]: bytes(0, 2) },
      'says that it is part 2 of 2, and is called part 1 of 2',
    ],
    [
      'no word of a split',
      { [one]: bytes(0, 2), [two]: file('b') },
      'says that it is part 1 of 1, and is called part 2 of 2',
    ],
    [
      'a tensor in both',
      { [one]: bytes(0, 2), [two]: bytes(1, 2, 2, 't0') },
      /tensor "t0" is in "m-00001.*" and in "m-00002/,
    ],
    [
      'fewer tensors than are said',
      { [one]: bytes(0, 2, 3), [two]: bytes(1, 2, 3) },
      'says 3 tensors in all parts, they hold 2',
    ],
    [
      'a second that is no GGUF',
      { [one]: bytes(0, 2), [two]: plain },
      /m-00002-of-00002\.gguf does not begin with GGUF/,
    ],
    [
      'a part 0',
      { 'm-00000-of-00002.gguf': bytes(0, 2), [one]: bytes(0, 2), [two]: bytes(1, 2) },
      'says that it is part 1 of 2, and is not called so',
    ],
    [
      'says that it is part 3 of 2, and is not called so',
      { 'm-00003-of-00002.gguf': bytes(2, 2), [one]: bytes(0, 2), [two]: bytes(1, 2) },
      'says that it is part 3 of 2, and is not called so',
    ],
    [
      '99,999 parts',
      { 'm-00001-of-99999.gguf': bytes(0, 99999) },
      'names 99,999 shards, 1000 are allowed',
    ],
    [
      'a count in a list',
      {
        [one]: file('a', { metadata: [['split.count', 'list', listOf('u8', [2, 2])]] }),
        [two]: plain,
      },
      'says split.count 2,2, and a number is allowed',
    ],
  ];
  test.each(refused)('is refused: %s', async (_, files, sentence) => {
    const [first] = Object.keys(files);
    await expect(opened(join(folderOf(files), first))).rejects.toThrow(sentence);
  });

  test('whatever the letters of its ending', async () => {
    const folder = folderOf({
      'm-00001-of-00002.GGUF': bytes(0, 2),
      'm-00002-of-00002.GGUF': bytes(1, 2),
    });
    for (const path of [folder, join(folder, 'm-00002-of-00002.GGUF')]) {
      expect(await names(path)).toEqual(['t0', 't1']);
    }
  });

  test('that gguf-split joined says 0 parts, and is a whole', async () => {
    const folder = folderOf({ 'm.gguf': bytes(0, 0, 1), 'm-00001-of-00000.gguf': bytes(0, 0, 1) });
    for (const name of ['m.gguf', 'm-00001-of-00000.gguf']) {
      expect(await names(join(folder, name))).toEqual(['t0']);
    }
  });

  test.runIf(process.platform !== 'win32')('is not looked for outside the folder', async () => {
    const root = planted({
      [`m/${one}`]: bytes(0, 2),
      [`m/${two}`]: `-> ../${two}`,
      [two]: bytes(1, 2),
    });
    await expect(opened(join(root, 'm'))).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringContaining('outside its folder'),
    });
  });
});

describe('of a large file', () => {
  const words = Array.from({ length: 200_000 }, (_, i) => `word ${i}`);
  const big = ggufBytes({
    metadata: [
      ['general.architecture', 'text', 'mamba'],
      ['tokenizer.ggml.tokens', 'list', listOf('text', words)],
      [
        'tokenizer.ggml.scores',
        'list',
        listOf(
          'f32',
          words.map((_, i) => i),
        ),
      ],
    ],
    tensors: [{ name: 'w', dims: [1 << 21], data: new Uint8Array(8 << 20) }],
  });

  test('the header is read, once and not much more', async () => {
    const record = recorded();
    const path = join(folderOf({ 'big.gguf': big }), 'big.gguf');
    const checkpoint = await openCheckpoint(record.files, sha256, path);
    const header = big.length - (8 << 20);
    expect(header).toBeGreaterThan(4 << 20);
    expect(record.bytes).toBeLessThan(4 * header);
    expect(checkpoint.metadata.get('tokenizer.ggml.tokens')).toBe('200,000 elements');
    expect(checkpoint.config).toEqual({ model_type: 'mamba' });
    await checkpoint.close();
  });
});

test('long metadata are shown by their length', async () => {
  const metadata = [
    ['text', 'text', 'x'.repeat(70_000)],
    ['list', 'list', listOf('u8', new Array(9).fill(1))],
    ['long', 'list', listOf('text', ['y'.repeat(70_000)])],
  ] as const;
  const path = join(folderOf({ 'm.gguf': file('a', { metadata }) }), 'm.gguf');
  expect(Object.fromEntries((await opened(path)).metadata)).toEqual({
    text: '70,000 bytes of text',
    list: '9 elements',
    long: '1 elements',
  });
});

test('metadata are shown as text, long lists by their length', async () => {
  const { metadata } = await opened(fixture('gguf/llama.gguf'));
  expect(Object.fromEntries(metadata)).toMatchObject({
    'general.architecture': 'llama',
    'llama.block_count': '2',
    'llama.rope.freq_base': '10000',
  });
});
