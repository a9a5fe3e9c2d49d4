// Node's answer to steps that may never end: V8 can be told to give up, even within a regular
// expression. What counts is processor time: a machine that is busy or asleep is not a file's fault.
import { Script } from 'node:vm';
import type { Bounded } from '../engine/core/bounded.ts';

/** A step is run again so often when others had the processor. */
const MAX_TRIES = 20;
/** V8 takes whole milliseconds above 0. */
const LEAST_MS = 1;

const STEP = Symbol.for('congruity.step');
const script = new Script(`globalThis[Symbol.for('congruity.step')]()`);
const holder = globalThis as { [STEP]?: () => unknown };

export const bounded: Bounded = <T>(milliseconds: number, step: () => T) => {
  for (let i = 0; i < MAX_TRIES; i++) {
    const start = cpu();
    holder[STEP] = step;
    try {
      const timeout = Math.max(LEAST_MS, Math.ceil(milliseconds));
      const value = script.runInThisContext({ timeout }) as T;
      return { value, spent: cpu() - start };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      if (cpu() - start > milliseconds / 2) return 'late';
    } finally {
      holder[STEP] = undefined;
    }
  }
  return 'late';
};

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
