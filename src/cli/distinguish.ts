// distinguish: on which inputs do two models part?
import type { DistinguishRequest } from '../protocol/distinguish.ts';
import { runInEngine } from './engine.ts';
import { type Handed, handOut } from './handOut.ts';
import { machineOf } from './machine.ts';

export type DistinguishOptions = Omit<DistinguishRequest, 'a' | 'b' | 'task'> & Handed;

/** Returns the exit code. */
export async function distinguishCommand(a: string, b: string, options: DistinguishOptions) {
  const { pairs, seed, resamples, level, margin, permutations } = options;
  const choice = { pairs, seed, resamples, level, margin, permutations, ...machineOf(options) };
  return handOut(options, [a, b], (task) =>
    runInEngine('distinguish', { a, b, task, ...choice }, options),
  );
}
