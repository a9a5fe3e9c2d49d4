// Jobs that are cancelled after so many looks, or that write down their progress.
import { expect } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { type Job, throwIfCancelled } from '../../src/engine/core/job.ts';

export type Progress = { readonly fraction: number; readonly doing: string };

export type Watched = Job & {
  /** How often somebody looked whether to stop. */
  readonly pauses: number;
  readonly log: readonly Progress[];
};

/** When to stop: at the pause of this number, or at the first one after this was reported. */
export type Stop = { readonly at?: number; readonly on?: string };

export function watchedJob(stop: Stop = {}): Watched {
  const log: Progress[] = [];
  let pauses = 0;
  const isReached = () => stop.on !== undefined && log.some(({ doing }) => doing === stop.on);
  return {
    log,
    get pauses() {
      return pauses;
    },
    get cancelled() {
      return isReached() || pauses > (stop.at ?? Number.POSITIVE_INFINITY);
    },
    progress: (fraction, doing) => {
      log.push({ fraction, doing });
    },
    async pause() {
      pauses++;
      throwIfCancelled(this);
    },
  };
}

/**
 * Runs to the end, checks that progress only rises, and then runs again cancelled at `times` moments
 * spread over the run: each must end as 'cancelled'.
 */
export async function checkCancelled(run: (job: Job) => Promise<unknown>, times: number) {
  await run(watchedJob()); // from now on weights are in memory
  const whole = watchedJob();
  await run(whole);
  checkProgress(whole);
  expect(whole.pauses).toBeGreaterThanOrEqual(times);
  for (let k = 0; k < times; k++) {
    const job = watchedJob({ at: Math.floor((k * whole.pauses) / times) });
    const error = await run(job).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe('cancelled');
  }
}

/** From 0 to 1 without ever falling back. */
export function checkProgress({ log }: Watched) {
  const fractions = log.map(({ fraction }) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions[0]).toBeGreaterThanOrEqual(0);
  expect(fractions.at(-1)).toBeLessThanOrEqual(1);
}
