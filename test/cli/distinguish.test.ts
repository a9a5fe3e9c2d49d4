// `congruity distinguish --export`, end to end: a task file, and where nothing is found an older file stays, which is said.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ab, bc, commandLine, task } from '../support/commandLine.ts';

const cli = commandLine();
const few = ['--task', task, '--pairs', '16', '--resamples', '100', '--threads', '1'];

test('what was found is exported, with the comparison that shows it', async () => {
  const { code, stdout } = await cli.congruity([
    'distinguish',
    ab,
    bc,
    ...few,
    '--export',
    'f.json',
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain(`What it shows: congruity compare ${ab} ${bc} --task f.json`);
  expect(JSON.parse(readFileSync(join(cli.folder, 'f.json'), 'utf8')).pairs.length).toBeGreaterThan(
    0,
  );
});

test.each([
  ['an older file', 'old.json', 'old.json is as it was, of an earlier run'],
  ['no file', 'new.json', 'new.json is not written'],
])('nothing to export, %s', async (_, name, words) => {
  writeFileSync(join(cli.folder, 'old.json'), 'old');
  const asked = ['distinguish', ab, ab, ...few, '--quiet', '--export', name];
  const { stdout, stderr } = await cli.congruity(asked);
  expect(stdout).toBe('');
  expect(stderr).toContain(`congruity: nothing to export: ${words}`);
  expect(readFileSync(join(cli.folder, 'old.json'), 'utf8')).toBe('old');
});
