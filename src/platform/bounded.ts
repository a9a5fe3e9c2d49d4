// Node's answer to steps that may never end: V8 can be told to give up, even within a regular
// expression. What counts is processor time: a machine that is busy or asleep is not a file's fault.
import { Script } from 'node:vm';
import type { Bounded } from '../engine/core/bounded.ts';

/** Where others have the processor, a step is run once more, with as much more time. */
const MOST_TIME = 20;

const STEP = Symbol.for('congruity.step');
const script = new Script(`globalThis[Symbol.for('congruity.step')]()`);
const holder = globalThis as { [STEP]?: () => unknown };

export const bounded: Bounded = (milliseconds, step) => {
  const wanted = Math.max(1, Math.ceil(milliseconds)); // V8 takes whole ones above 0
  const first = attempt(wanted, step);
  if (first.done) return first;
  const share = Math.max(first.spent / wanted, 1 / MOST_TIME);
  if (share > 0.9) return 'late';
  const second = attempt(Math.ceil(wanted / share), step);
  return second.done ? second : 'late';
};

type Attempt<T> =
  | { readonly done: true; readonly value: T; readonly spent: number }
  | { readonly done: false; readonly spent: number };

function attempt<T>(timeout: number, step: () => T): Attempt<T> {
  const start = cpu();
  holder[STEP] = step;
  try {
    const value = script.runInThisContext({ timeout }) as T;
    return { done: true, value, spent: cpu() - start };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { done: false, spent: cpu() - start };
  } finally {
    holder[STEP] = undefined;
  }
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
