/**
 * The first of the tests that some item passes. One pass over the items: a header has 250,000 names
 * in no order, and most of the time goes into fetching them.
 */
export function firstPassed<Test, Item>(
  tests: readonly Test[],
  items: Iterable<Item>,
  passes: (test: Test, item: Item) => boolean,
): Test | undefined {
  let first = tests.length;
  for (const item of items) {
    for (let i = 0; i < first; i++) {
      if (passes(tests[i], item)) first = i;
    }
  }
  return tests[first];
}
