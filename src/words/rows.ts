// Sentences are written for prompts of tokens. Of models that read rows of numbers, pictures or tables, the same is said of
// rows and their regions.
import type { Report } from '../protocol/report.ts';

const replaced: readonly (readonly [RegExp, string])[] = [
  [/\bthe token(s?) (?=`)/g, 'the region$1 '],
  [/\bbase prompts\b/g, 'base rows'],
  [/\bbetween the prompt and the answer\b/g, 'between the input and the answer'],
  [/\bbeyond what the prompt itself says\b/g, 'beyond what the row itself says'],
  [/\bA finer granularity \(head, subspace\), or /g, 'Smaller regions, or '], // rows have no finer level
  [/\bA finer granularity or /g, 'Smaller regions or '],
  [/\bfrom another prompt\b/g, 'from another row'],
];

export function readsRows({ models }: Pick<Report, 'models'>): boolean {
  return models.length > 0 && models.every(({ family }) => family === rowFamily);
}

/** What a report calls the family of a model that reads rows. */
const rowFamily = 'rows';

export function ofInputs(report: Pick<Report, 'models'>, sentence: string): string {
  if (!readsRows(report)) return sentence;
  return replaced.reduce((words, [prompt, row]) => words.replace(prompt, row), sentence);
}
