// The natural models: what each was trained as, and the rule by which it goes on where the two rules part.
import { readFileSync } from 'node:fs';

/** 'neither': it has the task, and goes on by neither rule. */
export const rules = ['nesting', 'equal count', 'neither'] as const;
export type Rule = (typeof rules)[number];

/** A line of trained.jsonl: a model that train.py made, and what it was seen to do. Shares of strings. */
export type Trained = {
  readonly name: string;
  readonly family: string;
  readonly width: number;
  readonly depth: number;
  readonly mix: string;
  readonly decay: number;
  /** Right on strings kept back: balanced, not balanced, not balanced by one symbol. */
  readonly yes: number;
  readonly no: number;
  readonly near: number;
  /** Called balanced of equal count, not nested: of 8 to 14 symbols; of 12. */
  readonly part: number;
  readonly part12: number;
};

/** Who says of fewer than a tenth of the strings on which the rules part that they are balanced nests; of most, counts. */
const extremes = { nesting: 0.1, equalCount: 0.9 };
const solves = 0.98;

export function readTrained(path: string): Trained[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Trained);
}

/** Undefined: it has not learned the task. */
export function ruleOf({ yes, no, near, part }: Trained): Rule | undefined {
  if (Math.min(yes, no, near) < solves) return undefined;
  if (part < extremes.nesting) return 'nesting';
  return part > extremes.equalCount ? 'equal count' : 'neither';
}
