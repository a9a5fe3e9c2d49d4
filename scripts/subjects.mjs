// What `npm test -- WORD` runs: the subject of that name, a folder of test/ with all that tests it, or else
// the test files whose path contains the word.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test', import.meta.url));

export const subjects = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The part of a path that the files have in common. */
export function filterOf(word) {
  return subjects.includes(word) ? `test/${word}/` : word;
}
