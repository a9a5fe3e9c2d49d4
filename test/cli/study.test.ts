// congruity run as its users run it: exit codes, JUnit, JSON and page; what is wrong in the file is said by line.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOfStudy } from '../../src/cli/study.ts';
import { type cannedStudy, resultOf } from '../support/cannedStudy.ts';
import { ab, bc, commandLine, sameAsAb, task } from '../support/commandLine.ts';
import { studyFaultsOf } from '../support/studies.ts';
import { readXml } from '../support/xml.ts';

const cli = commandLine();
const { congruity } = cli;

/** A study in the folder of the test. */
function study(...expectations: readonly object[]): string {
  const json = {
    name: 'three',
    models: { ab, same: sameAsAb, bc },
    tasks: { modsum: task },
    settings: { pairs: 32, resamples: 200 },
    expectations,
  };
  const path = join(cli.folder, 'three.congruity.json');
  writeFileSync(path, JSON.stringify(json, null, 1));
  return path;
}
const same = { name: 'same <&>', expect: 'same interpretation', a: 'ab', b: 'same' };
const different = { name: 'unlike', expect: 'same interpretation', a: 'ab', b: 'bc' };

test('a text, JUnit XML, JSON and a page; 1 when one fails', async () => {
  const args = ['run', study(same, different), '--junit', 'out.xml', '--out', 'report/'];
  const { code, stdout } = await congruity(args);
  expect(stdout).toMatch(/^three: 1 passed, 1 failed\n\npassed +same <&>\nfailed +unlike\n/);
  expect(stdout).toMatch(/The verdict is `different`: profile distance/);
  expect(code).toBe(1);
  const { children } = readXml(readFileSync(join(cli.folder, 'out.xml'), 'utf8'));
  const cases = children.filter(({ name }) => name === 'testcase');
  expect(cases.map(({ attributes }) => attributes.name)).toEqual(['same <&>', 'unlike']);
  const json = JSON.parse(readFileSync(join(cli.folder, 'report/report.json'), 'utf8'));
  expect(studyFaultsOf(json)).toEqual([]);
  expect(readFileSync(join(cli.folder, 'report/report.html'), 'utf8')).toContain(
    '<title>three: 1 passed, 1 failed</title>',
  );
});

test('--only runs one; 0 when it passes', async () => {
  const { code, stdout } = await congruity(['run', study(same, different), '--only', 'same <&>']);
  expect([code, stdout]).toEqual([0, 'three: 1 passed\n\npassed              same <&>\n']);
});

test('JUnit XML on stdout is all that is there', async () => {
  const { stdout } = await congruity(['run', study(same), '--junit', '-']);
  expect(readXml(stdout).name).toBe('testsuite');
});

test.each<readonly [string, number, RegExp, (path: string) => readonly string[]]>([
  [
    'no such expectation',
    65,
    /no expectation "x"\n {2}It has "same <&>"/,
    (p) => [p, '--only', 'x'],
  ],
  ['no file', 66, /gone/, () => ['gone.congruity.json']],
  ['over the study', 64, /is an input/, (p) => [p, '--junit', p]],
  ['no study', 64, /missing required argument 'study'/, () => []],
])('%s: %i', async (_, expected, message, args) => {
  const { code, stdout, stderr } = await congruity(['run', ...args(study(same))]);
  expect(stderr).toMatch(message);
  expect([code, stdout]).toEqual([expected, '']);
});

test('what is wrong is said by line and column, all of it', async () => {
  const path = study({ ...same, b: 'x' }, { ...different, a: 'y' });
  const { code, stderr } = await congruity(['run', path]);
  expect(stderr).toMatch(/three\.congruity\.json:20:9: there is no model "x"; there is "ab"/);
  expect(stderr).toMatch(/three\.congruity\.json:25:9: there is no model "y"/);
  expect(code).toBe(65);
});

test('paths are of the folder of the study, wherever it is run from', async () => {
  mkdirSync(join(cli.folder, 'inner'));
  copyFileSync(task, join(cli.folder, 'inner/sums.json'));
  const json = {
    models: { ab },
    tasks: { sums: 'sums.json' },
    settings: { pairs: 32 },
    expectations: [{ expect: 'accuracy', model: 'ab', atLeast: 0.8 }],
  };
  writeFileSync(join(cli.folder, 'inner/a.congruity.json'), JSON.stringify(json));
  const { code, stdout } = await congruity(['run', 'inner/a.congruity.json']);
  expect([code, stdout.split('\n')[0]]).toEqual([0, 'a.congruity.json: 1 passed']);
});

describe('the exit code', () => {
  const [passed, failed] = [resultOf('passed'), resultOf('failed')];
  const [undecided, allowed] = [resultOf('undecided'), resultOf('undecided', true)];
  test.each<readonly [number, ReturnType<typeof cannedStudy>['expectations']]>([
    [0, [passed]],
    [0, [passed, allowed]],
    [2, [passed, undecided, allowed]],
    [66, [undecided, resultOf('error')]],
    [1, [undecided, resultOf('error'), failed]],
  ])('%i', (code, expectations) => {
    expect(exitCodeOfStudy({ expectations })).toBe(code);
  });
});
