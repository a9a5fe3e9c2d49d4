// The looks of a comparison that stops as soon as its verdict is settled: after how many pairs, and at which level,
// so that all looks together are wrong no more often than the level that was asked for allows.

export type Look = {
  /** The first so many. */
  readonly pairs: number;
  /** Of its intervals. */
  readonly level: number;
};

/** Pairs of the first look: fewer tell two halves apart by chance (congruity/controls.ts). */
const firstLook = 16;

/** Twice as many pairs every time; each has an equal part of the error (Bonferroni). */
export function looksOf(most: number, level: number): Look[] {
  const pairs: number[] = [];
  for (let n = firstLook; n < most; n *= 2) pairs.push(n);
  pairs.push(most);
  return pairs.map((n) => ({ pairs: n, level: 1 - (1 - level) / pairs.length }));
}
