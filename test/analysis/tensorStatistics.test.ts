// Statistics of one tensor: against numpy on the fixtures, against plain sums on values made here.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tensorStatistics } from '../../src/engine/analysis/tensorStatistics.ts';
import { PIECE_ELEMENTS } from '../../src/engine/checkpoint/tensors.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import numpy from '../fixture/statistics.json' with { type: 'json' };
import { folderOf, recorded, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const ports = { files: nodeFiles(), sha256 };

/** Statistics of a file's only tensor "w". */
function statisticsOf(dtype: string, data: ArrayBufferView, job: Job = quietJob) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const length = (data as unknown as ArrayLike<unknown>).length * (dtype === 'F4' ? 2 : 1);
  const header = { w: { dtype, shape: [length], data_offsets: [0, bytes.length] } };
  const folder = folderOf({ 'w.safetensors': safetensorsBytes(header, bytes) });
  return tensorStatistics(job, ports, { path: join(folder, 'w.safetensors'), tensor: 'w' });
}

describe('numpy says the same', () => {
  test.each(numpy.statistics)('$model $tensor', async (expected) => {
    const path = fixture(`checkpoints/${expected.model}`);
    const view = await tensorStatistics(quietJob, ports, { path, tensor: expected.tensor });
    expect(view).toMatchObject({ count: expected.count, zeros: expected.zeros, nan: 0 });
    expect(view.finite?.min).toBe(expected.min);
    expect(view.finite?.max).toBe(expected.max);
    expect(view.finite?.mean).toBeCloseTo(expected.mean, 14);
    expect(view.finite?.std).toBeCloseTo(expected.std, 14);
    const { low, high, counts } = expected;
    expect(view.histogram).toEqual({ low, high, counts });
  });
});

describe('by dtype', () => {
  const finite = (min: number, max: number, mean: number, std: number) => ({ min, max, mean, std });
  const cases = [
    ['F64', Float64Array.of(-1e300, 0, 1e300), finite(-1e300, 1e300, 0, null!)],
    ['F32', Float32Array.of(1, 2, 3, 4), finite(1, 4, 2.5, Math.sqrt(1.25))],
    ['F16', Uint16Array.of(0x3c00, 0xbc00), finite(-1, 1, 0, 1)],
    ['BF16', Uint16Array.of(0x3f80, 0x4000), finite(1, 2, 1.5, 0.5)],
    ['I64', BigInt64Array.of(-3n, 5n), finite(-3, 5, 1, 4)],
    ['I32', Int32Array.of(-3, 5), finite(-3, 5, 1, 4)],
    ['I16', Int16Array.of(-3, 5), finite(-3, 5, 1, 4)],
    ['I8', Int8Array.of(-3, 5), finite(-3, 5, 1, 4)],
    ['U64', BigUint64Array.of(3n, 5n), finite(3, 5, 4, 1)],
    ['U32', Uint32Array.of(3, 5), finite(3, 5, 4, 1)],
    ['U16', Uint16Array.of(3, 5), finite(3, 5, 4, 1)],
    ['U8', Uint8Array.of(3, 5), finite(3, 5, 4, 1)],
    ['BOOL', Uint8Array.of(0, 1, 1, 0), finite(0, 1, 0.5, 0.5)],
    // ml_dtypes: float4_e2m1fn, float8_e8m0fnu, float8_e4m3fnuz, float8_e5m2fnuz
    ['F4', Uint8Array.of(0x21, 0xf7), finite(-6, 6, 0.375, null!)],
    ['F8_E8M0', Uint8Array.of(0x7f, 0x80, 0x7e, 0xff), finite(0.5, 2, 3.5 / 3, null!)],
    ['F8_E4M3FNUZ', Uint8Array.of(0x40, 0xc0, 0x7f, 0xff, 0x80), finite(-240, 240, 0, null!)],
    ['F8_E5M2FNUZ', Uint8Array.of(0x40, 0xc0, 0x7f, 0xff, 0x80), finite(-57344, 57344, 0, null!)],
    ['F8_E4M3', Uint8Array.of(0x38, 0xb8, 0x7e, 0xfe), finite(-448, 448, 0, null!)],
    ['F8_E5M2', Uint8Array.of(0x3c, 0xbc), finite(-1, 1, 0, 1)],
  ] as const;
  test.each(cases)('%s', async (dtype, data, expected) => {
    const { finite: found } = await statisticsOf(dtype, data);
    const { min, max, mean, std } = expected;
    expect(found).toMatchObject({ min, max, mean });
    if (dtype === 'F64')
      expect(found?.std).toBeNull(); // its square is beyond double precision
    else if (std !== null) expect(found?.std).toBeCloseTo(std, 12);
  });

  test.each([
    ['C64', 8, [1], 'complex numbers have no order'],
    ['F6_E2M3', 3, [4], 'no library says yet how 6-bit numbers are packed'],
    ['F6_E3M2', 3, [4], 'no library says yet how 6-bit numbers are packed'],
  ])('%s is listed, its values are not looked at', async (dtype, bytes, shape, why) => {
    const header = { w: { dtype, shape, data_offsets: [0, bytes] } };
    const folder = folderOf({ 'model.safetensors': safetensorsBytes(header, bytes) });
    await expect(tensorStatistics(quietJob, ports, { path: folder, tensor: 'w' })).rejects.toThrow(
      `has dtype ${dtype}: ${why}`,
    );
  });

  test('F8 at the ends of its ranges', async () => {
    const e4m3 = await statisticsOf('F8_E4M3', Uint8Array.of(0x01, 0x07, 0x08, 0x7f, 0xff));
    expect(e4m3.finite).toMatchObject({ min: 2 ** -9, max: 2 ** -6 });
    expect(e4m3.nan).toBe(2);
    const e5m2 = await statisticsOf('F8_E5M2', Uint8Array.of(0x01, 0x7b, 0x7c, 0xfc, 0x7d));
    expect(e5m2.finite).toMatchObject({ min: 2 ** -16, max: 57344 });
    expect(e5m2).toMatchObject({ nan: 1, positiveInfinite: 1, negativeInfinite: 1 });
  });
});

