// Fixture models for tests, as they are or with their config or tensors changed; and a runtime.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checkpoint, Json } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { type Model, modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { folderOf, opened } from './checkpoints.ts';
import { fixture } from './fixture.ts';
import { readSafetensors } from './safetensors.ts';

export type Tensors = Map<string, Tensor>;

/** What to change in a checkpoint. */
export type Edit = {
  /** Which file of the folder is taken for config.json. */
  readonly configFile?: string;
  /** Keys to set; undefined takes a key away. */
  readonly config?: Readonly<Record<string, Json | undefined>>;
  readonly tensors?: (tensors: Tensors) => void;
};

/** The path of a folder for one test: a checkpoint with a change. */
export function editedFolder(folder: string, edit: Edit): string {
  const config = JSON.parse(readFileSync(join(folder, edit.configFile ?? 'config.json'), 'utf8'));
  const tensors: Tensors = new Map(readSafetensors(join(folder, 'model.safetensors')));
  const tokenizer = join(folder, 'tokenizer.json');
  edit.tensors?.(tensors);
  return folderOf({
    'config.json': JSON.stringify({ ...config, ...edit.config }),
    'model.safetensors': encodeSafetensors(tensors),
    ...(existsSync(tokenizer) ? { 'tokenizer.json': readFileSync(tokenizer) } : {}),
  });
}

/** A checkpoint of test/fixture/checkpoints with a change. */
export function edited(name: string, edit: Edit = {}): Promise<Checkpoint> {
  return opened(editedFolder(fixture(`checkpoints/${name}`), edit));
}

/** Renames every tensor; names that become undefined are left out. */
export function renamed(tensors: Tensors, rename: (name: string) => string | undefined): void {
  for (const [name, tensor] of [...tensors]) {
    tensors.delete(name);
    const to = rename(name);
    if (to !== undefined) tensors.set(to, tensor);
  }
}

let runtime: Promise<Runtime> | undefined;

/** One native runtime of one thread for the whole file. */
export function testRuntime(): Promise<Runtime> {
  runtime ??= openRuntime({ threads: 1, prefer: 'native' });
  return runtime;
}

/** The model on the runtime, released when the test ends. */
export function forwardOf(checkpoint: Checkpoint, weightBudget = 2 ** 30): Promise<Forward> {
  return running(modelOf(checkpoint), weightBudget);
}

export async function running(model: Model, weightBudget = 2 ** 30): Promise<Forward> {
  const forward = new Forward(networkOf(model), await testRuntime(), weightBudget);
  onTestFinished(() => forward.release());
  return forward;
}

/** Two prompts of different lengths, within every fixture's vocabulary. */
export const somePrompts = [Int32Array.of(5, 17, 42, 9, 250, 3), Int32Array.of(8, 299, 1)];

/** Logits on `somePrompts`: [2, 6, V], rows of padding included. */
export async function logitsOf(checkpoint: Checkpoint): Promise<Float32Array> {
  const { logits } = await activations(quietJob, await forwardOf(checkpoint), somePrompts);
  return logits!.data;
}

/** The largest absolute difference of two arrays of one length. */
export function furthest(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers are not ${b.length}`);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}
