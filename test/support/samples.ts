// The sample checkpoints of media/sample, and their task.
import { fileURLToPath } from 'node:url';
import { random, shuffled } from '../../src/engine/core/random.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { editedFolder } from './models.ts';

export function sample(name: 'ab-gpt2' | 'bc-llama' | 'ab-llama' | 'task.json'): string {
  return fileURLToPath(new URL(`../../media/sample/modsum/${name}`, import.meta.url));
}

/** For one test: a sample that solves nothing, because its matrices are shuffled. */
export function shuffledSample(name: 'ab-gpt2' | 'bc-llama' | 'ab-llama'): string {
  return editedFolder(sample(name), {
    tensors: (tensors) => {
      for (const [tensor, { dims, data }] of tensors) {
        const mixed = Float32Array.from(shuffled([...data], random(tensor)));
        if (dims.length > 1) tensors.set(tensor, { dims, data: mixed } satisfies Tensor);
      }
    },
  });
}

/** For one test: a sample as if it were trained a little more: noise of a hundredth of each number. */
export function nudgedSample(name: 'ab-gpt2' | 'bc-llama' | 'ab-llama', seed: number): string {
  return editedFolder(sample(name), {
    tensors: (tensors) => {
      for (const [tensor, { dims, data }] of tensors) {
        const { next } = random(`${seed} ${tensor}`);
        const moved = Float32Array.from(data, (x) => x * (1 + 0.02 * (next() - 0.5)));
        tensors.set(tensor, { dims, data: moved } satisfies Tensor);
      }
    },
  });
}
