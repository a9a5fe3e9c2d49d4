// A process and the one that forked it: what it says goes there, and it ends with it, whatever it is doing.
import { watchParent } from './watchdog.ts';

/** For the main thread of a child, once. */
export function followParent(): void {
  // An orderly exit runs what a GPU's driver has left for it, which may hang.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  watchParent();
  // Ctrl-C reaches the whole group of a terminal; what it means is the parent's to decide.
  process.on('SIGINT', () => undefined);
}

export function sendToParent(message: object): void {
  if (process.connected) process.send?.(message);
}
