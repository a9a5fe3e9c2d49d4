// What is computed on a device is what the CPU computes, for every family; a GPU in software stands for all.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { selfChecks } from '../../src/platform/doctor.ts';
import { opened } from '../support/checkpoints.ts';
import { noDevice, softwareDevice } from '../support/device.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, somePrompts, testRuntime } from '../support/models.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

describe('on a device', () => {
  let device: Runtime;
  let cpu: Runtime;
  beforeEach(({ skip }) => skip(noDevice !== undefined, noDevice));
  beforeAll(async () => {
    if (noDevice !== undefined) return;
    [device, cpu] = [await softwareDevice(), await testRuntime()];
  });

  it('passes the self-checks of doctor', async () => {
    const checks = await selfChecks(quietJob, device);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each(['gpt2', 'llama', 'bert'])('%s computes what the CPU computes', async (name) => {
    const on = async (runtime: Runtime) => {
      const checkpoint = await opened(fixture(`checkpoints/${name}`));
      const forward = new Forward(networkOf(modelOf(checkpoint)), runtime, 2 ** 20);
      const found = await activations(quietJob, forward, somePrompts);
      await forward.release();
      return found;
    };
    const [found, wanted] = [await on(device), await on(cpu)];
    if (name === 'llama') expect(await on(device)).toEqual(found); // the same bytes twice
    const pairs = wanted.blocks.map((block, l) => [found.blocks[l].residual, block.residual]);
    for (const [a, b] of [...pairs, [found.logits!, wanted.logits!]]) {
      expect(furthest(a.data, b.data)).toBeLessThan(2e-5);
    }
  });

  it('states that leave give the same bytes', async () => {
    const network = networkOf(modelOf(await opened(fixture('checkpoints/gpt2'))));
    const prompts = { vocabulary: 19, pairs: 2, spans: [0, 1] };
    const trial = answering(tokenTask({ seed: 'leave', ...prompts }), Int32Array.of(3, 7, 11));
    const kinds = { shares: [], sets: [] };
    const plan = comparisonPlan(cutSites(network, trial.own.length), network, kinds);
    const forward = new Forward(network, device, 2 ** 20);
    const stayed = await sweep(quietJob, forward, trial, plan, 0, true);
    expect(await sweep(quietJob, forward, trial, plan, 0, false)).toEqual(stayed);
    await forward.release();
  });
});
