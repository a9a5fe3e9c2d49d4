// Families' graphs as a device is given them, their weights turned over: the logits are the CPU's. A stand-in computes.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, testRuntime } from '../support/models.ts';
import { standIn } from '../support/standInDevice.ts';

const prompts = [Int32Array.of(5, 17, 2, 9, 12, 3), Int32Array.of(8, 11, 1)];

async function logitsOn(runtime: Runtime, folder: string): Promise<Float32Array> {
  const checkpoint = await opened(fixture(`checkpoints/${folder}`));
  const forward = new Forward(networkOf(modelOf(checkpoint)), runtime, 2 ** 30);
  try {
    const { logits } = await activations(quietJob, forward, prompts);
    return logits!.data;
  } finally {
    await forward.release();
  }
}

test.each([
  ...[
    'gpt2',
    'llama',
    'bert',
    'gemma',
    'gemma2',
    'gemma3_text',
    'gpt_neox',
    'gptj',
    'mistral',
    'olmo',
  ],
  ...[
    'olmo2',
    'opt',
    'opt-post',
    'phi',
    'phi3',
    'qwen3',
    'smollm3',
    'stablelm',
    'bloom',
    'electra',
  ],
])('%s', async (folder) => {
  const cpu = await testRuntime();
  const { runtime, lying } = standIn(cpu);
  const [found, wanted] = [await logitsOn(runtime, folder), await logitsOn(cpu, folder)];
  expect(furthest(found, wanted)).toBeLessThan(2e-5);
  expect(lying()).toBe(0);
});

test.each([0, 1, 5])('nothing is left on a device that fails in run %d', async (runs) => {
  let left = runs;
  const onRun = () => {
    if (left-- === 0) throw new Error('out of memory');
  };
  const { runtime, lying } = standIn(await testRuntime(), { onRun });
  await expect(logitsOn(runtime, 'llama')).rejects.toThrow('out of memory');
  expect(lying()).toBe(0);
});
