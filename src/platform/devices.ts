// Node's answer to the engine's Devices: the GPUs of this machine, and the runtime on one of them.
import type { Devices, DeviceWish } from '../engine/core/devices.ts';
import { EngineError, isEngineError } from '../engine/core/error.ts';
import { type Job, throwIfCancelled } from '../engine/core/job.ts';
import type { Precision, Runtime } from '../engine/core/runtime.ts';
import { adapterNames } from './adapters.ts';
import { driverIdentity } from './drivers.ts';
import { totalMemory } from './memory.ts';
import { deviceRuntime } from './runtimeDevice.ts';
import { tried } from './trialProcess.ts';

export type DeviceSettings = {
  readonly wish: DeviceWish;
  readonly precision: Precision;
  readonly threads: number;
  /** Bytes that a run may take of it; WebGPU does not tell how many there are. */
  readonly memory?: number;
  /** A module that does `tryDevice` in a process of its own, before the device is opened in this one. */
  readonly trial?: string;
};

/** Whoever knows the machine. */
type System = {
  readonly names: () => Promise<readonly string[]>;
  readonly runtime: typeof deviceRuntime;
  readonly drivers?: () => Promise<string>;
};
const systems: System = { names: adapterNames, runtime: deviceRuntime };

/** Cards with less are rare; a chip that shares the machine's memory gets a quarter, as the CPU does. */
const usualMemory = 4e9;

export function nodeDevices(
  { wish, precision, threads, trial, memory = defaultDeviceMemory() }: DeviceSettings,
  { names, runtime, drivers = driverIdentity }: System = systems,
): Devices {
  let adapters: Promise<readonly string[]> | undefined;
  let opened: Promise<Runtime> | undefined;
  const adaptersOnce = () => {
    adapters ??= names();
    return adapters;
  };
  const open = async (job: Job) => {
    const there = await adaptersOnce();
    if (there.length === 0) {
      throw new EngineError('device', 'no GPU was found on this machine', {
        hint: 'Compute on the CPU, or name the driver of a GPU of which the system does not tell by VK_DRIVER_FILES.',
      });
    }
    if (trial !== undefined) await tried(job, trial);
    throwIfCancelled(job); // it cannot be, from here on: a driver holds the thread
    return runtime({ threads, precision, memory, name: there.join(' / ') });
  };
  return {
    wish,
    precision,
    adapters: adaptersOnce,
    drivers,
    open(job) {
      const opening = opened ?? open(job);
      opened = opening;
      opening.catch((error) => {
        if (isEngineError(error, 'cancelled') && opened === opening) opened = undefined; // others may ask
      });
      return opening;
    },
  };
}

export function defaultDeviceMemory(): number {
  return Math.min(usualMemory, Math.floor(totalMemory() / 4));
}
