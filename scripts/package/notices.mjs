// THIRD_PARTY_NOTICES.txt: name, version, licence and its text, of every package whose code is bundled
// or shipped. What is bundled is asked of esbuild, so that the list follows the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { assets, bundles } from '../../esbuild.mjs';
import { kinds } from './kinds.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const rule = '-'.repeat(100);
const head = `Congruity holds code of the packages below, each under its own licence. Its own is in LICENSE.
Written by \`npm run package -- --update\`.
`;

/** The text of the file as it should be. Throws when a package has no licence text. */
export async function notices() {
  const runtimes = kinds.flatMap(({ parts }) => Object.keys(parts));
  const paths = [
    ...runtimes.map((name) => `node_modules/${name}`),
    ...assets,
    ...(await bundled()),
  ];
  const folders = new Set(paths.flatMap((path) => packageFolder.exec(path) ?? []));
  return [head, ...[...folders].sort().map(notice)].join(`\n${rule}\n\n`);
}

/** Files of which anything is left in a bundle. */
async function bundled() {
  const built = await Promise.all(bundles.map((options) => build({ ...options, write: false })));
  return built.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
    ),
  );
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json')));
  return `${name} ${version} (${license})\n\n${licenceText(folder, name, version)}\n`;
}

/** npm's packages of onnxruntime come without any; its release's file is kept in media/notices. */
function licenceText(folder, name, version) {
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file)
    return readFileSync(join(root, folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
  const kept = `media/notices/${name.replace(/^(onnxruntime)-.*/, '$1')}-${version}.txt`;
  if (existsSync(join(root, kept))) return `See ${kept}`;
  throw new Error(`${folder} has no licence text: put the one of its release into ${kept}`);
}
