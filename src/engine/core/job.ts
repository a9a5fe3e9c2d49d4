// A Job is handed first to everything long: it carries cancellation in and progress out.
import { EngineError } from './error.ts';

export interface Job {
  /** True once somebody asked this job to stop. */
  readonly cancelled: boolean;
  /** Says in the user's words what is being done, and how far: 0 to 1 of the whole job. */
  progress(fraction: number, doing: string): void;
  /**
   * Call at loop heads. Throws EngineError('cancelled') once cancelled. Lets messages in at most
   * every 20 ms (a run of the native runtime blocks its thread, so a cancel can only be heard here).
   */
  pause(): Promise<void>;
}

/** Throws EngineError('cancelled') if the job was asked to stop. */
export function throwIfCancelled(job: Job): void {
  if (job.cancelled) throw new EngineError('cancelled', 'the run was cancelled');
}

/** A job that reports its 0..1 as the share [from, to] of its parent. */
export function subJob(job: Job, from: number, to: number): Job {
  return {
    get cancelled() {
      return job.cancelled;
    },
    progress: (fraction, doing) => job.progress(from + (to - from) * fraction, doing),
    pause: () => job.pause(),
  };
}

/** For tests and scripts: never cancelled, reports nowhere. */
export const quietJob: Job = {
  cancelled: false,
  progress: () => undefined,
  pause: () => Promise.resolve(),
};
