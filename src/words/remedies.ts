// What would settle an inconclusive verdict, in words.
import type { Remedy } from '../protocol/reason.ts';
import { count } from '../protocol/reportWords.ts';

export function remedyWords(remedy: Remedy): string {
  switch (remedy.code) {
    case 'more values':
      return orMoreValues(
        `At least ${remedy.needed} different pairs; a few hundred are usual.`,
        remedy,
      );
    case 'more pairs':
      return orMoreValues(
        `More pairs: about ${count(remedy.needed)} should show on which side of ${remedy.margin} it lies.`,
        remedy,
      );
    case 'more than pairs':
      return `A finer granularity or more seeds: what was measured lies so near ${remedy.margin} that more pairs will hardly settle it.`;
    case 'steadier task':
      return 'More pairs, or a task whose answers depend more on the variables that change.';
    case 'finer or more seeds':
      return 'A finer granularity (head, subspace), or more seeds of the model that cannot be read.';
    case 'finer or another task':
      return 'A finer granularity (head, subspace), or a task that varies an intermediate the models may share.';
    case 'places inside':
      return 'Pictures with regions, of which convolutions keep the places inside; what single units of a dense layer hold would take a finer level, which there is not for models of rows.';
    case 'name variables':
      return 'A task file with a template and named variables, so that what a place holds can be told.';
  }
}

type OfPairs = Extract<Remedy, { readonly needed: number }>;

/** Where the task does not have so many pairs, more of them must be written first. */
function orMoreValues(sentence: string, { needed, most }: OfPairs): string {
  if (most === null || most >= needed) return sentence;
  return `${sentence} The task has no more than ${count(most)}: add values or pairs to it.`;
}
