// The shuffled twin of a checkpoint: the same model with the entries of each weight matrix in random
// order. It solves nothing; that its distance is large is the negative control.
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Vectors (norm gains, biases) stay as they are; matrices are shuffled, each by its own seed. */
export function shuffledTwin(checkpoint: Checkpoint, seed: number): Checkpoint {
  const kept = new Map<string, Promise<FloatTensor>>(); // matrices that are read by rows
  const shuffled = async (job: Job, name: string) => {
    const tensor = await checkpoint.read(job, name);
    if (tensor.dims.length > 1) shuffleInPlace(tensor.data, `${seed} ${name}`);
    return tensor;
  };
  return {
    ...checkpoint,
    name: `${checkpoint.name} (shuffled)`,
    read: (job, name) => kept.get(name) ?? shuffled(job, name), // a tied head shares its matrix
    readRows: async (job, name, from, to) => {
      const whole = kept.get(name) ?? shuffled(job, name);
      kept.set(name, whole);
      const { dims, data } = await whole;
      const row = data.length / dims[0];
      return { dims: [to - from, ...dims.slice(1)], data: data.subarray(from * row, to * row) };
    },
  };
}

/** Fisher-Yates. */
function shuffleInPlace(data: Float32Array, seed: string): void {
  const rng = random(seed);
  for (let i = data.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    const value = data[i];
    data[i] = data[j];
    data[j] = value;
  }
}
