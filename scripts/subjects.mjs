// What `npm test -- WORD` runs: the subject of that name, a folder of test/ with all that tests it, or else
// the test files whose path contains the word.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('../test', import.meta.url));

export const subjects = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The part of a path that the files have in common. */
export function filterOf(word) {
  return subjects.includes(word) ? `test/${word}/` : word;
}

/** Whether vitest has a file for the filter: those of the editor it does not run, and of none it tells all its settings. */
export function hasFiles(filter) {
  const part = filter.replace(/^\.\//, '').replace(/:\d+$/, ''); // as vitest takes paths, and their lines
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts') && !/^test\/(?:host|fixture)\//.test(path));
  return files.some((path) => path.includes(part) || `${root}${path}`.includes(part));
}
