// Classes of the sets of two tasks, so that what a model holds on one can be compared with what one holds on the
// other. A set is taken for what the other task has of it: where that holds `b` fixed, to take {a, b} from the source
// is to take {a}. So a task is compared with a part of itself as it is, and not as two tasks that differ.
import type { Classes } from '../signature/classes.ts';
import { everything, type PartSet } from '../task/partSet.ts';

/** One of the two tasks. */
export type Named = {
  readonly sets: readonly PartSet[]; // smallest first
  /** By its own model's answers. */
  readonly classes: Classes;
  /** What of a set both tasks have, the same for both; '' is nothing. */
  readonly nameOf: (set: PartSet) => string;
};

export type SharedClasses = {
  /** Of either task over its own sets; the first `shared` of both are the same classes. */
  readonly classes: readonly [Classes, Classes];
  /** What each of them is called in both tasks. */
  readonly keys: readonly [readonly string[], readonly string[]];
  /** How many classes have members in both tasks, and are neither nothing nor everything in one of them. */
  readonly shared: number;
};

/** What either model's answers do not tell apart is one class, transitively. */
export function sharedClasses(tasks: readonly [Named, Named]): SharedClasses {
  const first = new Map<string, string>(); // every name's class, by one of its names
  const find = (name: string): string => {
    const above = first.get(name) ?? name;
    return above === name ? name : find(above);
  };
  for (const { sets, classes, nameOf } of tasks) {
    for (const [g, set] of sets.entries()) {
      const [mine, other] = [nameOf(set), nameOf(classes.names[classes.of[g]])].map(find);
      if (mine !== other) first.set(mine, other);
    }
  }
  const of = tasks.map(({ sets, nameOf }) => sets.map((set) => find(nameOf(set))));
  const ends = [find(''), ...tasks.map(({ nameOf }) => find(nameOf(everything)))];
  const all = [...new Set(of.flat())];
  const isShared = (name: string) => of.every((names) => names.includes(name));
  const shared = all.filter((name) => isShared(name) && !ends.includes(name));
  const order = [...shared, ...all.filter((name) => !shared.includes(name))];
  const keysOf = (side: 0 | 1) => order.filter((name) => of[side].includes(name));
  const classesOf = (side: 0 | 1): Classes => {
    const here = keysOf(side);
    return {
      of: Int32Array.from(of[side], (name) => here.indexOf(name)),
      names: here.map((name) => tasks[side].sets[of[side].indexOf(name)]),
      nothing: here.indexOf(ends[0]),
      everything: here.indexOf(ends[side + 1]),
    };
  };
  return {
    classes: [classesOf(0), classesOf(1)],
    keys: [keysOf(0), keysOf(1)],
    shared: shared.length,
  };
}
