// How many numbers a model has: each once, whatever the container.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { isEngineError } from '../core/error.ts';
import { count } from '../core/tensor.ts';
import { type Model, modelOf } from '../family/model.ts';

/** Masks and tables of positions that some files keep beside the weights are none; of a family that is not known all is counted. */
export function parametersOf(checkpoint: Checkpoint, model = understood(checkpoint)): number {
  const { stored, tensors } = checkpoint;
  const kept = (model?.buffers ?? []).map((name) => count(tensors.get(name)?.shape ?? [0]));
  return kept.reduce((left, numbers) => left - numbers, stored.parameters);
}

/** undefined: no family understands it. */
export function understood(checkpoint: Checkpoint): Model | undefined {
  try {
    return modelOf(checkpoint);
  } catch (error) {
    if (isEngineError(error)) return undefined;
    throw error;
  }
}
