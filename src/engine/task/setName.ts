// How a set of parts is written: variables by their names, occurrences in quotes.
import { membersOf, type PartSet } from './partSet.ts';
import type { Task } from './task.ts';

/** ["which"], ["\"S2\""]; [] for nothing; in the order of the task. */
export function setName(
  set: PartSet,
  { parts, variables, readings }: Pick<Task, 'parts' | 'variables' | 'readings'>,
): readonly string[] {
  const { reading, mask } = membersOf(set, readings);
  const names = reading === 'variables' ? variables : parts.map(({ id }) => `"${id}"`);
  return names.filter((_, i) => (mask >>> i) & 1);
}
