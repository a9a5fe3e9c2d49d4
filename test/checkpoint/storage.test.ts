// A container is a file and a line: one that the product does not know (test/support/packed.ts) is put on the list
// of readers, and all that is asked of checkpoints works on it, whatever its storages and dtypes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { checkpointDiff, tensorChanges } from '../../src/engine/analysis/checkpointDiff.ts';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { tensorStatistics } from '../../src/engine/analysis/tensorStatistics.ts';
import { PlainStorage } from '../../src/engine/checkpoint/storage.ts';
import { PIECE_ELEMENTS } from '../../src/engine/checkpoint/tensors.ts';
import { dtypes, type Floats } from '../../src/engine/core/dtype.ts';
import type { ByteSource } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { watchedJob } from '../support/jobs.ts';
import { type Packed, packedBytes, Q8 } from '../support/packed.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

vi.mock(import('../../src/engine/checkpoint/readers.ts'), async (load) => {
  const [{ readers }, { packed }] = await Promise.all([load(), import('../support/packed.ts')]);
  return { readers: [...readers, packed] };
});

const ports = { files: nodeFiles(), sha256 };

const ways = ['plain', 'transposed', 'inflated', 'Q8_0'] as const;

/** Whole multiples of a quarter, the same in every way of writing them: each block has a 127 / 4. */
function values(shape: readonly number[]): Float32Array {
  const rng = random(shape.join());
  return Float32Array.from({ length: count(shape) }, (_, i) =>
    i % 32 === 0 ? 127 / 4 : (rng.below(255) - 127) / 4,
  );
}

function packedFolder(tensors: Readonly<Record<string, Packed>>, ...inside: [object?]): string {
  return folderOf({ 'm.packed': packedBytes(tensors, ...inside) });
}

describe.each(ways)('a tensor that is stored %s', (way) => {
  const shape = [6, 48]; // rows of one block and a half
  const data = values(shape);
  let folder: string;
  beforeEach(() => {
    folder = packedFolder({ w: { shape, data, way } });
  });

  test('is read whole and by rows', async () => {
    const checkpoint = await opened(folder);
    expect(await checkpoint.read(quietJob, 'w')).toEqual({ dims: shape, data });
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [1, 4],
      [2, 5],
      [3, 3],
    ]) {
      const { dims, data: rows } = await checkpoint.readRows(quietJob, 'w', from, to);
      expect(dims).toEqual([to - from, 48]);
      expect(rows).toEqual(data.subarray(48 * from, 48 * to));
    }
  });

  test('is listed with its dtype, bytes and shape', async () => {
    const view = await inspect(quietJob, ports, { path: folder });
    expect(view).toMatchObject({ name: 'm', container: 'packed', parameters: 288 });
    const [dtype, bytes] = way === 'Q8_0' ? ['Q8_0', (288 / 32) * 36] : ['F32', 1152];
    const stored = way === 'inflated' ? expect.any(Number) : bytes;
    const file = 'm.packed';
    const block = way === 'Q8_0' ? { block: { bytes: 36, values: 32 } } : {};
    expect(view.tensors).toEqual([{ name: 'w', dtype, shape, bytes: stored, file, ...block }]);
    expect(view.notes).toContain('It is packed.');
    expect(structuredClone(view)).toEqual(view);
  });

  test('is held: what is read after the digest is what was hashed', async () => {
    const checkpoint = await opened(folder);
    const digest = await checkpoint.digest(quietJob);
    expect(digest).toBe(await (await opened(folder)).digest(quietJob));
    expect((await checkpoint.read(quietJob, 'w')).data).toEqual(data);
    const path = join(folder, 'm.packed');
    const bytes = readFileSync(path);
    bytes[10] ^= 1;
    writeFileSync(path, bytes);
    const changed = { code: 'file-changed' };
    await expect(checkpoint.read(quietJob, 'w')).rejects.toMatchObject(changed);
    await expect(checkpoint.readRows(quietJob, 'w', 0, 1)).rejects.toMatchObject(changed);
    await expect(checkpoint.pieces(quietJob, 'w').next()).rejects.toMatchObject(changed);
  });

  test('stops when it is cancelled', async () => {
    const checkpoint = await opened(folder);
    const job = watchedJob({ at: 0 });
    await expect(checkpoint.read(job, 'w')).rejects.toMatchObject({ code: 'cancelled' });
    expect((await checkpoint.read(quietJob, 'w')).data).toEqual(data);
  });

  test('is refused where it holds no number', async () => {
    const bad = data.with(100, Number.NaN);
    const at = packedFolder({ w: { shape, data: bad, way: way === 'Q8_0' ? 'plain' : way } });
    await expect((await opened(at)).read(quietJob, 'w')).rejects.toThrow(
      /^tensor "w" of .*m\.packed holds NaN at \[2, 4\]$/,
    );
  });

  test('is looked at in pieces, beside one that safetensors hold', async () => {
    const long = [2, PIECE_ELEMENTS / 2 + 48];
    const numbers = values(long);
    const a = packedFolder({ w: { shape: long, data: numbers, way } });
    const header = { w: { dtype: 'F32', shape: long, data_offsets: [0, numbers.byteLength] } };
    const bytes = safetensorsBytes(header, new Uint8Array(numbers.buffer));
    const b = folderOf({ 'model.safetensors': bytes });
    const lengths: number[] = [];
    for await (const piece of (await opened(a)).pieces(quietJob, 'w')) lengths.push(piece.length);
    expect(lengths).toEqual([PIECE_ELEMENTS, 96]);
    const [inA, inB] = await Promise.all(
      [a, b].map((path) => tensorStatistics(quietJob, ports, { path, tensor: 'w' })),
    );
    expect(inA).toEqual(inB);
    const { lines } = await checkpointDiff(quietJob, ports, { a, b });
    expect(lines[0].sides.map((side) => side?.dtype)).toEqual([
      way === 'Q8_0' ? 'Q8_0' : 'F32',
      'F32',
    ]);
    const [change] = await tensorChanges(quietJob, ports, { a, b, tensors: ['w'] });
    expect(change).toMatchObject({ count: count(long), differing: 0, largest: 0 });
  });
});

