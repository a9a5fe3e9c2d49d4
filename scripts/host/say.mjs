// What a run of the suite says as it goes: a line a test, with how long it took.

/** @typedef {{ name: string, ok: boolean, seconds: number, error?: string }} Tested */

/** @param {string} of what is tested
 * @param {Tested} test */
export function sayTest(of, { name, ok, seconds, error }) {
  console.log(` ${ok ? '✓' : '✗'} ${of}: ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(`     ${error}`);
}

/** @param {Record<string, number>} figures by what they measure and their unit */
export function sayFigures(figures) {
  for (const [key, value] of Object.entries(figures)) {
    const [what, unit] = key.split(/, (?=\S+$)/);
    console.log(`   ${what}: ${Math.round(value)} ${unit}`);
  }
}
