// Answers written by hand: a letter a pair, and mixtures of such rows.
import type { Answers } from '../../src/engine/signature/answers.ts';
import { nothing, type PartSet } from '../../src/engine/task/partSet.ts';
import { grid } from './plans.ts';

const letters = 'abcdefghij';
const K = letters.length;

/** "abca": surely a, b, c and a on four pairs: [n, K]. */
export function said(row: string): Float32Array {
  const out = new Float32Array(row.length * K);
  for (const [i, letter] of [...row].entries()) out[i * K + letters.indexOf(letter)] = 1;
  return out;
}

/** Rows by share. */
export function mixture(...rows: readonly (readonly [share: number, row: string])[]): Float32Array {
  const tables = rows.map(([share, row]) => said(row).map((x) => share * x));
  return tables[0].map((_, at) => tables.reduce((sum, table) => sum + table[at], 0));
}

/** A model with these answers on mixed prompts, and these responses at the sites of one cut. */
export function model(
  mixed: ReadonlyMap<PartSet, Float32Array>,
  sites: readonly Float32Array[] = [],
): Answers {
  const clean = mixed.get(nothing)!;
  return {
    plan: grid(1, sites.length),
    pairs: clean.length / K,
    outcomes: K,
    clean,
    site: Float32Array.from(sites.flatMap((table) => [...table])),
    mixed,
  };
}
