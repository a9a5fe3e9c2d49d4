// The process that reads Python opens files itself: plain ones of this disk, of a model file's size.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { longestFile } from '../../src/protocol/sourceService.ts';
import { readText } from '../../src/sourceProcess/readText.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-python-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How it is made -> what is read of it. */
const files: readonly (readonly [string, (path: string) => void, string | undefined])[] = [
  ['a plain file', (path) => writeFileSync(path, 'class A: pass\n'), 'class A: pass\n'],
  ['an empty one', (path) => writeFileSync(path, ''), ''],
  ['one with a byte order mark', (path) => writeFileSync(path, '\ufeffx = 1'), 'x = 1'],
  ['one that is no UTF-8', (path) => writeFileSync(path, Buffer.of(0x78, 0xff)), 'x\ufffd'],
  [
    'as long as may be',
    (path) => writeFileSync(path, '#'.repeat(longestFile)),
    '#'.repeat(longestFile),
  ],
  ['a byte longer', (path) => writeFileSync(path, '#'.repeat(longestFile + 1)), undefined],
  ['nothing', () => undefined, undefined],
  ['a folder', (path) => mkdirSync(path), undefined],
  ['a link to nothing', (path) => symlinkSync('nowhere', path), undefined],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path]), undefined],
  ['a device without an end', (path) => symlinkSync('/dev/zero', path), undefined],
];

test.each(files)('%s', (name, make, text) => {
  const path = join(folder, `${name} é.py`);
  make(path);
  expect(readText(pathToFileURL(path).href)).toBe(text);
});

test.each(['untitled:one.py', 'vscode-vfs://github/a/b.py', 'file://elsewhere/a.py', 'a.py', ''])(
  '%j is not on this disk',
  (uri) => {
    expect(readText(uri)).toBeUndefined();
  },
);
