// Matrix products of rounded factors: what half precision does to families' answers, by the CPU, which rounds too.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Precision } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, somePrompts, testRuntime } from '../support/models.ts';
import { standIn } from '../support/standInDevice.ts';

async function logitsIn(precision: Precision, folder: string): Promise<Float32Array> {
  const { runtime } = standIn(await testRuntime(), { device: { precision } });
  const checkpoint = await opened(fixture(`checkpoints/${folder}`));
  const forward = new Forward(networkOf(modelOf(checkpoint)), runtime, 2 ** 30);
  const { logits } = await activations(quietJob, forward, somePrompts);
  await forward.release();
  return logits!.data;
}

test.each(['gpt2', 'llama', 'gpt_neox', 'bert'])('%s', async (folder) => {
  const [half, single] = [await logitsIn('f16', folder), await logitsIn('f32', folder)];
  const range = Math.max(...single) - Math.min(...single);
  const off = furthest(half, single) / range;
  expect(off).toBeGreaterThan(1e-6);
  expect(off).toBeLessThan(1e-2);
});
