// Of many cases of one kind `npm test` runs some; `npm run long -- cases` runs all, and docs/cases.md has its last result.

export const isLong = process.env.CONGRUITY_ALL_CASES !== undefined;
/** Whether tests run that `npm test` leaves out: *.long.test.ts. */
export const hasLongTests = isLong || process.env.CONGRUITY_LONG_TESTS !== undefined;

/** At most so many, spread evenly. */
export function share<T>(cases: readonly T[], most: number): readonly T[] {
  if (isLong || cases.length <= most) return cases;
  return Array.from({ length: most }, (_, i) => cases[Math.floor((i * cases.length) / most)]);
}

/** So many of cases that are drawn. */
export const fewer = (all: number, here: number): number => (isLong ? all : here);
