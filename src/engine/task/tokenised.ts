// A task in one model's tokens. Contract only; made by taskFit.ts.
import type { PartSet } from './partSet.ts';
import type { Pair, Task } from './task.ts';
import type { Trial } from './trial.ts';

/** A trial of tokens; the answers are one token each. */
export interface TokenTask extends Trial {
  readonly task: Task;
  /** Indices into task.answers of each pair's right answers; [] when none is known. */
  readonly right: readonly (readonly number[])[]; // [n]
  /** The same of the prompt that takes this set from the pair's source; [] too where it may be off the task. */
  rightOf(pair: number, set: PartSet): readonly number[];
  /** Pair i, in words. */
  pair(i: number): Pair;
  /** The base and source prompts as text, for people. */
  text(pair: number): { readonly base: string; readonly source: string };
}
