// HDF5 files for tests: those that h5py made, opened without a checkpoint around them.
import { onTestFinished } from 'vitest';
import { type Hdf5, openHdf5 } from '../../src/engine/checkpoint/hdf5/hdf5.ts';
import { heldFiles } from '../../src/engine/checkpoint/held.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { fixture } from './fixture.ts';

export const at = (name: string) => fixture(`hdf5/${name}.h5`);
export const upTo = (length: number) => Array.from({ length }, (_, i) => i);

export function sourceOf(path: string, files: Files) {
  const held = heldFiles(files, sha256);
  onTestFinished(() => held.close());
  return held.open(path);
}

export async function h5Of(name: string): Promise<Hdf5> {
  return openHdf5(await sourceOf(at(name), nodeFiles()));
}

export async function numbersOf(
  h5: Hdf5,
  path: string,
  first = 0,
  length?: number,
): Promise<number[]> {
  const { shape, storage } = h5.datasets.get(path)!;
  const out = new Float64Array(length ?? count(shape) - first);
  await storage.read(quietJob, first, out);
  return [...out];
}
