// How much drawing may cost: constraints that are long and rarely met are given up, not waited for.

/** The work of the draws of one run. */
export type Effort = {
  tries: number;
  pairs: number;
  terms: number; // of expressions, that may still be evaluated
};

/** A term takes some 35 ns. */
const TERMS = 20_000_000;
/** Constraints of 50 terms that one draw in 100 obeys. */
const TERMS_A_PAIR = 10_000;

/** For `pairs` pairs that are wanted. */
export function effortFor(pairs: number): Effort {
  return { tries: 0, pairs: 0, terms: TERMS + pairs * TERMS_A_PAIR };
}

/** For seeing whether anything can be drawn. */
export function trialEffort(): Effort {
  return { tries: 0, pairs: 0, terms: TERMS / 2 };
}
