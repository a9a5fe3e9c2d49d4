// How much drawing may cost: constraints that are long and rarely met are given up, not waited for.

/** The work of the draws of one run. */
export type Effort = {
  tries: number;
  pairs: number;
  terms: number; // of expressions, that may still be evaluated
};

/** A term takes some 35 ns. */
const TERMS = 20_000_000;
/** Constraints of 50 terms that one draw in 100 obeys, and 62 mixtures of it. */
const TERMS_A_PAIR = 20_000;
/** Candidates for one pair, and what each of its mixtures has as right answer: 3 ms. */
export const TERMS_A_CHOICE = 100_000;
/** A third of a second: a run is cancelled between two draws. */
export const TERMS_A_DRAW = 10_000_000;

/** For `pairs` pairs that are wanted. */
export function effortFor(pairs: number): Effort {
  return { tries: 0, pairs: 0, terms: TERMS + pairs * (TERMS_A_PAIR + TERMS_A_CHOICE) };
}

/** For seeing whether anything can be drawn. */
export function trialEffort(): Effort {
  return { tries: 0, pairs: 0, terms: TERMS / 2 };
}
