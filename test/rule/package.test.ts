// What a package promises before it is built: licences, what README.md may show, runtimes.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { expect, test } from 'vitest';
import { differences } from '../../scripts/package/fileList.mjs';
import { kinds } from '../../scripts/package/kinds.mjs';
import { notices } from '../../scripts/package/notices.mjs';

const root = join(import.meta.dirname, '../..');
const [universal] = kinds.filter(({ target }) => !target);

test('THIRD_PARTY_NOTICES.txt is current (npm run package -- --update)', async () => {
  expect(read('THIRD_PARTY_NOTICES.txt')).toBe(await notices());
});

test.each(kinds)('$name: every file of its runtime is there', ({ parts }) => {
  const paths = Object.entries(parts).flatMap(([name, files]) =>
    files.map((file) => `node_modules/${name}/${file}`),
  );
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('a package holds one runtime: its platform alone, or WebAssembly', () => {
  for (const { target, parts } of kinds) {
    const binaries = Object.values(parts)
      .flat()
      .filter((file) => file.startsWith('bin/'));
    const platforms = new Set(binaries.map((file) => file.split('/').slice(2, 4).join('-')));
    expect([...platforms]).toEqual(target ? [target] : []);
    expect(Object.keys(parts).includes('onnxruntime-web')).toBe(!target);
  }
});

test('what is on no list is left out, wherever it lies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-list-'));
  const stray = [
    '.env',
    'notes.txt',
    'src/a.ts',
    'dist/cli.mjs.map',
    'dist/key.pem',
    'media/a.psd',
  ];
  const wanted = ['package.json', 'dist/cli.mjs', 'media/icon.png'];
  for (const path of [...stray, ...wanted]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '{}');
  }
  writeFileSync(join(folder, '.vscodeignore'), read('.vscodeignore'));
  writeFileSync(join(folder, 'package.json'), read('package.json'));
  const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
  expect(files.sort()).toEqual(wanted.sort());
  rmSync(folder, { recursive: true });
});

test('a file that joins or leaves a package is named', () => {
  const all = differences(universal, []).map((line) => line.replace(/^- /, ''));
  expect(all).toContain('dist/extension.cjs');
  expect(differences(universal, all)).toEqual([]);
  const changed = [...all.filter((file) => file !== 'LICENSE'), 'dist/new.mjs'];
  expect(differences(universal, changed)).toEqual(['+ dist/new.mjs', '- LICENSE']);
});

test('README.md shows no SVG, which the Marketplace refuses', () => {
  expect(read('README.md').match(/\.svg|<svg|data:image/gi) ?? []).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
