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

/**
 * Twice as many pairs every time. A look spends as much of the error as it adds of the pairs; together they spend all
 * of it (the union bound), so that the last one is hardly wider than an interval of all pairs at once.
 */
export function looksOf(most: number, level: number): Look[] {
  const pairs: number[] = [];
  for (let n = firstLook; n < most; n *= 2) pairs.push(n);
  pairs.push(most);
  return pairs.map((n, k) => {
    const added = n - (k === 0 ? 0 : pairs[k - 1]);
    return { pairs: n, level: 1 - ((1 - level) * added) / most };
  });
}
