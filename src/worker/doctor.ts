// The doctor's view, put together from what platform/ measures.
import { arch, platform } from 'node:os';
import { isEngineError } from '../engine/core/error.ts';
import { type Job, subJob } from '../engine/core/job.ts';
import type { Ports } from '../engine/core/ports.ts';
import { matmulRate, selfChecks } from '../platform/doctor.ts';
import { totalMemory } from '../platform/memory.ts';
import {
  DEFAULT_CAP_BYTES,
  defaultCacheFolder,
  diskStore,
  storedBytes,
} from '../platform/store.ts';
import type { DoctorView } from '../protocol/engineService.ts';

export async function doctor(
  job: Job,
  ports: Ports,
  cache: string | false | undefined,
  { memory }: { readonly memory: number }, // MB
): Promise<DoctorView> {
  const runtime = await ports.runtime();
  const checks = await selfChecks(job, runtime);
  return {
    runtime: `${runtime.name} ${runtime.version}`,
    runtimeNote: runtime.fallbackReason ?? null,
    tensorflow: await tensorflowOf(ports),
    threads: runtime.threads,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    matmulGflops: await matmulRate(subJob(job, 0.2, 1), runtime),
    checks,
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
