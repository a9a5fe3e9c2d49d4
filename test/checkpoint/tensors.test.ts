// The numbers: read, widened, checked, hashed. Oracle: test/fixture/checkpoints, whose goldens were
// computed by transformers.
import { createHash } from 'node:crypto';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { readSafetensors } from '../support/safetensors.ts';

const fixtureModel = (name: string) => fixture(`checkpoints/${name}`);

describe('what enters block 0 is rows of the embeddings, as transformers computed it', () => {
  const gpt2 = ['transformer.wte.weight', 'transformer.wpe.weight'] as const;
  const cases = [
    ['gpt2', ...gpt2],
    ['gpt2-sharded', ...gpt2],
    ['gpt2-f16', ...gpt2],
    ['gpt2-bf16', ...gpt2],
    ['gpt_neox', 'gpt_neox.embed_in.weight', undefined],
    ['llama', 'model.embed_tokens.weight', undefined],
  ] as const;
  test.each(cases)('%s', async (name, tokens, positions) => {
    const checkpoint = await opened(fixtureModel(name));
    const golden = readSafetensors(join(fixtureModel(name), 'golden.safetensors'));
    const ids = golden.get('prompt.2.input_ids')!.data; // [T]
    const expected = golden.get('prompt.2.resid.embed')!.data; // [1, T, d]
    const place = positions && (await checkpoint.readRows(quietJob, positions, 0, ids.length));
    const width = expected.length / ids.length;
    for (const [t, id] of ids.entries()) {
      const row = (await checkpoint.readRows(quietJob, tokens, id, id + 1)).data; // [1, d]
      const sum = row.map((value, i) => value + (place ? place.data[t * width + i] : 0));
      const off = sum.map((value, i) => Math.abs(value - expected[t * width + i]));
      expect(Math.max(...off)).toBeLessThan(2e-5);
    }
  });
});

describe('every fixture opens and every weight can be read', () => {
  const cases = [
    ['gpt2', 'safetensors', 40],
    ['gpt2-sharded', 'safetensors, 2 shards', 40],
    ['gpt2-f16', 'safetensors', 40],
    ['gpt2-bf16', 'safetensors', 40],
    ['gpt_neox', 'safetensors', 28],
    ['llama', 'safetensors', 30],
    ['bert', 'safetensors', 58],
    ['minilm', 'safetensors', 39],
  ] as const;
  test.each(cases)('%s', async (name, container, tensors) => {
    const checkpoint = await opened(fixtureModel(name));
    expect(checkpoint).toMatchObject({ name, container });
    expect(checkpoint.tensors.size).toBe(tensors);
    expect(checkpoint.config).toHaveProperty('model_type');
    for (const [tensor, info] of checkpoint.tensors) {
      const { dims, data } = await checkpoint.read(quietJob, tensor);
      expect(dims).toEqual(info.shape);
      expect(data.some((value) => value !== 0)).toBe(true);
    }
  });

  test('the shards hold what the one file holds', async () => {
    const whole = await opened(fixtureModel('gpt2'));
    const parts = await opened(fixtureModel('gpt2-sharded'));
    for (const tensor of whole.tensors.keys()) {
      expect(await parts.read(quietJob, tensor)).toEqual(await whole.read(quietJob, tensor));
    }
  });
});

/** A checkpoint of one tensor "w". */
function modelOf(dtype: string, shape: readonly number[], data: ArrayBufferView) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const header = { w: { dtype, shape, data_offsets: [0, bytes.length] } };
  return opened(folderOf({ 'model.safetensors': safetensorsBytes(header, bytes) }));
}

describe('rows', () => {
  const cases = [
    { shape: [3, 2], from: 1, to: 3, dims: [2, 2], data: [2, 3, 4, 5] },
    { shape: [3, 2], from: 0, to: 0, dims: [0, 2], data: [] },
    { shape: [6], from: 4, to: 6, dims: [2], data: [4, 5] },
    { shape: [2, 3, 1], from: 1, to: 2, dims: [1, 3, 1], data: [3, 4, 5] },
  ];
  test.each(cases)('$from to $to of $shape', async ({ shape, from, to, dims, data }) => {
    const checkpoint = await modelOf('F32', shape, Float32Array.of(0, 1, 2, 3, 4, 5));
    const rows = await checkpoint.readRows(quietJob, 'w', from, to);
    expect({ dims: rows.dims, data: [...rows.data] }).toEqual({ dims, data });
  });

  test('only they are read', async () => {
    const record = recorded();
    const checkpoint = await opened(fixtureModel('gpt2'), record.files);
    const before = record.bytes;
    await checkpoint.readRows(quietJob, 'transformer.wte.weight', 100, 102);
    expect(record.bytes - before).toBe(2 * 32 * 4);
  });

  test.each([
    [-1, 1],
    [2, 1],
    [2, 4],
  ])('%i to %i of 3 do not exist', async (from, to) => {
    const checkpoint = await modelOf('F32', [3, 2], new Float32Array(6));
    await expect(checkpoint.readRows(quietJob, 'w', from, to)).rejects.toThrow('do not exist');
  });
});

