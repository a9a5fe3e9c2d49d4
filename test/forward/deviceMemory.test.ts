// What a sweep takes of a device's memory is known before: a stand-in counts what really lies there. Where states leave they
// are the same states, to the last bit.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { blocksOf } from '../../src/engine/forward/blocks.ts';
import { type DeviceRoom, deviceRoom } from '../../src/engine/forward/deviceMemory.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { weightBytes } from '../../src/engine/forward/weights.ts';
import { least } from '../support/leastMemory.ts';
import { edited, testRuntime } from '../support/models.ts';
import { standIn } from '../support/standInDevice.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

async function set(folder: string, pairs = 40) {
  const network = networkOf(modelOf(await edited(folder)));
  const prompts = { vocabulary: 19, pairs, spans: [0, undefined, 1] };
  const task = answering(tokenTask({ seed: folder, ...prompts }), Int32Array.of(3, 7, 11));
  const sites = cutSites(network, task.own.length);
  const plan = comparisonPlan(sites, network, { shares: [0b01, 0b10], sets: [0b11] });
  const size = { runs: 256, bytes: 64e6 };
  const room = (memory: number) => deviceRoom(network, blocksOf(network, task, plan, size), memory);
  /** Swept as this room says; and the bytes that lay there at most. */
  const swept = async ({ weightBytes: budget, stateBytes }: DeviceRoom, memory: number) => {
    const { runtime, lying, mostLying } = standIn(await testRuntime(), { device: { memory } });
    const forward = new Forward(network, runtime, budget);
    const stays = stateBytes !== undefined;
    const measured = await sweep(quietJob, forward, task, plan, stateBytes ?? 0, stays);
    await forward.release();
    expect(lying()).toBe(0);
    return { measured, most: mostLying() };
  };
  return { network, room, swept };
}

const folders = ['gpt2', 'llama', 'gpt_neox', 'bert', 'gemma3_text'];
describe.each(folders)('%s', (folder) => {
  test('what lies there is within the estimate, which is within the memory; the numbers are the same', async () => {
    const { network, room, swept } = await set(folder);
    const holds = (of: (found: DeviceRoom) => boolean) => {
      const refuse = (memory: number) => {
        if (!of(room(memory))) throw new Error('too little');
      };
      return Math.ceil(least(2 ** 32, refuse, 0.1));
    };
    const any = holds(() => true);
    const stay = holds(({ stateBytes }) => stateBytes !== undefined);
    const all = holds(({ weightBytes: bytes, stateBytes }) => {
      return stateBytes !== undefined && bytes >= weightBytes(network);
    });
    expect(any).toBeLessThan(stay);
    expect(stay).toBeLessThan(all);
    const whole = await swept(room(2 ** 32), 2 ** 32);
    for (const memory of [any, stay - 1, stay, all - 1, all]) {
      const found = room(memory);
      expect(found.estimate).toBeLessThanOrEqual(memory);
      const { measured, most } = await swept(found, memory);
      expect(measured, `${memory}`).toEqual(whole.measured);
      expect(most, `${memory}`).toBeLessThan(found.estimate);
    }
    const lying = weightBytes(network) + 2 * room(all).stateBytes!;
    expect(whole.most).toBeGreaterThan(lying / 3);
  });
});
