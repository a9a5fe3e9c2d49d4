// A machine with a device for tests of whole runs: the device is a stand-in, and the clock goes by what is run and where.
import { compare } from '../../src/engine/analysis/compare.ts';
import { placed } from '../../src/engine/analysis/device.ts';
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import type { Devices, DeviceWish } from '../../src/engine/core/devices.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { leastMemory } from './leastMemory.ts';
import { testRuntime } from './models.ts';
import { sample } from './samples.ts';
import { type StandInOptions, standIn } from './standInDevice.ts';
import { memoryStore, testPorts } from './stores.ts';

export const request = {
  ...{ a: sample('ab-gpt2'), b: sample('ab-llama'), task: sample('task.json') },
  ...{ pairs: 8, resamples: 100, memory: 1000 },
};

export type Machine = {
  readonly wish: DeviceWish;
  readonly store?: Ports['store'];
  /** What a prompt takes on the device, the CPU's being 1. */
  readonly slowness?: number;
  readonly adapters?: readonly string[];
  readonly drivers?: string;
  readonly opens?: () => Promise<Runtime>;
  readonly standIn?: StandInOptions;
};

/** Ports of a machine with a device, whose clock goes by what is run and where. */
export async function machine({ wish, store = memoryStore(), slowness = 0.5, ...of }: Machine) {
  const notes: string[] = [];
  let clock = 0;
  let opened = 0;
  const cpu = await testRuntime();
  const there = standIn(cpu, {
    ...of.standIn,
    onRun: () => {
      clock += 1000 * slowness;
      of.standIn?.onRun?.();
    },
  });
  const counted: Runtime = {
    ...cpu,
    session: async (onnx) => {
      const session = await cpu.session(onnx);
      const run: typeof session.run = (...asked) => {
        clock += 1000;
        return session.run(...asked);
      };
      return { ...session, run, release: () => session.release() };
    },
  };
  const devices: Devices = {
    ...{ wish, precision: of.standIn?.device?.precision ?? 'f32' },
    adapters: async () => of.adapters ?? ['Stand-in'],
    drivers: async () => of.drivers ?? '1.0',
    open: async () => {
      opened++;
      return of.opens ? of.opens() : there.runtime;
    },
  };
  const ports: Ports = {
    ...testPorts(store),
    ...{ devices, runtime: async () => counted, now: () => clock },
    note: (sentence) => notes.push(sentence),
  };
  return { ports, notes, lying: there.lying, mostLying: there.mostLying, opened: () => opened };
}

export async function run(of: Machine) {
  const { ports, ...seen } = await machine(of);
  const report = await compare(quietJob, ports, request);
  return { report, ...seen, ...report.provenance };
}

export type Asked = Omit<Machine, 'wish'> & {
  /** `least`: as much as the CPU asks for. */
  readonly memory?: 'least';
  readonly pairs?: number;
};

/** What is chosen for a run that is long. */
export async function chosen({ memory, pairs = 8, ...of }: Asked) {
  const { ports, opened } = await machine({ ...of, wish: 'auto' });
  return withCandidates(ports, [sample('ab-gpt2')], pairs, async (candidates) => {
    const allowed = memory === undefined ? 1000 : leastMemory(candidates);
    const place = await placed(quietJob, ports, candidates, allowed, false);
    const { device } = await place.ports.runtime();
    return { on: device?.name ?? 'CPU', note: place.note(), opened: opened() };
  });
}

/** Samples with so many pairs of their task. */
export function withCandidates<T>(
  ports: Ports,
  models: readonly string[],
  pairs: number,
  use: (candidates: readonly Candidate[]) => Promise<T>,
): Promise<T> {
  return withSubjects(quietJob, ports, models, async (subjects) => {
    const settings = settingsOf({ pairs });
    const task = sample('task.json');
    return use((await prepareTask(quietJob, ports, task, subjects, settings)).candidates);
  });
}

export const failing = (message: string) => async () => {
  throw new EngineError('device', message);
};

export function failingAfter(runs: number) {
  let left = runs;
  return () => {
    if (left-- <= 0) throw new EngineError('device', 'the GPU failed: out of memory');
  };
}
