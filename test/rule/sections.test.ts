// A section without a renderer does not compile: the compiler is given one more kind, misses it in every list,
// and takes it once it stands in each.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-sections-'));
  const parts = ['src/protocol', 'src/words', 'src/report', 'webview', 'tsconfig.json'];
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const options = { lib: ['ES2023', 'DOM', 'DOM.Iterable'] };
  const include = ['src/protocol', 'src/words', 'src/report/text.ts', 'webview'];
  const config = { extends: './tsconfig.json', compilerOptions: options, include };
  writeFileSync(join(folder, 'tsconfig.all.json'), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('as it is, it compiles', () => {
  expect(compile()).toEqual([]);
});

test('a kind of section that no list knows is missed in each of them', () => {
  const declared = join(folder, 'src/protocol/sections.ts');
  const text = readFileSync(declared, 'utf8');
  const union = 'export type Section =';
  expect(text.split(union)).toHaveLength(2);
  writeFileSync(declared, text.replace(union, `${union} | { readonly kind: 'weather' }`));
  const missed = compile().filter((line) => line.includes("Property 'weather' is missing"));
  expect(missed.map((line) => line.slice(0, line.indexOf('(')))).toEqual([
    'src/protocol/sections.ts',
    'src/report/textSections.ts',
    'webview/component/sections.ts',
  ]);
});

test('with a line in each of them it is a section like any other', () => {
  const add = (path: string, after: string, line: string) => {
    const file = join(folder, path);
    const text = readFileSync(file, 'utf8');
    expect(text.split(after), path).toHaveLength(2);
    writeFileSync(file, text.replace(after, `${after}\n${line}`));
  };
  add('src/protocol/sections.ts', '  fleet: true,', '  weather: true,');
  const text = "  fleet: { place: 'numbers', lines: fleetLines },";
  add('src/report/textSections.ts', text, "  weather: { place: 'numbers', lines: () => ['sun'] },");
  const page = "  fleet: { place: 'maps', draw: matrixOf },";
  add(
    'webview/component/sections.ts',
    page,
    "  weather: { place: 'maps', draw: () => h('p', {}) },",
  );
  expect(compile()).toEqual([]);
});

/** The compiler's complaints, one a line. */
function compile(): readonly string[] {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const command = [tsc, '-p', 'tsconfig.all.json', '--pretty', 'false'];
  const { stdout } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .sort();
}
