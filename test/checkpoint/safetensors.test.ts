// What one .safetensors file may and may not say.
import { describe, expect, test } from 'vitest';
import { folderOf, opened, recorded, safetensorsBytes } from '../support/checkpoints.ts';

/** An entry of `length` float32. */
const f32 = (begin: number, length: number) => ({
  dtype: 'F32',
  shape: [length],
  data_offsets: [begin, begin + 4 * length],
});

async function checkRefused(bytes: Uint8Array, sentence: string): Promise<void> {
  const record = recorded();
  const folder = folderOf({ 'model.safetensors': bytes });
  await expect(opened(folder, record.files)).rejects.toThrow(sentence);
  expect(record.open).toBe(0);
}

const empty = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';

describe('refused', () => {
  const f32x2 = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const headers: readonly (readonly [string, unknown, string])[] = [
    ['an array at the top', '[1]', 'does not start with {'],
    ['text that ends early', '{"a": {', 'is not JSON: it ends too early'],
    ['zeros after the text', '{}\0\0', 'is not JSON: line 1, column 3'],
    ['bytes after the object', '{} x', 'is not JSON: line 1, column 4'],
    ['a comment', '{/* a */}', 'is not JSON: line 1, column 2'],
    ['a tensor that is a number', { a: 1 }, 'tensor "a" of'],
    ['a tensor that is null', { a: null }, 'is not an object but null'],
    ['no dtype', { a: { ...f32x2, dtype: undefined } }, 'has a dtype that is not text'],
    ['a dtype from the prototype', { a: { ...f32x2, dtype: 'toString' } }, '"toString"'],
    ['no shape', { a: { ...f32x2, shape: undefined } }, 'has a shape that is not a list'],
    ['a negative size', { a: { ...f32x2, shape: [-2] } }, 'has a shape that is not a list'],
    ['a size of -0', '{"a": {"dtype": "F32", "shape": [-0]}}', 'has a shape that is not a list'],
    ['a broken size', { a: { ...f32x2, shape: [1.5] } }, 'has a shape that is not a list'],
    ['65 dimensions', { a: { ...f32x2, shape: Array(65).fill(1) } }, 'at most 64 sizes'],
    [
      'a size above 2^53',
      '{"a": {"dtype": "F32", "shape": [9007199254740993], "data_offsets": [0, 8]}}',
      'has a shape that is not a list',
    ],
    [
      'a product above 2^53',
      { a: { ...f32x2, shape: [2 ** 30, 2 ** 30] } },
      'of shape [1073741824, 1073741824] and dtype F32 takes 4,611,686,018,427,388,000 bytes',
    ],
    ['one offset', { a: { ...f32x2, data_offsets: [8] } }, 'not two rising byte positions'],
    ['falling offsets', { a: { ...f32x2, data_offsets: [8, 0] } }, 'not two rising byte positions'],
    ['offsets as text', { a: { ...f32x2, data_offsets: ['0', '8'] } }, 'not two rising'],
    ['an overlap', { a: f32(0, 2), b: f32(4, 1) }, 'overlaps tensor "a" by 4 bytes'],
    ['a gap', { a: f32(0, 1), b: f32(8, 0) }, '"b" of'],
    ['bytes of nobody at the end', { a: f32(0, 1) }, '4 bytes at the end of'],
    ['metadata that are a list', { __metadata__: [], a: f32x2 }, 'the metadata in the header'],
    ['metadata that are no text', { __metadata__: { n: 1 }, a: f32x2 }, 'metadata "n" in'],
    ['a key twice in a tensor', '{"a": {"dtype": "F32", "dtype": "F16"}}', 'the key "dtype" twice'],
    ['a name twice, once escaped', `{"a": ${empty}, "\\u0061": ${empty}}`, 'the key "a" twice'],
    ['metadata twice', '{"__metadata__": {}, "__metadata__": {}}', '"__metadata__" twice'],
    ['nesting without end', `{"a": ${'['.repeat(100_000)}`, 'nested deeper than 64 levels'],
    ['more tensors than any model has', manyNames(250_001), 'has over 250,000 tensors'],
    [
      'a list in a tensor that has no end',
      `{"a": {"shape": [${'0,'.repeat(4e6)}0]}}`,
      'over 4,000,000 values',
    ],
    [
      '34 MB of backslashes',
      `{"${'\\'.repeat(34e6)}": 1}`,
      'a text of 34,000,000 bytes, 33,554,432 are',
    ],
    ['16 million escaped quotes', `{"${'\\"'.repeat(16e6)}": 1}`, 'is not an object but a number'],
    [
      'a number of a million digits',
      `{"a": ${'1'.repeat(1e6)}}`,
      'has a number of 1,000,000 digits',
    ],
    ['Infinity', '{"a": Infinity}', 'is not JSON: line 1, column 7'],
    ['half a byte', { a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } }, 'takes 1.5 bytes'],
  ];
  test.each(headers)('%s', async (_what, header, sentence) => {
    await checkRefused(safetensorsBytes(header, 8), sentence);
  });

  test('a file of less than a length', () => checkRefused(new Uint8Array(7), 'has only 7 bytes'));

  test('a header that is not UTF-8', () => {
    const bytes = safetensorsBytes({ ab: f32(0, 0) });
    bytes[10] = 0xff;
    return checkRefused(bytes, 'is not UTF-8 text');
  });

  test('a length of 2^64 - 1, which nothing may try to allocate', () => {
    const bytes = safetensorsBytes({});
    bytes.fill(0xff, 0, 8);
    return checkRefused(bytes, 'claims a header of 18,446,744,073,709,551,615 bytes');
  });

  test('a hostile name stays on one line, cut short, its direction marks visible', async () => {
    const name = `a\n\u202e${'x'.repeat(1_000_000)}`;
    const folder = folderOf({ 'model.safetensors': safetensorsBytes({ [name]: 1 }) });
    const error = await opened(folder).catch((thrown) => thrown);
    expect(error.message).toContain('tensor "a\\u{a}\\u{202e}xxx');
    expect(error.message.length).toBeLessThan(400);
  });
});

