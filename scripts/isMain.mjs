import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** True for the module that `node` was asked to run: `isMain(import.meta.url)`. */
export function isMain(url) {
  const asked = process.argv[1];
  return asked !== undefined && realpathSync(asked) === fileURLToPath(url);
}
