// A call of the protocol as the engine's Job.
import { type Job, throwIfCancelled } from '../engine/core/job.ts';
import type { Call } from '../protocol/server.ts';

const LISTEN_EVERY_MS = 20; // a cancel is heard well within its grace time, at no cost to a run

export function jobOf(call: Call): Job {
  let listenedAt = performance.now();
  const job: Job = {
    get cancelled() {
      return call.cancelled;
    },
    progress: (fraction, doing) => call.progress(fraction, doing),
    async pause() {
      if (performance.now() - listenedAt >= LISTEN_EVERY_MS) {
        await new Promise((resolve) => setImmediate(resolve)); // messages come in here
        listenedAt = performance.now();
      }
      throwIfCancelled(job);
    },
  };
  return job;
}
