// What the tests of a file came to.

/** A file that could not load, or a beforeAll that failed, is a failure too: its tests would only read "skipped".
 * @param {import('vitest/node').TestModule} module
 * @returns {{ passed: number, failed: number, skipped: string[] }} skipped: "test: reason" */
export function countedOf(module) {
  const groups = [module, ...module.children.allSuites()];
  const counted = {
    passed: 0,
    failed: groups.filter((group) => group.errors().length > 0).length,
    skipped: [],
  };
  for (const test of module.children.allTests()) {
    const { state, note } = test.result();
    if (state === 'passed') counted.passed++;
    else if (state === 'skipped')
      counted.skipped.push(`${test.fullName}: ${note ?? 'no reason given'}`);
    else counted.failed++;
  }
  return counted;
}
