// The command line as its users run it: a process, its output, its exit code.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { exitCodeTable } from '../../src/cli/exitCodes.ts';
import { ab, bc, commandLine, type Env, sameAsAb, task } from '../support/commandLine.ts';
import { share } from '../support/share.ts';

const cli = commandLine();
const { congruity, written } = cli;
const quick = ['--task', task, '--pairs', '32', '--resamples', '100'];
/** Where it matters only that something was measured. */
const brief = ['--task', task, '--pairs', '8', '--resamples', '100'];

test('--help says every exit code, --version the version', async () => {
  const help = await congruity(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const [code, meaning] of exitCodeTable)
    expect(help.stdout).toContain(`${String(code).padEnd(4)} ${meaning}`);
  expect(await congruity(['--version'])).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

describe('a wrong command line: 64, one sentence on stderr, nothing on stdout', () => {
  test.each<readonly [string, RegExp]>(
    share(
      [
        ['compare A B --task T --colour', /unknown option '--colour'/],
        ['explain A', /unknown command 'explain'/],
        ['compare A --task T', /missing required argument 'b'/],
        ['compare A B', /required option '--task <task>' not specified/],
        ['compare A B C --task T', /too many arguments/],
        ['interpret A --task T --html r.htm', /too many arguments.*\n.*--html=NAME/],
        ['compare A B --task T --device cuda', /auto, cpu, gpu/],
        ['compare A B --task T --threads 0', /whole number from 1/],
        ['compare A B --task T --pairs 1', /whole number from 2 to 1000000/],
        ['compare A B --task T --level 95', /between 0.5 and 1/],
        ['compare A B --tsk T', /unknown option '--tsk'\n\(Did you mean --task\?\)/],
        ['compare A B --task T --pair 9', /Did you mean --pairs\?/],
        ['inspekt A', /Did you mean inspect\?/],
        ['compare A B --task T --json --html', /cannot both go to standard output/],
        ['compare A B --task T --json --html=/dev/stdout', /cannot both go to standard output/],
        ['compare A B --task T --json x.json --out x.json', /asked for twice/],
        ['compare A B --task T --json x.json --html=./y/../x.json', /asked for twice/],
        ['compare A B\ufffd --task T', /B\ufffd is not UTF-8/],
        ['compare A B --task T --json x\ufffd.json', /x\ufffd\.json is not UTF-8/],
        ['task check', /missing required argument 'task'/],
        ['task', /^Usage: congruity task/],
        ['', /^Usage: congruity/],
      ],
      6,
    ),
  )('congruity %s', async (args, message) => {
    const { code, stdout, stderr } = await congruity(args.split(' ').filter((arg) => arg !== ''));
    expect(stderr).toMatch(message);
    if (!args.includes('--json --html')) expect(stdout).toBe('');
    expect(code).toBe(64);
  });
});

describe('an error: its code, and what to do', () => {
  test.each<readonly [string, number, RegExp, readonly string[], Env]>(
    share(
      [
        ['no such model', 66, /nowhere/, ['inspect', 'nowhere'], {}],
        ['no such model to compare', 66, /nowhere/, ['compare', ab, 'nowhere', '--task', task], {}],
        ['no such task', 66, /no-task\.json/, ['interpret', ab, '--task', 'no-task.json'], {}],
        [
          'a task whose name is nearly right',
          66,
          /Did you mean "greater-than"\? Built in: ioi, /,
          ['task', 'check', 'greaterthan'],
          {},
        ],
        [
          'no such folder for the report',
          66,
          /cannot be written/,
          ['interpret', ab, '--task', task, '--json', 'lost/x.json'],
          {},
        ],
        ['no checkpoint', 65, /task\.json/, ['inspect', task], {}],
        [
          'a budget that does not suffice',
          75,
          /budget/,
          ['interpret', ab, '--task', task, '--memory', '64'],
          {},
        ],
        [
          'an unknown runtime',
          69,
          /CONGRUITY_RUNTIME/,
          ['interpret', ab, '--task', task],
          { CONGRUITY_RUNTIME: 'cuda' },
        ],
      ],
      5,
    ),
  )('%s: %i', async (_, expected, message, args, env) => {
    const plain = await congruity(args, env);
    expect(plain.stderr).toMatch(message);
    expect(plain.stderr).toMatch(/^congruity: /m);
    expect([plain.code, plain.stdout]).toEqual([expected, '']);
  });

  test('with --json it is on stdout too, as JSON', async () => {
    const { code, stdout } = await congruity(['inspect', '--json', 'nowhere']);
    expect(code).toBe(66);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'file-missing', message: 'nowhere does not exist', hint: null },
    });
  });

  test('also when the command line is wrong', async () => {
    const { code, stdout } = await congruity(['compare', '--json', 'A']);
    expect(code).toBe(64);
    expect(JSON.parse(stdout).error.code).toBe('usage');
  });
});

