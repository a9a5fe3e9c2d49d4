// Tries the draws of a task file while it is read, so that a rule that fails is known by its line.
import { quoted } from '../checkpoint/words.ts';
import { random } from '../core/random.ts';
import type { Drawing, NoPair } from './drawing.ts';
import { trialEffort } from './effort.ts';
import type { Pair } from './task.ts';
import type { Reading, SourceDrawJson } from './taskFile.ts';
import type { TaskContent } from './templateTask.ts';

/** One of two equally likely values that is not met in so many draws is never met. */
const TRIAL_DRAWS = 64;

export type Tried = {
  readonly drawing: Drawing;
  /** Why mixed prompts need not meet the constraints, a sentence; [] where they do. */
  readonly notes: readonly string[];
};

/** The draws that are possible: of pairs whose mixtures are on the task too, or else of any. Notes what is wrong. */
export function tryDraws(reading: Reading, content: TaskContent): Tried {
  const mixable = content.drawing(true);
  const tried = draws(content, mixable);
  const bound = 'wrong' in tried ? [] : boundVariables(reading, content, tried.pairs);
  if ('wrong' in tried || bound.length > 0) {
    const drawing = content.drawing(false);
    const again = draws(content, drawing);
    if (!('wrong' in again)) return { drawing, notes: [boundNote(bound)] };
  }
  if ('wrong' in tried) {
    const { field, wrong } = tried;
    reading.problem(reading.file[field] === undefined ? [] : [field], wrong);
  }
  return { drawing: mixable, notes: [] };
}

/** Fewer pairs where constraints are rarely met, though not impossible. */
function draws(
  { layout }: TaskContent,
  drawing: Drawing,
): { readonly pairs: readonly Pair[] } | NoPair {
  const rng = random('trial draws');
  const effort = trialEffort();
  const pairs: Pair[] = [];
  for (let i = 0; i < TRIAL_DRAWS; i++) {
    const pair = drawing.draw(rng, i % layout.forms.length, effort);
    if (!('wrong' in pair)) pairs.push(pair);
    else return effort.terms < 0 && effort.pairs > 0 ? { pairs } : pair;
  }
  return { pairs };
}

/** The variables that never change, though the source may give them any of several values. */
function boundVariables(
  { file }: Reading,
  { mixing }: TaskContent,
  pairs: readonly Pair[],
): readonly string[] {
  if (pairs.length < TRIAL_DRAWS) return [];
  const names = Object.keys(file.variables ?? {});
  const changes = (name: string) => {
    const v = names.indexOf(name);
    return pairs.some(({ variables: { base, source } }) => base[v] !== source[v]);
  };
  return mixing.variables.filter((name) => !isTable(file.source?.draw?.[name]) && !changes(name));
}

/** A table may change few values. */
const isTable = (json: SourceDrawJson | undefined) => typeof json === 'object' && 'table' in json;

function boundNote(bound: readonly string[]): string {
  const why =
    bound.length > 0
      ? `With the other variables as they are, the constraints allow no other value of ${bound.map(quoted).join(', ')}`
      : 'The constraints hardly allow to take one variable alone from a source';
  const mend = 'give more values, or let one variable derive from others';
  return `${why}: mixed prompts need not meet them here. To mend it, ${mend}.`;
}
