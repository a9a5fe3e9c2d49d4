// The samples on a GPU in software: whole comparisons, with the verdicts of the CPU. Some 20 s, for its speed is a fiftieth.
import { beforeEach, describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import type { DeviceWish } from '../../src/engine/core/devices.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { CompareReport } from '../../src/protocol/report.ts';
import { noDevice, software, softwareDevice } from '../support/device.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

async function compared(wish: DeviceWish, other: 'ab-llama' | 'bc-llama'): Promise<CompareReport> {
  const adapters = async () => [software];
  const system = { adapters, drivers: async () => '', open: () => softwareDevice() };
  const devices = { wish, precision: 'f32', ...system } as const;
  const request = {
    ...{ a: sample('ab-gpt2'), b: sample(other), task: sample('task.json') },
    ...{ pairs: 4, resamples: 100, memory: 1000 },
  };
  return compare(quietJob, { ...testPorts(), devices }, request);
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

const numbersOf = ({ verdict, reason, models, sections, distance }: CompareReport) => {
  return { verdict, reason, models, sections, distance };
};

describe('samples on a device', () => {
  beforeEach(({ skip }) => skip(noDevice !== undefined, noDevice));

  test.each(['ab-llama', 'bc-llama'] as const)(
    'with %s: the CPU’s report but for last digits',
    async (other) => {
      const [there, here] = [await compared('gpu', other), await compared('cpu', other)];
      expect(there.provenance.runtime).toContain(`WebGPU on ${software}`);
      expect(there.notes).toEqual(here.notes);
      expect(furthest(numbersOf(there), numbersOf(here))).toBeLessThan(1e-4);
    },
  );
});