describe('values that are refused', () => {
  const nan = Number.NaN;
  const f32 = (at: number, value: number) =>
    new Float32Array(20_000).fill(1).fill(value, at, at + 1);
  const cases = [
    ['F32', f32(0, nan), 'holds NaN at [0, 0]'],
    ['F32', f32(19_999, Infinity), 'holds Infinity at [1999, 9]'],
    ['F32', f32(8_193, -Infinity), 'holds -Infinity at [819, 3]'],
    ['F16', new Uint16Array(20_000).fill(0x7c00, 12, 14), 'holds Infinity at [1, 2]'],
    ['BF16', new Uint16Array(20_000).fill(0x7fc0, 25), 'holds NaN at [2, 5]'],
    ['F64', new Float64Array(20_000).fill(1e300, 7), 'holds Infinity as float32 at [0, 7]'],
  ] as const;
  test.each(cases)('%s: %#', async (dtype, data, sentence) => {
    const checkpoint = await modelOf(dtype, [2000, 10], data);
    await expect(checkpoint.read(quietJob, 'w')).rejects.toMatchObject({
      code: 'model-values',
      message: expect.stringMatching(/^tensor "w" of .*model\.safetensors holds /),
    });
    await expect(checkpoint.read(quietJob, 'w')).rejects.toThrow(sentence);
  });

  test('among rows, by its place in the whole tensor', async () => {
    const checkpoint = await modelOf('F32', [3, 2], Float32Array.of(0, 1, 2, 3, nan, 5));
    await expect(checkpoint.readRows(quietJob, 'w', 1, 3)).rejects.toThrow('NaN at [2, 0]');
    expect((await checkpoint.readRows(quietJob, 'w', 0, 2)).data).toHaveLength(4);
  });

  test('the largest numbers and the smallest are values', async () => {
    const extremes = Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38, 1e-45, -0);
    const checkpoint = await modelOf('F32', [4], extremes);
    expect((await checkpoint.read(quietJob, 'w')).data).toEqual(extremes);
  });

  const integers = [
    ['I64', 8],
    ['I32', 4],
    ['U8', 1],
    ['BOOL', 1],
    ['F8_E4M3', 1],
  ] as const;
  test.each(integers)('dtype %s', async (dtype, size) => {
    const checkpoint = await modelOf(dtype, [2], new Uint8Array(2 * size));
    await expect(checkpoint.read(quietJob, 'w')).rejects.toThrow(
      new RegExp(`^tensor "w" of .* has dtype ${dtype}$`),
    );
  });
});

describe('reading goes wrong', () => {
  test('a tensor that is not there', async () => {
    const checkpoint = await opened(fixtureModel('gpt2'));
    await expect(checkpoint.read(quietJob, '__proto__')).rejects.toThrow(
      'gpt2 has no tensor "__proto__"',
    );
  });

  test('a file that shrank since it was opened', async () => {
    const header = { w: { dtype: 'F16', shape: [8], data_offsets: [0, 16] } };
    const bytes = safetensorsBytes(header, 16);
    const folder = folderOf({ 'model.safetensors': bytes });
    const checkpoint = await opened(folder);
    truncateSync(join(folder, 'model.safetensors'), bytes.length - 4);
    await expect(checkpoint.read(quietJob, 'w')).rejects.toMatchObject({ code: 'file-changed' });
  });

  test('a tensor too large for any array', async () => {
    const shape = [2 ** 25, 2 ** 20];
    const header = { w: { dtype: 'F32', shape, data_offsets: [0, 2 ** 47] } };
    const folder = folderOf({ 'model.safetensors': safetensorsBytes(header) });
    const path = join(folder, 'model.safetensors');
    const whole = recorded().files;
    // A disk with 140 TB: only its size is pretended.
    const files = {
      ...whole,
      open: async (at: string) => {
        const source = await whole.open(at);
        return at === path ? { ...source, size: source.size + 2 ** 47 } : source;
      },
    };
    const checkpoint = await opened(folder, files);
    await expect(checkpoint.read(quietJob, 'w')).rejects.toMatchObject({ code: 'memory' });
  });
});

describe('a job', () => {
  /** Asks to stop at the given pause. */
  const stopAt = (pauses: number): Job => ({
    cancelled: false,
    progress: () => undefined,
    pause: async () => {
      if (--pauses === 0) throw new EngineError('cancelled', 'the run was cancelled');
    },
  });
  /** Three pieces of 4 MB. */
  const large = () => modelOf('BF16', [3, 2 << 20], new Uint16Array(3 * (2 << 20)));

  type Use = (model: Checkpoint, job: Job) => Promise<number | string>;
  const uses: readonly (readonly [string, Use])[] = [
    ['read', async (model, job) => (await model.read(job, 'w')).data.length],
    ['digest', (model, job) => model.digest(job)],
  ];
  test.each(uses)('stops %s between two pieces, and the next call works', async (_name, use) => {
    const model = await large();
    await expect(use(model, stopAt(3))).rejects.toMatchObject({ code: 'cancelled' });
    expect(await use(model, quietJob)).toBe(await use(await large(), quietJob));
  });
});

describe('the digest is the SHA-256 of the weight files in name order, after what says which is which', () => {
  const cases = [
    ['gpt2', ['model.safetensors']],
    [
      'gpt2-sharded',
      [
        'model.safetensors.index.json', // it says which of two copies is taken
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
      ],
    ],
  ] as const;
  test.each(cases)('%s', async (name, files) => {
    const hash = createHash('sha256');
    for (const file of files) hash.update(readFileSync(join(fixtureModel(name), file)));
    const record = recorded();
    const checkpoint = await opened(fixtureModel(name), record.files);
    const expected = hash.digest('hex');
    expect(await checkpoint.digest(quietJob)).toBe(expected);
    const read = record.bytes;
    expect(await checkpoint.digest(quietJob)).toBe(expected);
    expect(record.bytes).toBe(read); // the second time it is known
  });
});

test('small tensors that lie side by side are read, and compared with the digest, once', async () => {
  const record = recorded();
  const checkpoint = await opened(fixtureModel('gpt2'), record.files);
  await checkpoint.digest(quietJob);
  const before = record.bytes;
  for (const name of checkpoint.tensors.keys()) await checkpoint.read(quietJob, name);
  const { size } = statSync(join(fixtureModel('gpt2'), 'model.safetensors'));
  expect(record.bytes - before).toBe(size); // it has less than a block
});
