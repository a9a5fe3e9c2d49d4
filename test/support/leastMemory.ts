// What a run asks for at least, found by asking.
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { memoryTaken, refuseTooLarge } from '../../src/engine/analysis/runMemory.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';

/** MB in which the CPU runs all of it. */
export function leastMemory(candidates: readonly Candidate[]): number {
  return least(1000, (megabytes) => memoryTaken(candidates, megabytes));
}

/** Bytes in which a device runs all of it. */
export function leastDeviceMemory(candidates: readonly Candidate[], on: Runtime): number {
  const { device } = on;
  return least(2 ** 30, (memory) =>
    refuseTooLarge(candidates, { ...on, device: { ...device!, memory } }),
  );
}

/** Where it no longer throws, to `exactly`. */
export function least(
  most: number,
  attempt: (memory: number) => unknown,
  exactly = 1e-6 * most,
): number {
  let [less, enough] = [0, most];
  while (enough - less > exactly) {
    const tried = (less + enough) / 2;
    try {
      attempt(tried);
      enough = tried;
    } catch {
      less = tried; // 'memory', 'device'
    }
  }
  return enough;
}
