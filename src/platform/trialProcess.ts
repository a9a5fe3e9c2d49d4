// A trial of a GPU in a process of its own, from outside: a driver may end that process, or hang in it, and takes no run along.
import { fork } from 'node:child_process';
import { EngineError } from '../engine/core/error.ts';
import { type Job, throwIfCancelled } from '../engine/core/job.ts';

const patienceMs = 60_000; // shaders are compiled; a driver that takes longer hangs
const listenEveryMs = 50;

/** `module` does `tryDevice`. Throws EngineError 'device', or 'cancelled' when the job is; then nobody waits for the process. */
export async function tried(job: Job, module: string, patience = patienceMs): Promise<void> {
  const child = fork(module, ['{"trial":true}'], { stdio: 'ignore' });
  const clocks: NodeJS.Timeout[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const failed = (why: string) =>
        reject(new EngineError('device', `the GPU failed its trial: ${why}`, { hint }));
      const listen = () => {
        if (job.cancelled) reject(undefined);
      };
      clocks.push(setInterval(listen, listenEveryMs));
      clocks.push(setTimeout(() => failed('its driver did not answer'), patience));
      child.on('message', (word) => (word === '' ? resolve() : failed(String(word))));
      child.on('error', (error) => failed(error.message));
      // After 'exit' its last message may still be on the way.
      child.on('close', (code, signal) =>
        failed(`its driver ended the process (${signal ?? code})`),
      );
    });
  } catch (error) {
    throwIfCancelled(job);
    throw error;
  } finally {
    for (const clock of clocks) clearTimeout(clock);
    child.kill('SIGKILL'); // drivers keep threads, and one that hangs in the kernel not even ends so
    child.unref();
    if (child.connected) child.disconnect();
  }
}

const hint = 'Update its driver, or compute on the CPU.';
