// When the checkpoints of a run have come to how the last of them computes its answer, and where two that follow each other do
// not. A checkpoint counts only if it surely has the last one's interpretation: what is undecided has not settled. That all
// from some step on do is surely so at the level of one of them: it is wrong only if it is wrong of the last that does not.
import { isSame, type Verdict } from './verdict.ts';

export type Step = {
  readonly solves: boolean;
  /** Beside the last that solves the task; undefined: it is that one, or it was not compared. */
  readonly toLast: Verdict | undefined;
  /** Beside the one before it that solves the task. */
  readonly toPrevious: Verdict | undefined;
};

/** The first step from which on all have the last one's interpretation; undefined: none before the last has. */
export function settledAt(steps: readonly Step[]): number | undefined {
  const last = steps.findLastIndex(({ solves }) => solves);
  if (last < 0 || last < steps.length - 1) return undefined; // the run ends with checkpoints that do not solve the task
  let from = last;
  while (from > 0 && steps[from - 1].solves && isSame(steps[from - 1].toLast)) from--;
  return from === last ? undefined : from;
}

/** Steps that surely do not compute as the one before them. */
export function breaksOf(steps: readonly Step[]): number[] {
  return [...steps.keys()].filter((s) => steps[s].toPrevious === 'different');
}
