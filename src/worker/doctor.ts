// The doctor's view, put together from what platform/ measures.
import { arch, platform } from 'node:os';
import { openedDevice } from '../engine/analysis/deviceOpening.ts';
import { isEngineError } from '../engine/core/error.ts';
import { type Job, subJob } from '../engine/core/job.ts';
import type { Ports } from '../engine/core/ports.ts';
import { defaultDeviceMemory } from '../platform/devices.ts';
import { type Check, matmulRate, selfChecks } from '../platform/doctor.ts';
import { totalMemory } from '../platform/memory.ts';
import {
  DEFAULT_CAP_BYTES,
  defaultCacheFolder,
  diskStore,
  storedBytes,
} from '../platform/store.ts';
import type { DoctorView } from '../protocol/doctor.ts';

export async function doctor(
  job: Job,
  ports: Ports,
  cache: string | false | undefined,
  { memory, deviceMemory }: { readonly memory: number; readonly deviceMemory?: number }, // MB
): Promise<DoctorView> {
  const runtime = await ports.runtime();
  const checks = await selfChecks(job, runtime);
  const found = await devicesView(subJob(job, 0.5, 1), ports);
  const memoryBytes = deviceMemory === undefined ? defaultDeviceMemory() : deviceMemory * 1e6;
  return {
    runtime: `${runtime.name} ${runtime.version}`,
    runtimeNote: runtime.fallbackReason ?? null,
    tensorflow: await tensorflowOf(ports),
    threads: runtime.threads,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    matmulGflops: await matmulRate(subJob(job, 0.2, 0.5), runtime),
    devices: { ...found.view, memoryBytes },
    checks: [...checks, ...found.checks],
    memory: { totalBytes: totalMemory(), budgetBytes: memory * 1e6 },
    cache: await cacheView(cache ?? defaultCacheFolder()),
  };
}

async function tensorflowOf(ports: Ports): Promise<string> {
  try {
    return (await ports.tensorflow()).computedBy;
  } catch (error) {
    if (isEngineError(error)) return error.message;
    throw error;
  }
}

/** A GPU that cannot be used is no failure of the machine; one that computes wrong is told as a check that fails. */
export async function devicesView(job: Job, ports: Ports) {
  const { devices } = ports;
  const adapters = (await devices?.adapters()) ?? [];
  const view = { adapters, problem: null, api: null, matmulGflops: null };
  const none = (problem: string) => ({ view: { ...view, problem }, checks: [] as Check[] });
  if (devices === undefined || (adapters.length === 0 && devices.wish !== 'gpu')) {
    return none('no GPU was found');
  }
  try {
    const runtime = await openedDevice(job, ports, devices);
    const checks = await selfChecks(job, runtime);
    return {
      view: { ...view, api: runtime.device!.api, matmulGflops: await matmulRate(job, runtime) },
      checks: checks.map((check) => ({ ...check, name: `${check.name}, on the GPU` })),
    };
  } catch (error) {
    if (!isEngineError(error, 'device')) throw error;
    return none(error.message);
  }
}

/** Tries the folder by keeping one byte in it. */
async function cacheView(folder: string | false): Promise<DoctorView['cache']> {
  const capBytes = DEFAULT_CAP_BYTES;
  if (folder === false) return { folder: null, bytes: 0, capBytes, problem: null };
  let problem: string | null = null;
  const onProblem = (sentence: string) => {
    problem = sentence;
  };
  await diskStore(folder, { capBytes, onProblem }).put('doctor', new Uint8Array(1));
  return { folder, bytes: problem === null ? await storedBytes(folder) : 0, capBytes, problem };
}