describe('allowed', () => {
  const headers: readonly (readonly [string, unknown, number, readonly string[]])[] = [
    ['no tensor', {}, 0, []],
    ['a scalar', { a: { dtype: 'F32', shape: [], data_offsets: [0, 4] } }, 4, ['a']],
    ['the order of the data, not of the names', { a: f32(4, 1), b: f32(0, 1) }, 8, ['b', 'a']],
    [
      'empty tensors between others',
      { c: f32(4, 1), b: f32(4, 0), a: f32(0, 1) },
      8,
      ['a', 'b', 'c'],
    ],
    ['spaces after the header', `${JSON.stringify({ a: f32(0, 1) })}    `, 4, ['a']],
    [
      'names that objects have',
      `{"__proto__": ${JSON.stringify(f32(0, 1))}, "constructor": ${JSON.stringify(f32(4, 1))}}`,
      8,
      ['__proto__', 'constructor'],
    ],
    ['keys that we do not know', { a: { ...f32(0, 1), comment: [1] } }, 4, ['a']],
    ['quotes and backslashes in names', { 'a"\\': f32(0, 1), 'a"': f32(4, 1) }, 8, ['a"\\', 'a"']],
  ];
  test.each(headers)('%s', async (_what, header, data, names) => {
    const folder = folderOf({ 'model.safetensors': safetensorsBytes(header, data) });
    expect([...(await opened(folder)).tensors.keys()]).toEqual(names);
  });

  test('metadata, and what a tensor is known by', async () => {
    const header = { __metadata__: { format: 'pt' }, a: f32(0, 2) };
    const folder = folderOf({ 'model.safetensors': safetensorsBytes(header, 8) });
    const checkpoint = await opened(folder);
    expect([...checkpoint.metadata]).toEqual([['format', 'pt']]);
    expect(checkpoint.tensors.get('a')).toMatchObject({
      name: 'a',
      dtype: { name: 'F32' },
      shape: [2],
      bytes: 8,
      file: 'model.safetensors',
    });
  });

  test('a file of another name, by what it starts with', async () => {
    const folder = folderOf({ '5d41402abc4b2a76': safetensorsBytes({ a: f32(0, 1) }, 4) });
    expect((await opened(`${folder}/5d41402abc4b2a76`)).tensors.size).toBe(1);
  });
});

function manyNames(count: number): string {
  return `{${Array.from({ length: count }, (_, i) => `"${i}":${empty}`).join()}}`;
}
