// Two checkpoints, tensor by tensor: against numpy on the fixtures, by hand on values made here.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkpointDiff, tensorChanges } from '../../src/engine/analysis/checkpointDiff.ts';
import { PIECE_ELEMENTS } from '../../src/engine/checkpoint/tensors.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import numpy from '../fixture/statistics.json' with { type: 'json' };
import { folderOf, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const ports = { files: nodeFiles(), sha256 };

type Tensors = Readonly<Record<string, readonly [dtype: string, data: ArrayBufferView]>>;

/** Paths of two files with these tensors, each of one dimension. */
function pairOf(a: Tensors, b: Tensors) {
  const folder = folderOf({ 'a.safetensors': fileOf(a), 'b.safetensors': fileOf(b) });
  return { a: join(folder, 'a.safetensors'), b: join(folder, 'b.safetensors') };
}

function fileOf(tensors: Tensors): Uint8Array {
  let end = 0;
  const parts: Uint8Array[] = [];
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [dtype, data]]) => {
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      const begin = end;
      end += data.byteLength;
      const shape = [(data as unknown as ArrayLike<unknown>).length];
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    }),
  );
  return safetensorsBytes(header, Buffer.concat(parts));
}

const f32 = (...values: number[]) => ['F32', Float32Array.from(values)] as const;

type Side = readonly [dtype: string, shape: readonly number[], bytes: number] | null;

function line(name: string, a: Side, b: Side, common: readonly number[] | null) {
  const sides = [a, b].map((of) => of && { dtype: of[0], shape: of[1], bytes: of[2] });
  return { name, sides, common };
}

describe('the headers', () => {
  test('names of one side only, and shapes and dtypes of both', async () => {
    const half = ['F16', Uint16Array.of(0, 0)] as const;
    const pair = pairOf(
      { x: f32(1, 2), y: f32(1, 2), old: f32(1) },
      { x: f32(1), y: half, new: half },
    );
    const view = await checkpointDiff(quietJob, ports, pair);
    expect(view.lines).toEqual([
      line('x', ['F32', [2], 8], ['F32', [1], 4], null),
      line('y', ['F32', [2], 8], ['F16', [2], 4], [2]),
      line('old', ['F32', [1], 4], null, null),
      line('new', null, ['F16', [2], 4], null),
    ]);
    expect(view.sides).toMatchObject([
      { name: 'a', tensors: 3, parameters: 5, bytes: 20 },
      { name: 'b', tensors: 3, parameters: 5, bytes: 12 },
    ]);
  });

  test('one file and shards of the same model have the same names', async () => {
    const request = { a: fixture('checkpoints/gpt2'), b: fixture('checkpoints/gpt2-sharded') };
    const view = await checkpointDiff(quietJob, ports, request);
    expect(view.lines.map(({ common }) => common === null)).toEqual(new Array(40).fill(false));
  });

  test('no value is read, nothing stays open, and it crosses to another process', async () => {
    const record = recorded();
    const request = { a: fixture('checkpoints/gpt2'), b: fixture('checkpoints/gpt2-bf16') };
    const view = await checkpointDiff(quietJob, { files: record.files, sha256 }, request);
    expect(record.bytes).toBeLessThan(40_000);
    expect(record.open).toBe(0);
    expect(structuredClone(view)).toEqual(view);
  });

  test('what cannot be opened is refused, and the other is closed', async () => {
    const record = recorded();
    const request = { a: fixture('checkpoints/gpt2'), b: fixture('hostile/truncated.safetensors') };
    const diff = checkpointDiff(quietJob, { files: record.files, sha256 }, request);
    await expect(diff).rejects.toMatchObject({ code: 'file-format' });
    expect(record.open).toBe(0);
  });
});

describe('numpy says the same of the values', () => {
  test.each(numpy.changes)('$a, $b: $name', async (expected) => {
    const { a, b, name } = expected;
    const request = {
      a: fixture(`checkpoints/${a}`),
      b: fixture(`checkpoints/${b}`),
      tensors: [name],
    };
    const [change] = await tensorChanges(quietJob, ports, request);
    const { count, differing, largest } = expected;
    expect(change).toMatchObject({ name, count, differing, largest, notFinite: 0 });
    expect(change.difference).toBeCloseTo(expected.difference, 12);
    expect(change.norm).toBeCloseTo(expected.norm, 12);
  });
});

