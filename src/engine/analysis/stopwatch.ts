// How long the steps of a run took. Timings stand in the report, but nothing else depends on them.
import type { Timings } from '../../protocol/report.ts';

export type Stopwatch = {
  /** The step that has just ended, in the user's words. */
  lap(step: string): void;
  timings(): Timings;
};

export function stopwatch(now: () => number): Stopwatch {
  const begun = now();
  const steps: [string, number][] = [];
  let last = begun;
  const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;
  return {
    lap(step) {
      const at = now();
      steps.push([step, seconds(at - last)]);
      last = at;
    },
    timings: () => ({ seconds: seconds(now() - begun), steps }),
  };
}
