// Tensors that lie by steps, at random, against reading one element after the other.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRun, type Layout, StridedStorage } from '../../src/engine/checkpoint/strided.ts';
import { dtypes } from '../../src/engine/core/dtype.ts';
import type { ByteSource } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { count } from '../../src/engine/core/tensor.ts';

const START = 3; // bytes before the numbers, so that they lie at odd places

function sourceOf(values: readonly number[]): ByteSource & { bytes: number } {
  const all = Buffer.concat([Buffer.alloc(START), Buffer.from(Float32Array.from(values).buffer)]);
  const source = {
    path: 'memory',
    size: all.length,
    stamp: '',
    bytes: 0,
    async read(offset: number, length: number) {
      source.bytes += length;
      return new Uint8Array(all.subarray(offset, offset + length));
    },
    async readInto(offset: number, target: Uint8Array) {
      if (offset + target.length > all.length) throw new Error('beyond the end');
      source.bytes += target.length;
      target.set(all.subarray(offset, offset + target.length));
    },
    close: async () => undefined,
  };
  return source;
}

/** Sizes and steps of a view, and how many elements it is a view of. */
const layouts: fc.Arbitrary<Layout & { readonly elements: number }> = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(9)), { maxLength: 4 }),
    fc.nat(5),
    fc.nat(3),
  )
  .map(([axes, offset, more]) => {
    const [shape, strides] = [axes.map(([size]) => size), axes.map(([, step]) => step)];
    const last = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], offset);
    return { shape, strides, offset, elements: last + 1 + more };
  });

function plainly({ shape, strides, offset }: Layout, element: number): number {
  return shape.reduceRight(
    ({ at, rest }, size, axis) => ({
      at: at + (rest % size) * strides[axis],
      rest: Math.floor(rest / size),
    }),
    { at: offset, rest: element },
  ).at;
}

test('any stretch of any view is the elements that it says', async () => {
  const property = fc.asyncProperty(layouts, fc.nat(), fc.nat(), async (layout, a, b) => {
    const total = count(layout.shape);
    const first = a % total;
    const length = b % (total - first + 1);
    const source = sourceOf(Array.from({ length: layout.elements }, (_, i) => i));
    const storage = new StridedStorage(source, dtypes.get('F32')!, START, layout.elements, layout);
    for (const out of [new Float32Array(length), new Float64Array(length)]) {
      await storage.read(quietJob, first, out);
      const wanted = Array.from({ length }, (_, i) => plainly(layout, first + i));
      expect([...out]).toEqual(wanted);
    }
    const isPlain = Array.from({ length: total }, (_, i) => plainly(layout, i) - layout.offset);
    expect(isRun(layout)).toBe(isPlain.every((at, i) => at === i));
  });
  await fc.assert(property, { seed: 1, numRuns: 500 });
});

test('a large transposed matrix is read once, not once a row', async () => {
  const [rows, width] = [700, 1500];
  const source = sourceOf(Array.from({ length: rows * width }, (_, i) => i));
  const layout = { shape: [width, rows], strides: [1, width], offset: 0 };
  const storage = new StridedStorage(source, dtypes.get('F32')!, START, rows * width, layout);
  const out = new Float32Array(rows * width);
  await storage.read(quietJob, 0, out);
  expect(out[rows * 3 + 5]).toBe(5 * width + 3);
  expect(source.bytes).toBeLessThan(1.01 * 4 * rows * width);
});

test('of numbers that lie far apart only their runs are read', async () => {
  const [rows, width] = [20, 50_000];
  const source = sourceOf(Array.from({ length: rows * width }, (_, i) => i % 1000));
  const layout = { shape: [2, rows], strides: [1, width], offset: 7 };
  const storage = new StridedStorage(source, dtypes.get('F32')!, START, rows * width, layout);
  const out = new Float64Array(2 * rows);
  await storage.read(quietJob, 0, out);
  expect([...out]).toEqual([...Array(rows).fill(7), ...Array(rows).fill(8)]);
  expect(source.bytes).toBe(2 * rows * 4);
});