describe('values by hand', () => {
  const { NaN: nan } = Number;
  const cases = [
    ['equal', f32(3, 4), f32(3, 4), { differing: 0, difference: 0, norm: 5, largest: 0 }],
    ['moved', f32(3, 4), f32(3, 1), { differing: 1, difference: 3, norm: 5, largest: 3 }],
    ['-0 is 0', f32(0, -0), f32(-0, 0), { differing: 0, notFinite: 0 }],
    ['NaN in both', f32(nan, 1), f32(nan, 1), { differing: 0, notFinite: 0, norm: 1 }],
    ['NaN in one', f32(nan, 1), f32(2, 2), { differing: 2, notFinite: 1, difference: 1 }],
    ['the same infinity', f32(Infinity), f32(Infinity), { differing: 0, notFinite: 0 }],
    ['opposite infinities', f32(Infinity), f32(-Infinity), { differing: 1, notFinite: 1 }],
    ['F32 and what F16 keeps of it', f32(0.5), ['F16', Uint16Array.of(0x3800)], { differing: 0 }],
    [
      'integers',
      ['I64', BigInt64Array.of(7n)],
      ['I8', Int8Array.of(4)],
      { difference: 3, norm: 7 },
    ],
    ['a sum beyond double precision', ['F64', Float64Array.of(1e200)], f32(0), { norm: null }],
    ['nothing', f32(), f32(), { count: 0, differing: 0, difference: 0, norm: 0 }],
  ] as const;
  test.each(cases)('%s', async (_, x, y, expected) => {
    const pair = pairOf({ w: x }, { w: y });
    const [change] = await tensorChanges(quietJob, ports, { ...pair, tensors: ['w'] });
    expect(change).toMatchObject(expected);
  });

  test('in the order asked for, and over several pieces', async () => {
    const long = new Float32Array(2 * PIECE_ELEMENTS + 5).fill(1);
    const moved = long.slice();
    moved[PIECE_ELEMENTS + 3] = 5;
    moved[2 * PIECE_ELEMENTS + 4] = 4;
    const pair = pairOf({ s: f32(1), l: ['F32', long] }, { s: f32(1), l: ['F32', moved] });
    const changes = await tensorChanges(quietJob, ports, { ...pair, tensors: ['l', 's'] });
    expect(changes.map(({ name }) => name)).toEqual(['l', 's']);
    expect(changes[0]).toMatchObject({ differing: 2, difference: 5, largest: 4 });
    expect(changes[0].norm).toBeCloseTo(Math.sqrt(long.length), 9);
  });
});

describe('refusals', () => {
  const pair = () => pairOf({ x: f32(1, 2), old: f32(1) }, { x: f32(1) });
  test.each([
    ['x', 'tensor "x" is [2] and [1] in a and b'],
    ['old', 'tensor "old" is [1] and absent in a and b'],
    ['__proto__', 'tensor "__proto__" is absent and absent'],
  ])('%s', async (name, sentence) => {
    const changes = tensorChanges(quietJob, ports, { ...pair(), tensors: [name] });
    await expect(changes).rejects.toThrow(sentence);
  });

  test('a cancel ends it between two pieces and closes the files', async () => {
    const record = recorded();
    const long = ['F32', new Float32Array(3 * PIECE_ELEMENTS)] as const;
    let pauses = 4; // A and B each pause at every piece
    const job: Job = {
      ...quietJob,
      pause: async () => {
        if (--pauses === 0) throw new EngineError('cancelled', 'the run was cancelled');
      },
    };
    const request = { ...pairOf({ w: long }, { w: long }), tensors: ['w'] };
    const changes = tensorChanges(job, { files: record.files, sha256 }, request);
    await expect(changes).rejects.toMatchObject({ code: 'cancelled' });
    expect(record.open).toBe(0);
  });
});
