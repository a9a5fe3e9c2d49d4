// Node's answer to the engine's Devices: the GPUs of this machine, and the runtime on one of them.
import { fork } from 'node:child_process';
import type { Devices, DeviceWish } from '../engine/core/devices.ts';
import { EngineError } from '../engine/core/error.ts';
import type { Precision, Runtime } from '../engine/core/runtime.ts';
import { adapterNames } from './adapters.ts';
import { totalMemory } from './memory.ts';
import { deviceRuntime } from './runtimeDevice.ts';

export type DeviceSettings = {
  readonly wish: DeviceWish;
  readonly precision: Precision;
  readonly threads: number;
  /** Bytes that a run may take of it; WebGPU does not tell how many there are. */
  readonly memory?: number;
  /** A module that does `tryDevice` in a process of its own, before the device is opened in this one. */
  readonly trial?: string;
};

/** Cards with less are rare; a chip that shares the machine's memory gets a quarter, as the CPU does. */
const usualMemory = 4e9;

export function nodeDevices(
  { wish, precision, threads, trial, memory = defaultDeviceMemory() }: DeviceSettings,
  { names, runtime } = { names: adapterNames, runtime: deviceRuntime },
): Devices {
  let adapters: Promise<readonly string[]> | undefined;
  let opened: Promise<Runtime> | undefined;
  const adaptersOnce = () => {
    adapters ??= names();
    return adapters;
  };
  const open = async () => {
    const there = await adaptersOnce();
    if (there.length === 0) {
      throw new EngineError('device', 'no GPU was found on this machine', {
        hint: 'Compute on the CPU, or name the driver of a GPU of which the system does not tell by VK_DRIVER_FILES.',
      });
    }
    if (trial !== undefined) await tried(trial);
    return runtime({ threads, precision, memory, name: there.join(' / ') });
  };
  return {
    wish,
    precision,
    adapters: adaptersOnce,
    open() {
      opened ??= open();
      return opened;
    },
  };
}

export function defaultDeviceMemory(): number {
  return Math.min(usualMemory, Math.floor(totalMemory() / 4));
}

const patienceMs = 60_000; // shaders are compiled; a driver that takes longer hangs

/** A driver that ends its process must not end a run. Throws EngineError 'device'. */
function tried(module: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (why: string) => {
      clearTimeout(patience);
      reject(new EngineError('device', `the GPU failed its trial: ${why}`, { hint: trialHint }));
    };
    const child = fork(module, ['{"trial":true}'], { stdio: 'ignore' });
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      failed('its driver did not answer');
    }, patienceMs);
    let word: unknown;
    child.on('message', (message) => {
      word = message;
    });
    child.on('error', (error) => failed(error.message));
    // After 'exit' its last message may still be on the way.
    child.on('close', (code, signal) => {
      if (typeof word === 'string' && word !== '') return failed(word);
      if (word !== '') return failed(`its driver ended the process (${signal ?? code})`);
      clearTimeout(patience);
      resolve();
    });
  });
}

const trialHint = 'Update its driver, or compute on the CPU.';
