// A folder that holds what one package is made of. vsce would take the whole checkout through its
// .vscodeignore; here it sees only what can be meant, and the same list then picks from that.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const own = [
  ...['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...['THIRD_PARTY_NOTICES.txt', '.vscodeignore', 'dist', 'media', 'l10n'],
];

/** Fills `folder` anew. Throws when something that belongs into the package does not exist.
 * @param {string} root of the checkout, built
 * @param {import('./kinds.mjs').Kind} kind
 * @param {string} folder */
export function stage(root, kind, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const path of own) copy(join(root, path), join(folder, path));
  for (const [name, paths] of Object.entries(kind.parts)) {
    for (const path of paths) {
      const to = join(folder, 'dist/node_modules', name, path);
      copy(join(root, 'node_modules', name, path), to);
    }
  }
}

/** Without what only a reader of the source would want. */
function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} does not exist, and belongs into the package`);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(map|d\.ts)$/.test(path) });
}
