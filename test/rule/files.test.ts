// What holds for every file of the project, whatever is in it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const maxLines = 300;

/** Tracked files, and new ones that git does not ignore. */
const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '');
const written = files.filter((path) => /\.(ts|mjs|css|py)$/.test(path));

test(`no source file is longer than ${maxLines} lines`, () => {
  const long = written
    .map((path) => [path, read(path).split('\n').length - 1] as const)
    .filter(([, lines]) => lines > maxLines);
  expect(long).toEqual([]);
});

test('no file names a place on the machine it was written on', () => {
  const place = /(?<![\w.}])\/(work|root|home|tmp|Users)\/[a-z]|[A-Z]:\\Users\\/;
  expect(linesThatMatch(place)).toEqual([]);
});

test('no file names the host of a package registry', () => {
  const host = /https?:\/\/[^/\s"']*(registry|npmjs|pypi|artifactory|nexus)[^/\s"']*/;
  expect(linesThatMatch(host)).toEqual([]);
});

test('every path that a document or a launch entry names exists', () => {
  const path = /(?<![\w/.@-])(?:src|test|scripts|webview|media)\/[\w./-]*\w/g;
  const named = files
    .filter((file) => file.endsWith('.md') || file === '.vscode/launch.json')
    .flatMap((file) => (read(file).match(path) ?? []).map((found) => [file, found] as const));
  expect(named.filter(([, found]) => !existsSync(join(root, found)))).toEqual([]);
});

function linesThatMatch(pattern: RegExp): readonly string[] {
  return files.flatMap((path) => {
    const text = read(path);
    if (text.includes('\0') || !pattern.test(text)) return []; // binary files, and most others
    const lines = text.split('\n');
    return lines.flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line}`] : []));
  });
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
