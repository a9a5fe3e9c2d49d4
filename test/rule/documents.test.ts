// What the documents show is true: the README's task is one, its table is the program's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { long } from '../../scripts/long.mjs';
import { exitCodeTable } from '../../src/cli/exitCodes.ts';
import { readStudy } from '../../src/engine/analysis/studyFile.ts';
import { version } from '../../src/engine/core/version.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the example of a task is a task', () => {
  const [, json] = /```json\n([\s\S]*?)```/.exec(readme)!;
  const task = readTask(json, 'README.md', sha256);
  expect(task.parts.map(({ id }) => id)).toEqual(['first', 'second', 'place', 'giver']);
});

test('the example of a study is a study', async () => {
  const [, json] = /```jsonc\n([\s\S]*?)```/.exec(readme)!;
  const study = await readStudy(nodeFiles(), '/a.congruity.json', json);
  expect(study.expectations.map(({ expectation }) => expectation.expect)).toEqual([
    ...['indistinguishable', 'stays as', 'holds', 'accuracy'],
  ]);
});

test('the exit codes are those of the program', () => {
  for (const [code, meaning] of exitCodeTable) expect(readme).toContain(`| ${code} | ${meaning} |`);
});

const lines = [...readme.matchAll(/^ {4}node dist\/cli\.mjs (.*)$/gm)].map(([, line]) => line);

test('every command has a line to copy', () => {
  const program = readFileSync(join(root, 'src/cli/program.ts'), 'utf8');
  const commands = [...program.matchAll(/program\s*\.command\('([\w-]+)'/g)].map(
    ([, name]) => name,
  );
  expect(commands).toContain('verify-certificate');
  const shown = new Set(lines.map((line) => line.split(' ')[0]));
  expect(commands.filter((name) => !shown.has(name))).toEqual([]);
});

test('what the lines on the samples name is there, and so is each option that needs material', () => {
  const samples = lines.filter((line) => /\$[ST]\//.test(line));
  const [, folders] = /^ {4}(S=.*)$/m.exec(readme)!;
  const of = Object.fromEntries(folders.split(' ').map((each) => each.split('=')));
  const named = samples.flatMap((line) => [...line.matchAll(/\$([ST])\/([\w./-]+)/g)]);
  const there = ([, at, path]: readonly string[]) => {
    const [folder, start] = [join(root, of[at]), path];
    return readdirSync(folder).some(
      (name) => name === start || (start.endsWith('-') && name.startsWith(start)),
    );
  };
  expect(named.filter((each) => !there(each)).map(([all]) => all)).toEqual([]);
  for (const option of ['--against', '--certificates', '--granularity all', '--to', '--export']) {
    expect(samples.join('\n')).toContain(option);
  }
});

test('every family and every built-in task is named', () => {
  const missing = [...dialects.map(({ title }) => title), ...builtInTasks.map(({ name }) => name)];
  expect(missing.filter((name) => !readme.includes(name))).toEqual([]);
});

test('reports say the version of the package', () => {
  expect(version).toBe(manifest.version);
});

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])(
  'every file that %s names is there',
  (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|mjs|json|md|py|txt))`/g)].map(
      ([, path]) => path,
    );
    expect(named.length).toBeGreaterThan(3);
    const roots = ['', 'src', 'src/engine'];
    const missing = named.filter((path) => !roots.some((at) => existsSync(join(root, at, path))));
    expect(missing).toEqual([]);
  },
);

test('every page that CONTRIBUTING.md says is written by a script is of a run that `npm run long` lists', () => {
  const root = join(import.meta.dirname, '../..');
  const table = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('## Packages')[0];
  const pages = new Set([...table.matchAll(/`(docs\/\w+\.md)`/g)].map(([, page]) => page));
  const runs = Object.values(long) as [string, number, string, string][];
  expect(pages.size).toBeGreaterThan(6);
  expect(pages).toEqual(
    new Set(runs.map(([, , , page]) => page).filter((page) => page !== 'no page')),
  );
  for (const [words] of runs) expect(manifest.scripts).toHaveProperty(words.split(' ')[0]);
  // An hour or more, without a page.
  expect(runs.map(([words]) => words)).toContain('bench coverage');
});

test('docs/reading.md has every word that the page explains', () => {
  const page = readFileSync(join(root, 'webview/component/glossary.ts'), 'utf8');
  const [, meanings] = /const meanings = \{([\s\S]*?)\n\} as const/.exec(page)!;
  const words = [...meanings.matchAll(/^ {2}(?:'([^']+)'|(\w+)):/gm)].map(([, a, b]) => a ?? b);
  const reading = readFileSync(join(root, 'docs/reading.md'), 'utf8');
  const rows = [...reading.matchAll(/^\| ([a-z, ]+) \|/gm)].flatMap(([, cell]) => cell.split(', '));
  expect(words.length).toBeGreaterThan(10);
  expect(words.filter((word) => !rows.includes(word))).toEqual([]);
});
