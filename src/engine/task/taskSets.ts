// The sets of parts of a task, as people look at them: all of few parts, of many those of one part and of all but one.
import { membersOf, occurrenceSet, type PartSet, variableSet } from './partSet.ts';
import type { Task } from './task.ts';

/** All subsets of so many parts are shown: 64 lines a reading. */
const ALL_SUBSETS = 6;

/** Of the variable reading, smallest first, from nothing to everything. */
export function variableSets({ readings }: Pick<Task, 'readings'>): readonly PartSet[] {
  return smallestFirst(readings.variables).map((mask) => variableSet(mask, readings));
}

/** Of the occurrence reading: those that are no set of variables too. */
export function occurrenceSets({ readings }: Pick<Task, 'readings'>): readonly PartSet[] {
  return smallestFirst(readings.depends.length)
    .map((mask) => occurrenceSet(mask, readings))
    .filter((set, i, sets) => set > 0 && sets.indexOf(set) === i)
    .filter((set) => membersOf(set, readings).reading === 'occurrences');
}

function smallestFirst(count: number): readonly number[] {
  const all = 2 ** count - 1;
  const single = Array.from({ length: count }, (_, i) => 1 << i);
  const some = [0, ...single, ...single.map((bit) => all - bit).reverse(), all];
  const masks = count <= ALL_SUBSETS ? Array.from({ length: all + 1 }, (_, mask) => mask) : some;
  const members = (mask: number) => single.flatMap((bit, i) => (mask & bit ? [i] : []));
  return masks
    .map((mask) => ({ mask, in: members(mask) }))
    .sort((a, b) => a.in.length - b.in.length || (before(a.in, b.in) ? -1 : 1))
    .map(({ mask }) => mask);
}

/** By the first member in which two sets of a size differ. */
function before(a: readonly number[], b: readonly number[]): boolean {
  const first = a.findIndex((member, i) => member !== b[i]);
  return first >= 0 && a[first] < b[first];
}
