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

/** Rows of numbers, or pictures. */
export function readsRows({ models }: Pick<Report, 'models'>): boolean {
  return models.length > 0 && models.every(({ family }) => rowFamilies.has(family));
}

/** Its cuts are values of a network that are called as its file calls them, not what lies between blocks. */
export function namesItsCuts({ models }: Pick<Report, 'models'>): boolean {
  return models.length > 0 && models.every(({ family }) => family === networks);
}

/** What a report calls the family of a model that reads rows, and is no transformer. */
const networks = 'rows';
const rowFamilies: ReadonlySet<string> = new Set([networks, 'vit', 'vit_in_memory', 'timm_vit']);

export function ofInputs(report: Pick<Report, 'models' | 'task'>, sentence: string): string {
  if (!readsRows(report)) return sentence;
  const words = replaced.reduce((said, [prompt, row]) => said.replace(prompt, row), sentence);
  return words.replace(/\b(sets?) of variables\b/g, `$1 of ${membersOf(report)}`);
}

/** What sets are of. */
export function membersOf(report: Pick<Report, 'models' | 'task'>): 'variables' | 'regions' {
  return readsRows(report) && report.task.variables.length === 0 ? 'regions' : 'variables';
}
