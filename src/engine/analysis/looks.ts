// The looks of a run that stops as soon as its answer is settled: after how many pairs, and at which level, so that
// all looks together are wrong no more often than the level that was asked for allows.

export type Look = {
  /** The first so many. */
  readonly pairs: number;
  /** Of its intervals. */
  readonly level: number;
};

/** Pairs of the first look: fewer tell two halves apart by chance (congruity/controls.ts). */
const firstLook = 16;

/** Fewer more are hardly told from what is known: then the look before is left out. */
const worthALook = 1.5;

/**
 * Twice as many pairs every time. Looks spend the error as the cube of the share of the pairs (K. Kim, D. DeMets,
 * "Design and analysis of group sequential tests based on the type I error spending rate function", 1987); together
 * all of it, by the union bound. Seven eighths are left to the last one: what its intervals say hardly differs from
 * what those of all pairs at once do. Of 92 models whose algorithm is known as many are told apart then; with half of
 * the error for it, one in twenty fewer.
 */
export function looksOf(most: number, level: number): Look[] {
  const pairs: number[] = [];
  for (let n = firstLook; n * worthALook <= most; n *= 2) pairs.push(n);
  pairs.push(most);
  const spent = (n: number) => (1 - level) * (n / most) ** 3;
  return pairs.map((n, k) => {
    return { pairs: n, level: 1 - (spent(n) - (k === 0 ? 0 : spent(pairs[k - 1]))) };
  });
}
