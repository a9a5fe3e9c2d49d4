// npm run package [-- linux-x64 universal ...] [--out FOLDER]: a .vsix file for each platform that has
// a native runtime, and a universal one with WebAssembly. Fails when a package holds other files than
// scripts/package/files.txt lists or is over its budget, and when THIRD_PARTY_NOTICES.txt is not
// current. With --update: builds nothing, writes these two. Needs a built dist/ and no network.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { differences, write } from './package/fileList.mjs';
import { kinds } from './package/kinds.mjs';
import { notices } from './package/notices.mjs';
import { stage } from './package/stage.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const noticesFile = join(root, 'THIRD_PARTY_NOTICES.txt');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, update: { type: 'boolean' } },
});
const out = values.out ?? join(root, 'out/package');
mkdirSync(out, { recursive: true });

const unknown = names.find((name) => !kinds.some((kind) => kind.name === name));
const problems = unknown
  ? [`no package is named ${unknown}; there are ${kinds.map(({ name }) => name).join(', ')}`]
  : await (values.update ? update() : packageAll());
for (const problem of problems) console.error(` ✗ ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function update() {
  writeFileSync(noticesFile, await notices());
  const packages = [];
  for (const kind of kinds) packages.push({ kind, files: await inStage(kind, filesIn) });
  write(packages);
  return [];
}

async function packageAll() {
  const current = readFileSync(noticesFile, 'utf8') === (await notices());
  const problems = current ? [] : ['THIRD_PARTY_NOTICES.txt is not current'];
  for (const kind of kinds.filter(({ name }) => names.length === 0 || names.includes(name))) {
    problems.push(...(await inStage(kind, (folder) => packageOne(kind, folder))));
  }
  if (problems.length > 0) problems.push('npm run package -- --update writes the lists anew');
  return problems;
}

/** Returns what is wrong with it. */
async function packageOne(kind, cwd) {
  const { name, target, budget } = kind;
  const packagePath = join(out, `congruity-${name}-${version}.vsix`);
  const wrong = differences(kind, await filesIn(cwd)).map((line) => `${name}: ${line}`);
  // No public repository yet: nothing to say of it, and no address to lead relative links to.
  const unpublished = { allowMissingRepository: true, rewriteRelativeLinks: false };
  await createVSIX({ cwd, target, packagePath, dependencies: false, ...unpublished });
  const { size } = statSync(packagePath);
  const figures = `${megabytes(size)} of ${megabytes(budget)}`;
  console.log(`${packagePath}: ${figures}\n`);
  if (size > budget) wrong.push(`${name}: ${figures}`);
  return wrong;
}

async function filesIn(cwd) {
  return (await listFiles({ cwd, packageManager: PackageManager.None })).sort();
}

async function inStage(kind, use) {
  const folder = join(out, `stage-${kind.name}`);
  try {
    stage(root, kind, folder);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
