// What a run in looks says before its end, on the built command line.
import { expect, test } from 'vitest';
import { ab, bc, commandLine, sameAsAb, task } from '../support/commandLine.ts';

const cli = commandLine();
const { congruity, inShell } = cli;
const few = ['--task', task, '--resamples', '200', '--threads', '1', '--no-cache'];
/** The first sighting and the last look, before its shares, are told however fast the run is; between them not all may be. */
const lines =
  /^8 pairs: A first look at [^\n]*\n(?:[^\n]*\n)*32 pairs: (different|inconclusive) so far\. /m;

test('a line a look on stderr, where no line is redrawn; the report itself is whole', async () => {
  const ended = await congruity(['compare', ab, bc, ...few, '--stages', '2', '--json']);
  expect(ended.stderr).toMatch(lines);
  const { looks, verdict } = JSON.parse(ended.stdout);
  expect(looks.stopped).not.toBeNull();
  expect(looks.looks.length).toBe(3);
  expect(ended.code).toBe({ different: 1, inconclusive: 2 }[verdict as string]);
});

test('of a fleet how many models are looked at, then how many are compared', async () => {
  const ended = await congruity(['fleet', ab, bc, sameAsAb, ...few, '--stages', '1', '--json']);
  expect(ended.stderr).toMatch(/^8 pairs: a first look at 1 of 3 models$/m);
  expect(ended.stderr).toMatch(/^16 pairs: so far 3 models, 3 pairs of them: [^\n]*\.$/m);
  const { looks, reason } = JSON.parse(ended.stdout);
  expect(looks.stopped).not.toBeNull();
  expect(reason.models).toBe(3);
});

test('--quiet: nothing', async () => {
  const ended = await congruity(['interpret', ab, ...few, '--stages', '1', '--quiet']);
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('exactly so many pairs are measured at once: nothing is said before the end', async () => {
  const ended = await congruity(['interpret', ab, ...few, '--pairs', '16', '--json']);
  expect(ended.stderr).not.toMatch(/so far|first look|^\d+ pairs: /m);
  expect(JSON.parse(ended.stdout).looks).toBeNull();
});

test('cancelled when something is known, it says that the same command goes on', async () => {
  const run = ['compare', ab, sameAsAb, '--task', task, '--threads', '1', '--work', '1000000'];
  const ended = await inShell(`
    mkfifo said
    $C ${run.map((word) => `'${word}'`).join(' ')} 2>said & pid=$!
    while IFS= read -r line; do
      echo "$line" >&2
      case "$asked$line" in [0-9]*' pairs: A first look'*) kill -INT $pid; asked=yes;; esac
    done <said
    wait $pid; exit $?`);
  expect(ended.stderr).toMatch(
    /the run was cancelled\n {2}What was measured is kept: the same command goes on from there\./,
  );
  expect(ended).toMatchObject({ code: 130, stdout: '' });
});
