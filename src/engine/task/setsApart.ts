// How well the sets of variables are told apart by the right answers of their prompts: two whose answers are the
// same in every pair stay one whatever a model does.
import type { Job } from '../core/job.ts';
import { membersOf, nothing, type PartSet } from './partSet.ts';
import type { Pair, Task } from './task.ts';
import { variableSets } from './taskSets.ts';

export type SetsApart = {
  /** How many pairs were looked at. */
  readonly pairs: number;
  /** Of every two sets the share of the pairs in which their right answers differ, the least first. */
  readonly couples: readonly {
    readonly sets: readonly [PartSet, PartSet];
    readonly share: number;
  }[];
  /** Variables that never change the right answer, whatever is taken with them. */
  readonly idle: readonly number[];
};

/** Right answers of some conditions take long to find; so many terms take a second. */
const TERMS = 30_000_000;
const FEWEST_PAIRS = 8;

/** Undefined where the task knows no right answers. */
export async function setsApart(
  job: Job,
  task: Task,
  pairs: readonly Pair[],
): Promise<SetsApart | undefined> {
  const sets = variableSets(task);
  const most = Math.floor(TERMS / (task.rightTerms * sets.length));
  const some = pairs.slice(0, Math.max(FEWEST_PAIRS, most));
  const rights: (readonly (string | undefined)[])[] = []; // by pair and set
  for (const pair of some) {
    await job.pause();
    rights.push(sets.map((set) => task.mixed(pair, set).right?.join()));
  }
  const couples = sets.flatMap((a, g) =>
    sets.slice(g + 1).flatMap((b, k) => {
      const share = shareApart(rights, g, g + 1 + k);
      return share === undefined ? [] : [{ sets: [a, b] as const, share }];
    }),
  );
  if (couples.length === 0) return undefined;
  couples.sort((a, b) => a.share - b.share);
  const idle = task.variables.flatMap((_, v) => (isIdle(task, couples, v) ? [v] : []));
  return { pairs: some.length, couples, idle };
}

/** Undefined where no pair has right answers for both. */
function shareApart(
  rights: readonly (readonly (string | undefined)[])[],
  g: number,
  h: number,
): number | undefined {
  const known = rights.filter((pair) => pair[g] !== undefined && pair[h] !== undefined);
  if (known.length === 0) return undefined;
  return known.filter((pair) => pair[g] !== pair[h]).length / known.length;
}

function isIdle(task: Task, couples: SetsApart['couples'], v: number): boolean {
  const differ = couples.filter(({ sets }) => {
    const [a, b] = sets.map((set) => variablesIn(set, task));
    return (a ^ b) === 1 << v;
  });
  return differ.length > 0 && differ.every(({ share }) => share === 0);
}

/** Bits of variables. */
export function variablesIn(set: PartSet, { readings }: Pick<Task, 'readings'>): number {
  return set === nothing ? 0 : membersOf(set, readings).mask;
}
