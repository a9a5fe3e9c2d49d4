// Pairs by design. A few random pairs are sometimes blind: where base and source say the same name again, nothing
// tells whose rank was taken. Of the candidates for the next pair the one is taken that tells most sets of parts
// apart which the pairs before it told apart least; one that is there already comes last. Two sets that no pair tells
// apart weigh on no choice.
import { mixturesToCheck, mostMixtures } from './mixturesToCheck.ts';
import { nothing, type PartSet } from './partSet.ts';
import type { Pair, Task } from './task.ts';

/**
 * Draws that one pair is chosen from. With 16 every two sets of a built-in task that can be told apart are by one of
 * the first 8 pairs, and by a quarter of the first 16; at random some by none (test/task/pairDesign.test.ts).
 */
const CANDIDATES = 16;

export interface PairDesign {
  /** How many pairs are drawn to choose one from, for so many terms of expressions; 1: the cost allows no choice. */
  candidates(terms: number): number;
  /** The most telling first. */
  ranked(candidates: readonly Pair[]): readonly Pair[];
  /** The pair is one of the run's. */
  take(pair: Pair): void;
  /** Whether it is the last one taken. */
  took(pair: Pair): boolean;
}

/** What of a set's prompt tells it from others, as a number: its right answers where they are known, else its words. */
type Marks = Int32Array; // [S]

export function pairDesign(task: Task): PairDesign {
  const sets = setsOf(task);
  // A quarter for every pair that tells the two apart: those that were told apart least decide.
  const wanting = new Float64Array(sets.length * sets.length).fill(1); // [S, S], of g < h
  const taken = new Set<string>();
  let last: Pair | undefined;
  const known = new WeakMap<Pair, Marks>();
  const marksOf = (pair: Pair) => {
    const marks = known.get(pair) ?? marksIn(task, pair, sets);
    known.set(pair, marks);
    return marks;
  };
  const gain = (pair: Pair) => {
    if (taken.has(JSON.stringify(pair))) return -1;
    let sum = 0;
    forTold(marksOf(pair), (couple) => {
      sum += wanting[couple];
    });
    return sum;
  };
  return {
    candidates: (terms) =>
      Math.max(1, Math.min(CANDIDATES, Math.floor(terms / (mostMixtures(task) * task.rightTerms)))),
    ranked(candidates) {
      if (candidates.length < 2) return candidates;
      const gains = new Map(candidates.map((pair) => [pair, gain(pair)]));
      return [...candidates].sort((a, b) => gains.get(b)! - gains.get(a)!);
    },
    take(pair) {
      last = pair;
      taken.add(JSON.stringify(pair));
      forTold(marksOf(pair), (couple) => {
        wanting[couple] /= 4;
      });
    },
    took: (pair) => pair === last,
  };
}

/** Every set of both readings, up to six parts each; above, those whose tokens are looked at. */
function setsOf(task: Task): readonly PartSet[] {
  const spanOf = task.parts.map((_, p) => task.spans.findIndex(({ part }) => part === p));
  return [
    nothing,
    ...mixturesToCheck(
      task,
      spanOf.map((s) => [s, s + 1] as const),
    ),
  ];
}

function marksIn(task: Task, pair: Pair, sets: readonly PartSet[]): Marks {
  const numbers = new Map<string, number>();
  return Int32Array.from(sets, (set) => {
    const { values, right } = task.mixed(pair, set);
    const mark = right ? right.join() : JSON.stringify(values);
    const number = numbers.get(mark) ?? numbers.size;
    numbers.set(mark, number);
    return number;
  });
}

/** Every two sets, as an index, that are told apart. */
function forTold(marks: Marks, each: (couple: number) => void) {
  for (let g = 0; g < marks.length; g++) {
    for (let h = g + 1; h < marks.length; h++) {
      if (marks[g] !== marks[h]) each(g * marks.length + h);
    }
  }
}
