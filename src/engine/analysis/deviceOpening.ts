// A device is opened where it could be before. Why one could not be is kept for these adapters and their drivers: a driver
// that hangs costs a minute, and not one in every run. Who asks for the device by name has it tried again.
import type { Devices } from '../core/devices.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Runtime, runtimeKey } from '../core/runtime.ts';
import { algorithm } from '../core/version.ts';
import { digestOf } from './remember.ts';

/** Throws EngineError 'device' with the reason, of now or of before. */
export async function openedDevice(job: Job, ports: Ports, devices: Devices): Promise<Runtime> {
  const key = await keyOf(ports, devices);
  const before = new TextDecoder().decode(await ports.store.get(key));
  if (before !== '' && devices.wish !== 'gpu') throw refused(before);
  const keep = (why: string) => ports.store.put(key, new TextEncoder().encode(why));
  try {
    job.progress(0, 'trying the GPU');
    const runtime = await devices.open(job);
    if (before !== '') await keep('');
    return runtime;
  } catch (error) {
    if (isEngineError(error, 'device')) await keep(error.message);
    throw error;
  }
}

function refused(why: string): EngineError {
  return new EngineError(
    'device',
    `${why} (in an earlier run: it is tried again with another driver, or where it is asked for by name)`,
    { hint: 'Update its driver, or compute on the CPU.' },
  );
}

async function keyOf(ports: Ports, devices: Devices): Promise<string> {
  const [adapters, drivers] = [await devices.adapters(), await devices.drivers()];
  const runtime = runtimeKey(await ports.runtime());
  return `device-opening-${digestOf(ports, [algorithm, runtime, adapters, drivers])}`;
}
