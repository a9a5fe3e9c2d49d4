// The directory that a command runs in, which paths and the compute process start from.
import { EngineError } from '../engine/core/error.ts';

/** Throws EngineError('file-missing') where it was deleted: no path could be told, and no process started. */
export function refuseDeletedDirectory(): void {
  try {
    process.cwd();
  } catch {
    const message = 'the working directory does not exist any more';
    throw new EngineError('file-missing', message, {
      hint: 'Change to one that does, and run it again.',
    });
  }
}
