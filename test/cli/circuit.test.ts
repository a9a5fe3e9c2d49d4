// `congruity circuit`, end to end: what it writes, what it takes, and what it says of a wrong command line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ab, bc, commandLine, task } from '../support/commandLine.ts';

const cli = commandLine();
const { congruity } = cli;
const few = ['--task', task, '--pairs', '16', '--resamples', '100', '--threads', '1'];
const written = (name: string) => readFileSync(join(cli.folder, name), 'utf8');

test('a summary, the report as JSON and as a page, and the circuit for EAP-IG; which it takes again', async () => {
  const out = ['--out', 'report/', '--export', 'eap.json'];
  const { code, stdout } = await congruity(['circuit', ab, ...few, ...out]);
  expect(code).toBe(0);
  expect(stdout).toContain('of its 15 heads');
  expect(stdout).toContain('Written: eap.json');
  expect(written('report/report.html')).toContain('<title>ab-gpt2: circuit</title>');
  const { sections } = JSON.parse(written('report/report.json'));
  const again = await congruity(['circuit', ab, ...few, '--circuit', 'eap.json', '--json']);
  const checked = JSON.parse(again.stdout).sections[0];
  expect(checked).toMatchObject({ origin: 'file', size: sections[0].size });
  expect(checked.faithfulness).toEqual(sections[0].faithfulness);
  const own = await congruity(['circuit', ab, ...few, '--circuit', 'report/report.json', '--json']);
  expect(JSON.parse(own.stdout).sections).toEqual(JSON.parse(again.stdout).sections);
});

test('two models: their circuits beside each other, in every form', async () => {
  const { code, stdout } = await congruity(['circuit', ab, bc, ...few, '--out', 'two/']);
  expect(code).toBe(0);
  const said = stdout.replaceAll(/\s+/g, ' ');
  expect(said).toContain('no verdict on the two models');
  expect(said).toContain('compare the two models for it.');
  expect(stdout).toContain(`The verdict: congruity compare ${ab} ${bc} --task ${task}\n`);
  expect(written('two/report.html')).toContain('<title>ab-gpt2 and bc-llama: circuits</title>');
  expect(JSON.parse(written('two/report.json'))).toMatchObject({ kind: 'wiring' });
});

test.each([
  ['no task', 64, /required option '--task <task>'/, ['circuit', ab]],
  ['three models', 64, /too many arguments/, ['circuit', ab, bc, ab, ...few]],
  [
    'the file of one circuit for two models',
    64,
    /--circuit is of one checkpoint; two are given/,
    ['circuit', ab, bc, ...few, '--circuit', task],
  ],
  [
    'an export of two',
    64,
    /--export is of one checkpoint/,
    ['circuit', ab, bc, ...few, '--export', 'two.json'],
  ],
  [
    'an unknown metric',
    64,
    /Allowed choices are logit difference, KL/,
    ['circuit', ab, ...few, '--metric', 'x'],
  ],
  [
    'unknown effects',
    64,
    /Allowed choices are interchange, attribution, attribution-ig/,
    ['circuit', ab, ...few, '--effects', 'x'],
  ],
  [
    'attribution of what is not resampled',
    65,
    /the ablation is zero/,
    ['circuit', ab, ...few, '--effects', 'attribution', '--ablation', 'zero'],
  ],
  ['an unknown variable', 65, /has no variable "d"/, ['circuit', ab, ...few, '--source', 'd']],
  [
    'a circuit over itself',
    64,
    /is an input/,
    ['circuit', ab, ...few, '--circuit', task, '--export', task],
  ],
  [
    'a circuit that is none',
    65,
    /is no circuit: it has name, description/,
    ['circuit', ab, ...few, '--circuit', task],
  ],
])('%s', async (_, code, words, args) => {
  const found = await congruity(args);
  expect(found.stderr).toMatch(words);
  expect(found.code).toBe(code);
});
