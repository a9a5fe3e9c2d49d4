// A task in one model's tokens: what the engine runs. Contract only; made by tokenise.ts.
import type { Task } from './task.ts';

/** One prompt in tokens. */
export type TokenPrompt = {
  readonly ids: Int32Array; // [T]
  /** Position whose output is read: the last real token, or the mask token of a masked model. */
  readonly readAt: number;
};

/**
 * n pairs in tokens. For one pair every prompt (base, source and all mixtures) has the same length
 * and the same span positions; different pairs may differ.
 */
export interface TokenTask {
  readonly task: Task;
  readonly pairs: number; // n
  readonly answerIds: Int32Array; // [answers], one token each
  /** Indices into task.answers of each pair's right answers; [] when none is known. */
  readonly right: readonly (readonly number[])[]; // [n]
  /** Token ranges [start, end) of every span of pair i. */
  spans(pair: number): readonly (readonly [number, number])[];
  /**
   * Pair i with the parts whose bit is set in `fromSource` taken from the source. 0 is the base, -1
   * (every bit) the source itself, also where a task has no parts.
   */
  prompt(pair: number, fromSource: number): TokenPrompt;
  /** The base and source prompts as text, for people. */
  text(pair: number): { readonly base: string; readonly source: string };
}
