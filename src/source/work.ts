// How much is followed before a text counts as too much. Everything that can grow pays here: steps,
// lists, strings, tables, rules. A deadline stands behind the count, for what the count does not know.

export type Work = {
  /** What is left of the count. */
  left: number;
  /** The time that was used, ms: of the processor, where that can be had, since others may be busy. */
  readonly now: () => number;
  /** When it ends. */
  readonly until: number;
  sinceLooked: number;
  /** What this is a part of. */
  readonly whole: Work | undefined;
};

/** Of one reading of a class. A fifth of a second at worst; Llama with 126 blocks takes 40,000. */
export const mostSteps = 400_000;

export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/** Also text so deep within itself that following it takes all of the call stack. */
export function isTooMuch(error: unknown): boolean {
  const isDeep = error instanceof RangeError && /call stack/i.test(error.message);
  return error instanceof TooMuch || isDeep;
}

/** @param longest ms */
export function workOf(now: () => number, longest: number, left: number): Work {
  return { left, now, until: now() + longest, sinceLooked: 0, whole: undefined };
}

/** A count of its own within the same time. */
export function partOf(work: Work): Work {
  return { ...work, left: mostSteps, sinceLooked: 0, whole: work };
}

const lookEvery = 4096; // steps, some 2 ms: to ask for the time that was used takes as long on some systems

/** @param amount steps, or how much is made by one */
export function spend(work: Work, amount: number): void {
  work.left -= amount;
  if (work.whole) work.whole.left -= amount;
  work.sinceLooked += amount;
  if (work.left < 0 || (work.whole && work.whole.left < 0)) throw new TooMuch('too much to follow');
  if (work.sinceLooked < lookEvery) return;
  work.sinceLooked = 0;
  if (work.now() > work.until) throw new TooMuch('too long to follow');
}
