// A mixture as a reader is told it.
import type { PartSet } from './partSet.ts';
import type { Pair, Task } from './task.ts';

/** The prompt of a pair with a set of parts taken from its source. */
export function toldMixture(
  task: Pick<Task, 'mixed' | 'prompt'>,
  pair: Pair,
  set: PartSet,
): string {
  const { values, told } = task.mixed(pair, set);
  return task.prompt(pair, told ?? values).text;
}
