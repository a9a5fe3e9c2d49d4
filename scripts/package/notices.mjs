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
  const text = licenceText(folder) ?? keptText(name, version);
  if (text) return `${name} ${version} (${license})\n\n${text}\n`;
  throw new Error(`${folder} has no licence text: keep its project's in media/notices`);
}

function licenceText(folder) {
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  return (
    file &&
    readFileSync(join(root, folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim()
  );
}

/** Of projects whose npm packages come without. A release of onnxruntime has its own, which lists what
 * its binaries hold. */
function keptText(name, version) {
  const projects = {
    onnxruntime: `onnxruntime-${version}`,
    '@microsoft/fast': 'fast',
    '@tensorflow/tfjs': 'tfjs',
    seedrandom: 'seedrandom',
  };
  const kept = `media/notices/${projects[name.replace(/-.*/, '')]}.txt`;
  return existsSync(join(root, kept)) ? `See ${kept}` : undefined;
}
