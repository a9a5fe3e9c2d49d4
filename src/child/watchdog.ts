// Ends a child process whose parent is gone, even while it is busy: a closed channel is heard only by
// a thread that waits, and a regular expression or the native runtime may hold it for long.
import { Worker } from 'node:worker_threads';

const EVERY_MS = 500;

/**
 * The thread that looks. It holds no native code, so the process may end at any moment. Where a
 * parent's death does not change the child's parent (Windows), its process is asked for.
 */
const LOOK = `
const { workerData: { parent, everyMs } } = require('node:worker_threads');
const isGone = () => {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
setInterval(() => {
  if (isGone()) process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;

/** For the main thread of a child, once; the thread does not keep the process alive. */
export function watchParent(): void {
  const watch = new Worker(LOOK, {
    eval: true,
    workerData: { parent: process.ppid, everyMs: EVERY_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watch.unref();
}