describe('values that are no weights', () => {
  const { NaN: nan } = Number;
  test('NaN and infinities are counted and left out of the rest', async () => {
    const data = Float32Array.of(nan, 1, Infinity, 0, -Infinity, -0, nan, 3);
    const view = await statisticsOf('F32', data);
    expect(view).toMatchObject({
      count: 8,
      zeros: 2,
      nan: 2,
      positiveInfinite: 1,
      negativeInfinite: 1,
      finite: { min: 0, max: 3, mean: 1 },
    });
    expect(view.histogram?.counts.reduce((sum, n) => sum + n)).toBe(4);
  });

  test.each([
    ['nothing but NaN', Float32Array.of(nan, nan), { count: 2, nan: 2 }],
    ['nothing at all', new Float32Array(0), { count: 0, nan: 0 }],
  ])('%s', async (_, data, expected) => {
    expect(await statisticsOf('F32', data)).toMatchObject({
      ...expected,
      finite: null,
      histogram: null,
    });
  });

  test('one value only: a bin of width 1 around it, as numpy has it', async () => {
    const { histogram } = await statisticsOf('F32', new Float32Array(5).fill(2));
    expect(histogram).toMatchObject({ low: 1.5, high: 2.5 });
    expect(histogram?.counts.indexOf(5)).toBe(32);
  });

  test('a range beyond double precision has no histogram', async () => {
    expect(await statisticsOf('F64', Float64Array.of(-1.7e308, 1.7e308))).toMatchObject({
      finite: { min: -1.7e308, max: 1.7e308 },
      histogram: null,
    });
  });
});

describe('a tensor of several pieces', () => {
  const rng = random('pieces');
  const data = Float32Array.from({ length: 2 * PIECE_ELEMENTS + 77 }, () => 1e4 + rng.next());
  const sum = data.reduce((all, value) => all + value, 0);
  const mean = sum / data.length;
  const spread = data.reduce((all, value) => all + (value - mean) ** 2, 0);

  test('has the moments of the whole, though the mean is far from 0', async () => {
    const view = await statisticsOf('F32', data);
    expect(view.count).toBe(data.length);
    expect(view.finite?.mean).toBeCloseTo(mean, 8);
    expect(view.finite?.std).toBeCloseTo(Math.sqrt(spread / data.length), 10);
    expect(view.histogram?.counts.reduce((all, n) => all + n)).toBe(data.length);
  });

  test('is read in pieces, each twice, and the file is closed', async () => {
    const record = recorded();
    const bytes = new Uint8Array(data.buffer);
    const header = { w: { dtype: 'F32', shape: [data.length], data_offsets: [0, bytes.length] } };
    const folder = folderOf({ 'w.safetensors': safetensorsBytes(header, bytes) });
    const path = join(folder, 'w.safetensors');
    const sizes: number[] = [];
    const files = {
      ...record.files,
      open: async (at: string) => {
        const source = await record.files.open(at);
        const readInto = (offset: number, target: Uint8Array) => {
          sizes.push(target.length);
          return source.readInto(offset, target);
        };
        return { ...source, readInto };
      },
    };
    await tensorStatistics(quietJob, { files, sha256 }, { path, tensor: 'w' });
    const pieces = [PIECE_ELEMENTS, PIECE_ELEMENTS, 77].map((elements) => elements * 4);
    expect(sizes).toEqual([...pieces, ...pieces]);
    expect(record.open).toBe(0);
  });

  test.each([1, 3, 5])('stops at pause %i when cancelled', async (at) => {
    let pauses = at;
    const job: Job = {
      cancelled: false,
      progress: () => undefined,
      pause: async () => {
        if (--pauses === 0) throw new EngineError('cancelled', 'the run was cancelled');
      },
    };
    await expect(statisticsOf('F32', data, job)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('says how far it is, from 0 to 1', async () => {
    const fractions: number[] = [];
    const job: Job = { ...quietJob, progress: (fraction) => void fractions.push(fraction) };
    await statisticsOf('F32', data, job);
    expect(fractions).toEqual([...fractions].sort((x, y) => x - y));
    expect(fractions[fractions.length - 1]).toBe(1);
  });
});

test('a tensor that is not there is refused by its name', async () => {
  const request = { path: fixture('checkpoints/gpt2'), tensor: '__proto__' };
  await expect(tensorStatistics(quietJob, ports, request)).rejects.toThrow(
    'gpt2 has no tensor "__proto__"',
  );
});
