// What a run asks for at least, found by asking.
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { memoryTaken } from '../../src/engine/analysis/runMemory.ts';

/** MB in which the CPU runs all of it. */
export function leastMemory(candidates: readonly Candidate[]): number {
  let [less, enough] = [0, 1000];
  while (enough - less > 1e-3) {
    const tried = (less + enough) / 2;
    try {
      memoryTaken(candidates, tried);
      enough = tried;
    } catch {
      less = tried; // 'memory'
    }
  }
  return enough;
}
