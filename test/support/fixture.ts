// Where the fixtures are; and ../shared, which a user's clone does not have.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The absolute path of a file under test/fixture. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixture/${path}`, import.meta.url));
}

/** The absolute path of something in ../shared beside the checkout; undefined where there is none. */
export function shared(path: string): string | undefined {
  const at = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(at) ? at : undefined;
}
