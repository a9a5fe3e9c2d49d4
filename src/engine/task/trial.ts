// What is run on a model, whatever its prompts are made of: pairs of inputs, the regions that are interchanged,
// the answers. Tokens are one kind of input (tokenised.ts makes them), the numbers of a row another.
import type { PartSet, TwoReadings } from './partSet.ts';
import type { Range } from './task.ts';

/** One prompt as a model takes it. */
export type Input = {
  /** One a position: token ids, or the numbers of a row. */
  readonly values: Int32Array | Float32Array; // [T]
  /** Position whose output is read: the last real token, or the mask token of a masked model. */
  readonly readAt: number;
};

/**
 * n pairs of inputs. For one pair every input (base, source and all mixtures) has the same length and the
 * same regions; different pairs may differ.
 */
export interface Trial {
  readonly pairs: number; // n
  readonly parts: number; // P
  /** Of every span the part that it holds, or -1. */
  readonly own: Int32Array; // [S]
  readonly readings: TwoReadings;
  /** What the readout is asked for: token ids, or classes. */
  readonly answers: Int32Array; // [A]
  /** Which of the K outcomes each answer is: those of one class count as one. */
  readonly outcomes: Int32Array; // [A]
  /** Its spans are places of every model's input, in no order: those of two models are matched place by place. */
  readonly fixedPlaces?: true;
  /** Positions [start, end) of every span of pair i. */
  regions(pair: number): readonly Range[];
  /** Pair i with this set taken from the source: nothing, the base; everything, the source itself. */
  input(pair: number, set: PartSet): Input;
  /** All that numbers of pair i depend on beside the model; never its place among the pairs. */
  identity(pair: number): string;
}
