// congruity fleet as its users run it: a process, its matrix, its files, its exit code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOfFleet } from '../../src/cli/exitCodes.ts';
import type { Verdict } from '../../src/protocol/report.ts';
import { ab, bc, commandLine, sameAsAb, task } from '../support/commandLine.ts';
import { faultsOf } from '../support/schema.ts';

const cli = commandLine();
const { congruity } = cli;
const few = ['--task', task, '--pairs', '32', '--resamples', '200'];

test('a matrix in the terminal, a page and JSON; 1 when a pair is different', async () => {
  const args = ['fleet', ab, sameAsAb, bc, ...few, '--out', 'report/'];
  const { code, stdout } = await congruity(args);
  expect(stdout).toMatch(/^3 models on modsum\n3 models, 3 pairs of them: /);
  expect(stdout).toMatch(/^2 {2}ab-llama +=0\.\d\d$/m);
  expect(stdout).toMatch(/^3 {2}bc-llama +≠[01]\.\d\d ≠[01]\.\d\d$/m);
  expect(stdout).toMatch(/^= same interpretation {2}0\.\d\d \[.*\] {2}1 ab-gpt2 · 2 ab-llama$/m);
  const json = JSON.parse(readFileSync(join(cli.folder, 'report/report.json'), 'utf8'));
  expect(faultsOf(json)).toEqual([]);
  expect(json).toMatchObject({ kind: 'fleet', provenance: { parameters: { pairs: 32 } } });
  expect(readFileSync(join(cli.folder, 'report/report.html'), 'utf8')).toContain(
    '<title>3 models on modsum</title>',
  );
  expect(code).toBe(1);
});

test('--json prints JSON and nothing else; 0 when all are the same', async () => {
  const { code, stdout } = await congruity(['fleet', '--json', ab, sameAsAb, ...few]);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'fleet', models: [{}, {}] });
  expect(code).toBe(0);
});

test.each<readonly [string, number, RegExp, readonly string[]]>([
  ['a model that is not there', 66, /nowhere/, ['fleet', ab, bc, 'nowhere', ...few]],
  ['one model', 64, /a fleet has two checkpoints or more; one is given/, ['fleet', ab, ...few]],
  ['no model', 64, /missing required argument 'models'/, ['fleet', ...few]],
  ['no task', 64, /required option '--task <task>'/, ['fleet', ab, bc]],
])('%s: %i', async (_, expected, message, args) => {
  const { code, stdout, stderr } = await congruity(args);
  expect(stderr).toMatch(message);
  expect([code, stdout]).toEqual([expected, '']);
});

describe('the exit code of a fleet is that of its pairs', () => {
  test.each<readonly [number, readonly Verdict[]]>([
    [0, ['same interpretation', 'indistinguishable']],
    [1, ['inconclusive', 'different', 'same interpretation']],
    [1, ['not comparable', 'different']],
    [2, ['same interpretation', 'inconclusive']],
    [2, ['not comparable', 'indistinguishable']],
  ])('%i: %j', (code, verdicts) => {
    expect(exitCodeOfFleet(verdicts)).toBe(code);
  });
});
