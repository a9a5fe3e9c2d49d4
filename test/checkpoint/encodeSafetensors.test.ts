// What we keep ourselves: bytes that any safetensors reader takes, and back.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
} from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';

const tensors: ReadonlyMap<string, Tensor> = new Map<string, Tensor>([
  ['odd', { dims: [3], data: Float32Array.of(1.5, -0, 1e-45) }],
  ['whole', { dims: [2, 1], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) }],
  ['scalar', { dims: [], data: Float32Array.of(Number.NaN) }],
  ['none', { dims: [0, 4], data: new Float32Array(0) }],
  ['__proto__', { dims: [1], data: Float32Array.of(7) }],
  ['12', { dims: [1], data: Int32Array.of(12) }],
]);
const metadata = new Map([
  ['algorithm', '3'],
  ['__proto__', 'x'],
]);

describe('what was written is read', () => {
  test.each([0, 1, 4])('at address %i', (shift) => {
    const bytes = encodeSafetensors(tensors, metadata);
    const moved = new Uint8Array(bytes.length + shift).subarray(shift);
    moved.set(bytes);
    const decoded = decodeSafetensors(moved);
    expect([...decoded.tensors]).toEqual([...tensors]);
    expect([...decoded.metadata]).toEqual([...metadata]);
  });

  test('by the reader of checkpoints too', async () => {
    const folder = folderOf({ 'model.safetensors': encodeSafetensors(tensors, metadata) });
    const checkpoint = await opened(join(folder, 'model.safetensors'));
    expect(await checkpoint.read(quietJob, 'odd')).toEqual(tensors.get('odd'));
    expect([...checkpoint.metadata]).toEqual([...metadata]);
  });
});

test('a view into a larger array is written, not the array', () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const decoded = decodeSafetensors(encodeSafetensors(new Map([['v', { dims: [2], data }]])));
  expect([...decoded.tensors.get('v')!.data]).toEqual([2, 3]);
});

test('the same tensors give the same bytes, the data aligned to 8', () => {
  const bytes = encodeSafetensors(tensors, metadata);
  expect(encodeSafetensors(new Map(tensors), new Map(metadata))).toEqual(bytes);
  expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
});

test('a shape that does not fit its numbers is not written', () => {
  const wrong = new Map([['w', { dims: [3], data: new Float32Array(2) }]]);
  expect(() => encodeSafetensors(wrong)).toThrow('tensor "w" cannot be written');
});

describe('what is damaged is refused', () => {
  const f16 = { h: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } };
  test.each([
    ['nothing', new Uint8Array(0), 'have only 0 bytes'],
    ['half of it', encodeSafetensors(tensors).slice(0, -4), '4 bytes are missing'],
    ['another dtype', safetensorsBytes(f16, 2), 'has dtype F16, F32 and I32 are kept'],
  ])('%s', (_what, bytes, sentence) => {
    expect(() => decodeSafetensors(bytes)).toThrow(sentence);
  });
});