describe('a result', () => {
  test('of the same interpretation: 0, told in text', async () => {
    const { code, stdout } = await congruity(['compare', ab, sameAsAb, ...quick]);
    expect(stdout).toMatch(/same interpretation/);
    expect(code).toBe(0);
  });

  test('of different ones: 1; --json prints JSON and nothing else', async () => {
    const { code, stdout } = await congruity(['compare', '--json', ab, bc, ...quick]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'compare', verdict: 'different' });
    expect(code).toBe(1);
  });

  test('of too few pairs: 2, never a verdict that flips, in text and as JSON', async () => {
    const args = ['compare', ab, bc, '--task', task, '--pairs', '3', '--json', 'x.json'];
    const { code, stdout } = await congruity(args);
    expect(stdout).toMatch(/Verdict: inconclusive\nToo few different pairs \(3;/);
    expect(stdout).not.toContain('NaN');
    const report = JSON.parse(readFileSync(join(cli.folder, 'x.json'), 'utf8'));
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      settle: expect.stringMatching(/At least 12/),
    });
    expect(code).toBe(2);
  });

  test('says that the task has fewer pairs than were wanted, and that bytes are the same', async () => {
    const args = ['compare', ab, ab, '--task', task, '--pairs', '300', '--resamples', '100'];
    const { code, stdout, stderr } = await congruity(args);
    expect(stdout).toMatch(/The two checkpoints hold the same bytes/);
    expect(stdout).toMatch(/256 pairs of the 300 wanted: the task has no more that fit/);
    expect(stderr).toMatch(/congruity: takes up to about \d+ MB of memory; [\d,]+ MB are allowed/);
    expect(code).toBe(0);
  });

  test('shows names that would be obeyed, or not be seen, as escapes', async () => {
    const hostile = join(cli.folder, 'a\u202e\u009b31m\u200b\u001b[31m');
    cpSync(ab, hostile, { recursive: true });
    const args = ['interpret', hostile, ...brief];
    const { stdout, stderr } = await congruity([...args, '--html', 'x.html', '--json', 'x.json']);
    const files = ['x.html', 'x.json'].map((name) => readFileSync(join(cli.folder, name), 'utf8'));
    for (const text of [stdout, stderr, ...files.slice(1)])
      expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(stdout).toContain('a\\u{202e}\\u{9b}31m\\u{200b}\\u{1b}[31m');
    expect(JSON.parse(files[1]).models[0].name).toBe('a\u202e\u009b31m\u200b\u001b[31m');
    const title = /<title>(.*)<\/title>/.exec(files[0])?.[1];
    expect(title).toBe('a\\u{202e}\\u{9b}31m\\u{200b}\\u{1b}[31m: interpretation');
  });

  test('goes into a folder whole, and nothing else does', async () => {
    const ended = await congruity(['interpret', ab, ...brief, '--out', 'deep/folder']);
    expect(ended.code).toBe(0);
    expect(readdirSync(join(cli.folder, 'deep/folder'))).toEqual(['report.html', 'report.json']);
    const report = JSON.parse(readFileSync(join(cli.folder, 'deep/folder/report.json'), 'utf8'));
    expect(report.kind).toBe('interpret');
    expect(ended.stdout).toContain('report.html');
  });

  test.each([
    ['--out', 'x.json'],
    ['--json', 'x.json'],
    ['--out', 'x.html'],
    ['--html', 'x.html'],
  ])('%s %s writes that file', async (option, name) => {
    const ended = await congruity(['interpret', ab, ...brief, '--quiet', option, name]);
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(written()).toEqual([name]);
  });

  test('is the same byte for byte, timings aside, with and without cache', async () => {
    const own = join(cli.folder, 'cache');
    const run = async (...more: string[]) => {
      const args = ['interpret', '--json', ab, ...brief, ...more];
      const { stdout } = await congruity(args, { CONGRUITY_CACHE: own });
      return JSON.stringify({ ...JSON.parse(stdout), timings: undefined });
    };
    const first = await run();
    expect(existsSync(own)).toBe(true);
    expect([await run(), await run('--no-cache')]).toEqual([first, first]);
  });

  test('says openly that it was computed by WASM', async () => {
    const args = ['interpret', '--json', ab, ...brief];
    const { code, stdout } = await congruity(args, { CONGRUITY_RUNTIME: 'wasm' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).provenance).toMatchObject({
      runtime: 'onnxruntime-web 1.30.0',
      runtimeNote: expect.stringMatching(/^CONGRUITY_RUNTIME=wasm asks for it/),
    });
  });

  test('needs no cache: a folder that cannot be used is said', async () => {
    writeFileSync(join(cli.folder, 'file'), '');
    const env = { CONGRUITY_CACHE: join(cli.folder, 'file') };
    const { code, stderr } = await congruity(['interpret', ab, ...brief], env);
    expect(code).toBe(0);
    expect(stderr).toMatch(/congruity: the cache folder .* cannot be used/);
  });
});