test('blocks that rows cut are read alone, not the tensor', async () => {
  const shape = [100, 48];
  const folder = packedFolder({ w: { shape, data: values(shape), way: 'Q8_0' } });
  const record = recorded();
  const checkpoint = await opened(folder, record.files);
  const before = record.bytes;
  await checkpoint.readRows(quietJob, 'w', 1, 2);
  expect(record.bytes - before).toBe(2 * 36);
});

describe('blocks that are read in several pieces, from anywhere to anywhere', () => {
  // Three elements in 1 MB: a piece of 4 MB has twelve. Element i is i.
  const dtype = {
    ...Q8,
    perBlock: 3,
    bytes: 1 << 20,
    decode(blocks: Uint8Array, out: Floats) {
      for (let i = 0; i < out.length; i++) out[i] = blocks[Math.floor(i / 3) << 20] * 3 + (i % 3);
    },
  };
  const readInto = async (offset: number, target: Uint8Array) => {
    for (let at = 0; at < target.length; at += 1 << 20) target[at] = (offset - 8 + at) >> 20;
  };
  const source = { path: 'x', size: 0, stamp: '', readInto } as unknown as ByteSource;
  const cases = [
    [0, 12, 1],
    [0, 36, 3],
    [1, 12, 1],
    [1, 13, 2],
    [2, 34, 3],
    [5, 25, 3],
    [6, 0, 0],
    [7, 1, 1],
  ] as const;
  test.each(cases)('from %i on, %i elements', async (first, length, pieces) => {
    for (const out of [new Float32Array(length), new Float64Array(length)]) {
      const job = watchedJob();
      await new PlainStorage(source, dtype, 8).read(job, first, out);
      expect([...out]).toEqual(Array.from({ length }, (_, i) => first + i));
      expect(job.pauses).toBe(pieces);
    }
  });
});

