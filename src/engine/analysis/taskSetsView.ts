// What `congruity task check` shows of a task's sets of parts: the mixed prompts of one pair, and whether right
// answers tell them apart.
import type { TaskSetsView } from '../../protocol/taskViews.ts';
import { quoted } from '../checkpoint/words.ts';
import type { Job } from '../core/job.ts';
import type { PartSet } from '../task/partSet.ts';
import { setName } from '../task/setName.ts';
import { type SetsApart, setsApart, variablesIn } from '../task/setsApart.ts';
import type { Pair, Task } from '../task/task.ts';
import { occurrenceSets, variableSets } from '../task/taskSets.ts';
import { toldMixture } from '../task/toldMixture.ts';

/** Nobody reads a longer list of couples that are one. */
const MAX_SAME = 10;

/** A sentence, and the field of the task file that it is about. */
type Note = { readonly sentence: string; readonly path: readonly string[] };

/** The first of the pairs in which most variables have another value. */
export function tellingPair(pairs: readonly Pair[]): Pair {
  const changed = ({ variables: { base, source } }: Pair) =>
    base.filter((word, v) => word !== source[v]).length;
  return pairs.reduce((best, pair) => (changed(pair) > changed(best) ? pair : best));
}

/** The prompts of a telling pair, and what of all of them tells the sets apart. */
export async function taskSetsView(
  job: Job,
  task: Task,
  pairs: readonly Pair[],
): Promise<{ readonly sets: TaskSetsView; readonly notes: readonly Note[] }> {
  const apart = await setsApart(job, task, pairs);
  const name = (set: PartSet) => setName(set, task);
  const pair = tellingPair(pairs);
  const prompts = [...variableSets(task), ...occurrenceSets(task)].map((set) => {
    const { right } = task.mixed(pair, set);
    return {
      set: name(set),
      prompt: toldMixture(task, pair, set),
      right: right?.map((answer) => task.answers[answer]) ?? null,
    };
  });
  const notes = [
    ...task.notes.map((sentence) => ({ sentence, path: ['constraints'] })),
    ...(apart ? sameSets(task, apart) : noAnswers(task)),
  ];
  const sets = {
    variables: task.variables,
    prompts,
    apart: apart
      ? {
          pairs: apart.pairs,
          idle: apart.idle.map((v) => task.variables[v]),
          couples: apart.couples.map(({ sets: [a, b], share }) => ({
            sets: [name(a), name(b)],
            share,
          })),
        }
      : null,
    notes: notes.map(({ sentence }) => sentence),
  };
  return { sets, notes };
}

/** What no pair tells apart, beside variables that change nothing. */
function sameSets(task: Task, { idle, couples, pairs }: SetsApart): readonly Note[] {
  const unused = idle.map((v) => ({
    sentence: `${quoted(task.variables[v])} never changes the right answer.`,
    path: ['variables', task.variables[v]],
  }));
  const idleBits = idle.reduce((mask, v) => mask | (1 << v), 0);
  const plain = (set: PartSet) => (variablesIn(set, task) & idleBits) === 0;
  const same = couples.filter(({ share, sets }) => share === 0 && sets.every(plain));
  const said = same.slice(0, MAX_SAME).map(({ sets: [a, b] }) => {
    const [x, y] = [a, b].map((set) => `{${setName(set, task).join(', ')}}`);
    return `${x} and ${y} have the same right answer in all of ${pairs} pairs.`;
  });
  if (same.length > MAX_SAME) said.push(`So have ${same.length - MAX_SAME} more couples of sets.`);
  return [...unused, ...said.map((sentence) => ({ sentence, path: ['variables'] }))];
}

function noAnswers({ variables }: Task): readonly Note[] {
  const none =
    'The task names no variables: at most "indistinguishable" can be said of two models.';
  const unknown = 'No right answers are known that would tell the sets of variables apart.';
  return [{ sentence: variables.length > 0 ? unknown : none, path: [] }];
}
