// Which prompts of a pair are computed whole. Mixed prompts are alike up to the first word that they take from
// elsewhere, and under a causal mask so are their states: a prompt starts where it parts from one that is computed.
import type { Input } from '../task/trial.ts';
import { firstDifference } from './fate.ts';

/** More of them hardly save positions, and the keys and values of each are kept. */
export const mostStems = 8;

/** A prompt that starts at position `start`, after the keys and values of `stem`. */
export type Branch = { readonly input: Input; readonly stem: Input; readonly start: number };

export type Stemmed = {
  /** Computed whole: those that must be, then the stems. */
  readonly whole: readonly Input[];
  readonly branches: readonly Branch[];
};

/**
 * All prompts of one pair, of which `whole` are computed whole in any case. Of the others those become whole, one
 * after the other, that save the rest more positions than they cost. Costs |all|^2 (|stems| + 1).
 */
export function stemsOf(whole: readonly Input[], all: readonly Input[]): Stemmed {
  const stems = [...whole];
  let branches = distinct(whole, all).map((input) =>
    nearest({ input, stem: whole[0], start: 0 }, whole),
  );
  while (stems.length < whole.length + mostStems) {
    const saved = branches.map((one) => savedBy(one, branches));
    const best = saved.indexOf(Math.max(...saved));
    if (!(saved[best] > 0)) break;
    const { input } = branches[best];
    stems.push(input);
    branches = branches.toSpliced(best, 1).map((one) => nearest(one, [input]));
  }
  return { whole: stems, branches };
}

/** Those of `all` that are not among `whole`, each once. */
function distinct(whole: readonly Input[], all: readonly Input[]): Input[] {
  const known = [...whole];
  for (const input of all) {
    if (!known.some((one) => firstDifference(one, input) === Infinity)) known.push(input);
  }
  return known.slice(whole.length);
}

/** Positions that the other branches start later if this one is a stem, less what it costs more itself. */
function savedBy({ input, start }: Branch, branches: readonly Branch[]): number {
  const later = branches.map((one) =>
    one.input === input ? -start : Math.max(0, partsFrom(one.input, input) - one.start),
  );
  return later.reduce((sum, positions) => sum + positions, 0);
}

function nearest(branch: Branch, stems: readonly Input[]): Branch {
  let best = branch;
  for (const stem of stems) {
    const start = partsFrom(branch.input, stem);
    if (start > best.start) best = { input: branch.input, stem, start };
  }
  return best;
}

/** The first position that a prompt has to be computed from; that of its answer at the latest. */
function partsFrom(input: Input, stem: Input): number {
  return Math.min(firstDifference(input, stem), input.readAt);
}
