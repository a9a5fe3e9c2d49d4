// The devices of a machine, as the engine sees them: which was wished for, what is there, and how it is opened.
import type { Job } from './job.ts';
import type { Precision, Runtime } from './runtime.ts';

/** `auto`: the GPU where it agrees with the CPU and is faster. */
export type DeviceWish = 'auto' | 'cpu' | 'gpu';

export interface Devices {
  readonly wish: DeviceWish;
  readonly precision: Precision;
  /** What is there, by name, without loading any driver. */
  adapters(): Promise<readonly string[]>;
  /** What tells their drivers from others, and from themselves after an update; without loading any. */
  drivers(): Promise<string>;
  /** Opens one, once for all that ask. Throws EngineError 'device' with the reason, or 'cancelled'. */
  open(job: Job): Promise<Runtime>;
}
