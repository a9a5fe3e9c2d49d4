// Two samples on a GPU in software, with the CPU's numbers and verdict. Some half a minute, for its speed is a fiftieth.
import { beforeEach, describe, expect, test } from 'vitest';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import type { DeviceWish } from '../../src/engine/core/devices.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { noDevice, software, softwareDevice } from '../support/device.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

/** Of so few pairs as tell the two apart. By hand all three samples with 32: same, different, different, as on the CPU. */
async function both(wish: DeviceWish): Promise<FleetReport> {
  const adapters = async () => [software];
  const system = { adapters, drivers: async () => '', open: () => softwareDevice() };
  const devices = { wish, precision: 'f32', ...system } as const;
  const models = (['ab-gpt2', 'bc-llama'] as const).map(sample);
  const request = { models, task: sample('task.json'), pairs: 24, resamples: 100, memory: 1000 };
  return fleet(quietJob, { ...testPorts(), devices }, request);
}

/** The largest difference of two numbers at one place; all else is the same. */
function furthest(a: unknown, b: unknown, place = ''): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b);
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    expect(a, place).toEqual(b);
    return 0;
  }
  const [one, other] = [a, b] as Record<string, unknown>[];
  expect(Object.keys(one), place).toEqual(Object.keys(other));
  const all = Object.keys(one).map((key) => furthest(one[key], other[key], `${place}.${key}`));
  return Math.max(0, ...all);
}

describe('samples on a device', () => {
  beforeEach(({ skip }) => skip(noDevice !== undefined, noDevice));

  test('the CPU’s report but for last digits', async () => {
    const [there, here] = [await both('gpu'), await both('cpu')];
    expect(there.provenance.runtime).toContain(`WebGPU on ${software}`);
    expect(there.notes).toEqual(here.notes);
    const numbersOf = ({ reason, models, sections }: FleetReport) => ({ reason, models, sections });
    expect(furthest(numbersOf(there), numbersOf(here))).toBeLessThan(1e-4);
  });
});
