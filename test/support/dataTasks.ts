// Tasks of data for tests: their files written on the spot.
import { join } from 'node:path';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { type DataTask, isDataTask } from '../../src/engine/task/data/dataTask.ts';
import { resolveTask } from '../../src/engine/task/resolveTask.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from './checkpoints.ts';

export type Contents = Parameters<typeof folderOf>[0];

export async function dataTaskOf(
  data: object,
  files: Contents,
  more: object = {},
): Promise<DataTask> {
  const folder = folderOf({ ...files, 'a.task.json': JSON.stringify({ data, ...more }) });
  const task = await resolveTask(quietJob, nodeFiles(), sha256, join(folder, 'a.task.json'));
  if (!isDataTask(task)) throw new Error('no task of data');
  return task;
}

export const picture = (values: readonly number[], width: number, channels = 1) =>
  encode({
    width,
    height: values.length / width / channels,
    channels,
    data: Uint8Array.from(values),
  });

export function idx(type: number, dims: readonly number[], data: readonly number[]): Uint8Array {
  const sizes = dims.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, type, dims.length, ...sizes, ...data]);
}

export const csv = 'x,y,kind\n1,2,a\n3,4,b\n5,6,a\n';
export const named = (tensors: Readonly<Record<string, readonly [number[], number[]]>>) =>
  encodeSafetensors(
    new Map(
      Object.entries(tensors).map(([name, [dims, data]]) => {
        return [name, { dims, data: Float32Array.from(data) }];
      }),
    ),
  );
export const arrays = named({
  x: [
    [2, 2, 2],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  y: [[2], [1, 0]],
});
export const two = { regions: { grid: [1, 2] } };

/** A file of NumPy's: "<f4", "|u1" or "<i8" by the array that it is made of. */
function npy(
  shape: readonly number[],
  data: Float32Array | Uint8Array | BigInt64Array,
): Uint8Array {
  const type = data instanceof Float32Array ? '<f4' : data instanceof Uint8Array ? '|u1' : '<i8';
  const dict = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${dict.padEnd(117)}\n`;
  const begin = Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, 118, 0]);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Uint8Array.from([...begin, ...new TextEncoder().encode(header), ...bytes]);
}

export function npz(arrays: Readonly<Record<string, Parameters<typeof npy>>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(...array)]);
  return zipSync(Object.fromEntries(files));
}
