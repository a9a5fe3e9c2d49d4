// GGUF files that are damaged, hostile or of another kind: each gets its sentence, little is read of it, nothing
// stays open. And what looks odd and is in order.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { type GgufFile, type GgufTensor, ggufBytes, listOf } from '../support/gguf.ts';
import { malformed, unsafe } from '../support/hostileGguf.ts';

const f32 = (n: number) => new Uint8Array(4 * n);
const one: GgufTensor = { name: 'a', dims: [8], data: f32(8) };
const two: GgufTensor = { name: 'b', dims: [8], data: f32(8) };
const arch = ['general.architecture', 'text', 'llama'] as const;
const refused = [
  ...unsafe.map((row) => [...row, 'file-unsafe'] as const),
  ...malformed.map((row) => [...row, 'file-format'] as const),
];

describe('refused', () => {
  test.each(refused)('%s', async (_, file, sentence, code) => {
    const bytes = file instanceof Uint8Array ? file : ggufBytes(file);
    const path = join(folderOf({ 'm.gguf': bytes }), 'm.gguf');
    const record = recorded();
    const error = await openCheckpoint(record.files, sha256, path).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('m.gguf ');
    expect(error.message).not.toMatch(/\n|undefined/);
    expect(error.message.length).toBeLessThan(800);
    expect(record.open).toBe(0);
  });

  test('wherever the header ends', async () => {
    const bytes = ggufBytes({
      metadata: [arch, ['k', 'list', listOf('text', ['x', 'yy'])], ['n', 'f64', 1]],
      tensors: [one, { name: 'b', dims: [32, 2], type: 8, data: new Uint8Array(68) }],
    });
    for (let length = 4; length < bytes.length - 28; length++) {
      const path = join(folderOf({ 'm.gguf': bytes.subarray(0, length) }), 'm.gguf');
      const found = await opened(path).catch((thrown) => thrown);
      expect(found, `${length} bytes`).toMatchObject({
        code: 'file-format',
        message: expect.stringMatching(/m\.gguf (?:ends within|lists tensor "[ab]" up to byte)/),
        hint: expect.stringContaining('cut short'),
      });
    }
  });

  const others: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['nothing', '', 'm.gguf is empty (0 bytes)'],
    ['a page', '<!doctype html><title>404', 'is an HTML page'],
    [
      'a git-lfs pointer',
      'version https://git-lfs.github.com/spec/v1\noid',
      'is a git-lfs pointer',
    ],
    ['half of the magic', 'GG', 'm.gguf does not begin with GGUF'],
    ['anything else', new Uint8Array(99).fill(7), 'm.gguf does not begin with GGUF'],
  ];
  test.each(others)('a .gguf file that holds %s', async (_, content, sentence) => {
    await expect(opened(join(folderOf({ 'm.gguf': content }), 'm.gguf'))).rejects.toThrow(sentence);
    await expect(opened(folderOf({ 'm.gguf': content }))).rejects.toThrow(
      /empty|is a|begin with|ends within/,
    );
  });
});

describe('opened, and refused when numbers are asked for', () => {
  const nan = new Uint8Array(34).fill(1).with(0, 0).with(1, 0x7e);
  const rows = [
    [
      'a scale that is NaN',
      { name: 'a', dims: [32], type: 8, data: nan },
      'model-values',
      'holds NaN at [0]',
    ],
    [
      'a type that is not read',
      { name: 'a', dims: [256], type: 21, data: new Uint8Array(110) },
      'model-inconsistent',
      'has dtype IQ3_S',
    ],
    [
      'a newer one',
      { name: 'a', dims: [32], type: 39, data: new Uint8Array(17) },
      'model-inconsistent',
      'has dtype MXFP4',
    ],
    [
      'integers',
      { name: 'a', dims: [8], type: 26, data: f32(8) },
      'model-inconsistent',
      'has dtype I32',
    ],
  ] as const;
  test.each(rows)('%s', async (_, tensor, code, sentence) => {
    const checkpoint = await opened(folderOf({ 'm.gguf': ggufBytes({ tensors: [tensor] }) }));
    expect([...checkpoint.tensors.values()]).toMatchObject([
      { name: 'a', shape: tensor.dims, bytes: tensor.data.length },
    ]);
    await expect(checkpoint.read(quietJob, 'a')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
  });
});

describe('odd, and in order', () => {
  const wide = { name: 'w', dims: [4, 3], data: f32(12) };
  const rows: readonly (readonly [string, GgufFile, Record<string, readonly number[]>])[] = [
    ['no tensors', {}, {}],
    ['version 2', { version: 2, tensors: [one] }, { a: [8] }],
    [
      'a tensor without dimensions',
      { tensors: [{ name: 's', dims: [], data: f32(1) }] },
      { s: [] },
    ],
    ['a dimension of 0', { tensors: [{ name: 'z', dims: [0, 5] }, one] }, { z: [5, 0], a: [8] }],
    [
      'an empty tensor in the place of another',
      { tensors: [one, { name: 'z', dims: [0], offset: 0 }] },
      { z: [0], a: [8] },
    ],
    ['dims the other way round', { tensors: [wide] }, { w: [3, 4] }],
    [
      'tensors in another order than their data',
      {
        tensors: [
          { ...one, offset: 32 },
          { ...two, offset: 0 },
        ],
      },
      { b: [8], a: [8] },
    ],
    [
      'more between two than padding',
      { tensors: [one, { ...two, offset: 64, data: f32(16) }] },
      { a: [8], b: [8] },
    ],
    [
      'an alignment of 1',
      { metadata: [['general.alignment', 'u32', 1]], alignment: 1, tensors: [one] },
      { a: [8] },
    ],
    [
      'an alignment as u64',
      { metadata: [['general.alignment', 'u64', 64]], alignment: 64, tensors: [one, two] },
      { a: [8], b: [8] },
    ],
    [
      'an empty list in a list',
      { metadata: [['k', 'list', listOf('list', [listOf('u8', [])])]] },
      {},
    ],
  ];
  test.each(rows)('%s', async (_, file, shapes) => {
    const checkpoint = await opened(folderOf({ 'm.gguf': ggufBytes(file) }));
    const found = [...checkpoint.tensors].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(found)).toEqual(shapes);
    for (const name of checkpoint.tensors.keys()) await checkpoint.read(quietJob, name);
  });
});
