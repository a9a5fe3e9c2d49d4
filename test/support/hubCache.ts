// A model in the hub's download cache, for tests: a weight file a snapshot, told by its only tensor.
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import type { Tree } from './checkpoints.ts';

export const adder = 'models--team--adder';

/** Weights that are told by the name of their only tensor. */
export const weights = (name: string) =>
  encodeSafetensors(new Map([[name, { dims: [1], data: Float32Array.of(1) }]]));

export const snapshot = (commit: string): Tree => ({
  [`models--team--adder/blobs/${commit}-weights`]: weights(commit),
  [`models--team--adder/blobs/${commit}-config`]: '{}',
  [`models--team--adder/snapshots/${commit}/model.safetensors`]: `-> ../../blobs/${commit}-weights`,
  [`models--team--adder/snapshots/${commit}/config.json`]: `-> ../../blobs/${commit}-config`,
});
export const main = (commit: string): Tree => ({ 'models--team--adder/refs/main': commit });
