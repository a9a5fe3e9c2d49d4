// Where the short commands write is looked at before they work, and by names that can be told apart.
import { expect, test } from 'vitest';
import { ab, commandLine, task } from '../support/commandLine.ts';

const { inShell } = commandLine();

test.each([
  [
    'a place that is wrong is told before the work: of a view',
    `for c in "inspect none" "task check none --model none" "task check none" "task list" doctor; do $C $c --json=no/x.json; done; exit $?`,
    66,
    /^(congruity: no\/x\.json cannot be written.*\n.*\n){5}$/,
  ],
  [
    'a pipe whose view fails: its reader ends',
    `mkfifo p; cat p > got & $C inspect none --json=p; code=$?; wait; exit $code`,
    66,
    /none does not exist/,
  ],
  [
    'names that are not UTF-8',
    `cp -r ${ab} $'m\\xff'; ln -s $'m\\xff' l; $C inspect l > /dev/null && $C inspect $'m\\xff'; $C inspect ${ab} --json $'o\\xfe.json'; code=$?; test $(ls | wc -l) = 2 && exit $code`,
    64,
    /^(congruity: .*\ufffd.* is not UTF-8.*\n.*\n){2}$/,
  ],
] as const)('%s', async (_, script, expected, said) => {
  const { code, stdout, stderr } = await inShell(script);
  expect(stdout + stderr).toMatch(said);
  expect(code).toBe(expected);
});

test
  .runIf(process.platform === 'linux')
  .each([
    `interpret ${ab} --task ${task} --out /proc/none/x`,
    `fleet ${ab} ${ab} --task ${task} --certificates /proc/none/x/y`,
  ])('a folder in which none can be made is told, and not tried for ever: %s', async (args) => {
  const { code, stderr } = await inShell(`timeout 60 $C ${args}`);
  expect(stderr).toMatch(/\/proc\/none\/x.* cannot be written: ENOENT/);
  expect(code).toBe(66);
});
