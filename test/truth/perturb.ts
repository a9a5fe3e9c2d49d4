// Copies of a checkpoint whose mechanism must survive: rounded to int8, and with a little noise.
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import type { Job } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';

/** Each matrix rounded to 255 levels between minus and plus its largest entry. */
export function int8Rounded(checkpoint: Checkpoint): Checkpoint {
  return changed(checkpoint, 'int8', (data) => {
    const step = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 127;
    for (let i = 0; i < data.length; i++) data[i] = Math.round(data[i] / step) * step;
  });
}

/** Gaussian noise of `share` of each matrix's standard deviation. */
export function noised(checkpoint: Checkpoint, share: number, seed: number): Checkpoint {
  return changed(checkpoint, `noise ${share} ${seed}`, (data, name) => {
    const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
    const square = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
    const { next } = random(`${seed} ${name}`);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    for (let i = 0; i < data.length; i++) data[i] += share * Math.sqrt(square) * normal();
  });
}

function changed(
  checkpoint: Checkpoint,
  how: string,
  change: (data: Float32Array, name: string) => void,
): Checkpoint {
  const read = async (job: Job, name: string) => {
    const tensor = await checkpoint.read(job, name);
    if (tensor.dims.length > 1) change(tensor.data, name);
    return tensor;
  };
  return {
    ...checkpoint,
    name: `${checkpoint.name} ${how}`,
    read,
    readRows: async (job, name, from, to) => {
      const { dims, data } = await read(job, name);
      const row = data.length / dims[0];
      return { dims: [to - from, ...dims.slice(1)], data: data.subarray(from * row, to * row) };
    },
    digest: async (job) => `${await checkpoint.digest(job)} ${how}`,
  };
}
