// The reference's numbers for a task's checkpoints: expected.json of ../shared/ground-truth.
import { readFileSync } from 'node:fs';

export type ExpectedModel = {
  readonly accuracy: number;
  readonly crispness: readonly number[]; // [cuts]
  readonly siteCrispness: readonly (readonly number[])[]; // [cuts][spans]
  readonly label: readonly (readonly string[])[]; // [cuts][spans]: parts run together
  readonly inventory: readonly string[];
  readonly merge: readonly (readonly (readonly number[])[])[]; // [cuts][parts][parts]
};

export type Expected = {
  readonly models: Readonly<Record<string, ExpectedModel>>;
  /** By "A B". */
  readonly distance: Readonly<
    Record<
      string,
      {
        readonly value: number;
        readonly cut: number;
        readonly site: number;
        readonly full: number;
        readonly merge: number;
      }
    >
  >;
};

export function readExpected(path: string): Expected {
  return JSON.parse(readFileSync(path, 'utf8')) as Expected;
}

/** "ab-at-comma-gpt2-1a" -> "ab": a placement is not an algorithm. */
export function algorithmOf(model: string): string {
  return model.replace(/-(?:gpt2|llama)-\w+(?: .*)?$/, '').replace(/-at-.*$/, '');
}

/** Area under the ROC curve of telling `above` from `below`: P(above > below) + P(equal) / 2. */
export function auroc(below: readonly number[], above: readonly number[]): number {
  let won = 0;
  for (const b of below) for (const a of above) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / (below.length * above.length);
}