test('readings at one time do not share their memory, and those before them leave nothing', async () => {
  const source = (value: number) => {
    const readInto = async (_: number, target: Uint8Array) => {
      target.fill(value);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    };
    return { path: 'x', size: 0, stamp: '', readInto } as unknown as ByteSource;
  };
  const read = async (value: number, length: number) => {
    const out = new Float32Array(length);
    await new PlainStorage(source(value), dtypes.get('U8')!, 0).read(quietJob, 0, out);
    return out.every((found) => found === value);
  };
  for (let round = 0; round < 3; round++) {
    const readings = [1, 2, 3].map((value) => read(value, 100 * value - 40 * round));
    expect(await Promise.all(readings)).toEqual([true, true, true]);
  }
});

test('two tensors of one place are tied, and not two storages without one', async () => {
  const data = values([2, 32]);
  const tensor = (way: Packed['way']) => ({ shape: [2, 32], data, way });
  const folder = packedFolder({
    a: tensor('plain'),
    b: tensor({ as: 'a' }),
    c: tensor('inflated'),
    d: tensor({ as: 'c' }),
  });
  const { tied } = await inspect(quietJob, ports, { path: folder });
  expect(tied).toEqual([{ name: 'b', with: 'a', why: 'both are the same bytes of the file' }]);
});

describe('a container that holds config, tokenizer and name', () => {
  const folder = sample('ab-llama');
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const config = json('config.json');
  const tokenizer = json('tokenizer.json');
  const everyWay = Object.fromEntries(
    [...readSafetensors(join(folder, 'model.safetensors'))].map(([name, { dims, data }], i) => {
      const possible = dims.length === 2 ? ways.slice(0, 3) : ['plain', 'inflated'];
      return [name, { shape: dims, data, way: possible[i % possible.length] } as Packed];
    }),
  );

  test('is interpreted as the folder that it was packed from', async () => {
    const path = packedFolder(everyWay, { name: 'Packed', config, tokenizer });
    const request = { task: sample('task.json'), memory: 1000, pairs: 8 };
    const [found, plain] = await Promise.all(
      [path, folder].map((a) => interpret(quietJob, testPorts(), { ...request, a })),
    );
    expect(found.models[0].name).toBe('Packed');
    const named = (name: string, text: unknown) => JSON.stringify(text).replaceAll(name, 'it');
    for (const part of ['models', 'sections', 'reason'] as const) {
      expect(named('Packed', found[part])).toBe(named('ab-llama', plain[part]));
    }
  });

  const beside = { 'config.json': '{"model_type": "bert"}', 'tokenizer.json': '{"beside": 1}' };
  const cases = [
    ['comes before what lies beside it', { config, tokenizer, name: 'A' }, config, tokenizer, 'A'],
    ['config alone', { config }, config, { beside: 1 }, 'm'],
    ['tokenizer alone', { tokenizer }, { model_type: 'bert' }, tokenizer, 'm'],
    ['nothing', {}, { model_type: 'bert' }, { beside: 1 }, 'm'],
    ['a name of spaces', { name: '  ' }, { model_type: 'bert' }, { beside: 1 }, 'm'],
  ] as const;
  test.each(cases)('%s', async (_, inside, expectedConfig, expectedTokenizer, name) => {
    const checkpoint = await opened(folderOf({ ...beside, 'm.packed': packedBytes({}, inside) }));
    expect(checkpoint.config).toEqual(expectedConfig);
    expect(await checkpoint.tokenizer()).toEqual(expectedTokenizer);
    expect(checkpoint.name).toBe(name);
  });

  test('a hostile name is one short line, and its long form tells two files apart', async () => {
    const name = `a\n\u202eb${'x'.repeat(500)}`;
    const folder = folderOf({
      'one.packed': packedBytes({}, { name }),
      'two/two.packed': packedBytes({}, { name }),
    });
    const both = await Promise.all([folder, join(folder, 'two')].map((path) => opened(path)));
    for (const checkpoint of both) expect(checkpoint.name).toMatch(/^a\\u\{a\}\\u\{202e\}bx+…x+$/);
    expect(both[0].longName).not.toBe(both[1].longName);
  });
});

test('a file is told by a look into it, whatever it is called', async () => {
  const folder = folderOf({ 'weights.bin': packedBytes({}), 'small.bin': 'PAC' });
  expect((await opened(join(folder, 'weights.bin'))).container).toBe('packed');
  await expect(opened(join(folder, 'small.bin'))).rejects.toThrow('no file of torch.save');
});
