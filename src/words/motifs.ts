// What is said of the classes of a fleet.
import { count } from '../protocol/reportWords.ts';
import type { MotifReport, SectionOf } from '../protocol/sections.ts';
import { list } from './phrases.ts';

/** "ab-gpt2 and ab-llama: study ab-gpt2 in place of the other, 18,432 parameters"; one alone: "bc-llama alone". */
export function motifWords(
  { models, smallest, parameters }: MotifReport,
  names: readonly string[],
) {
  const all = list(models.map((m) => names[m]));
  if (models.length === 1) return `${all} alone`;
  const others = models.length === 2 ? 'the other' : 'the others';
  return `${all}: study ${names[smallest]} in place of ${others}, ${count(parameters)} parameters`;
}

/** undefined: nothing is undecided between two classes. */
export function tellingWords({ telling }: SectionOf<'motifs'>, names: readonly string[]) {
  if (telling === null) return undefined;
  const { a, b } = telling;
  return `Undecided models are not put together. Most would be settled by ${names[a]} and ${names[b]}, on more pairs or another task.`;
}
