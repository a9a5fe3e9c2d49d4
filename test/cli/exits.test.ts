// What the command line ends with when something goes wrong that is no verdict: never 0, 1 or 2 by
// chance, no half file, no hang.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ab, bc, commandLine, task } from '../support/commandLine.ts';
import { share } from '../support/share.ts';

const cli = commandLine();
const { congruity, inShell } = cli;
const different = `compare ${ab} ${bc} --task ${task} --pairs 32 --resamples 100`;

describe('a full disk: 66, and what could be written was', () => {
  const outputs = [
    ['a verdict as JSON, with a page in a file', `${different} --json --html x.html`],
    ['--help', '--help'],
    ['a list', `inspect ${ab}`],
    ['a list as JSON', `inspect ${ab} --json`],
    ['a task', `task check ${task} --model ${ab}`],
    ['--version', '--version'],
    ['the state of the machine', 'doctor'],
    ['an interpretation', `interpret ${ab} --task ${task} --pairs 16`],
    ['a verdict in words', different],
    ['a verdict as JSON', `${different} --json`],
    ['a verdict as a page', `${different} --html --quiet`],
  ];
  test.each(share(outputs, 4))('%s', async (_, args) => {
    const { code, stderr } = await inShell(`$C ${args} > /dev/full`);
    expect(stderr).toMatch(/congruity: standard output cannot be written: ENOSPC/);
    expect(code).toBe(66);
    if (args.includes('x.html')) expect(existsSync(join(cli.folder, 'x.html'))).toBe(true);
  });

  const beside = [
    ['a verdict', different, 1],
    ['an error', 'inspect nowhere', 66],
    ['a wrong command line', 'inspekt', 64],
  ] as const;
  test.each(beside)(
    'but what is said beside the result does not decide: %s',
    async (_, args, expected) => {
      expect((await inShell(`$C ${args} 2> /dev/full`)).code).toBe(expected);
      expect((await inShell(`$C ${args} 2>&-`)).code).toBe(expected);
    },
  );
});

describe('a working directory that was deleted: 66, said', () => {
  const commands = [
    ['what needs no other process', 'inspect x'],
    ['whole paths', `compare ${ab} ${bc} --task ${task}`],
    ['no path', 'task check ioi'],
    ['the machine', 'doctor'],
  ] as const;
  test.each(commands)('%s', async (_, args) => {
    const { code, stderr } = await inShell(`mkdir gone; cd gone; rmdir ../gone; $C ${args}`);
    expect(stderr).toBe(
      'congruity: the working directory does not exist any more\n  Change to one that does, and run it again.\n',
    );
    expect(code).toBe(66);
  });

  test('help needs none', async () => {
    expect((await inShell('mkdir gone; cd gone; rmdir ../gone; $C --help')).code).toBe(0);
  });
});

describe('a reader that has seen enough: quiet, and the code is that of the result', () => {
  const readBriefly = [
    ['a page, which a pipe does not hold', `${different} --html`, 1],
    ['JSON', `inspect ${ab} --json`, 0],
    ['help', '--help', 0],
    ['an error as JSON', 'inspect nowhere --json', 66],
    ['a list', `inspect ${ab}`, 0],
    ['a verdict', different, 1],
    ['a verdict as JSON', `${different} --json`, 1],
  ] as const;
  test.each(share(readBriefly, 3))('%s', async (_, args, expected) => {
    for (const reader of ['true', 'head -c 1']) {
      const { code } = await inShell(
        `$C ${args} 2> said | ${reader} > got; exit \${PIPESTATUS[0]}`,
      );
      expect(code).toBe(expected);
      const said = readFileSync(join(cli.folder, 'said'), 'utf8');
      expect(said).not.toMatch(/EPIPE|at .*cli\.mjs/);
    }
  });
});

/** Runs with `code` inside the process, once it listens to what is uncaught. */
function sabotaged(code: string, args: readonly string[], options = '') {
  const isMine = "process.argv[1]?.endsWith('cli.mjs')";
  const ready = "process.listenerCount('uncaughtException') > 0";
  const later = `const look = setInterval(() => {
    if (!(${ready})) return;
    clearInterval(look);
    void sabotage();
  }, 1);`;
  const hook = join(cli.folder, 'hook.mjs');
  writeFileSync(hook, `async function sabotage() { ${code} }\nif (${isMine}) { ${later} }\n`);
  return congruity(args, { NODE_OPTIONS: `--import=${hook} ${options}` });
}

describe('a fault of the program: 70, said', () => {
  const compare = ['compare', ab, bc, '--task', task, '--json', 'x.json'];
  test.each(
    share(
      [
        ['thrown', "setImmediate(() => { throw new Error('boom'); })"],
        ['thrown where nobody waits', "throw new Error('boom')"],
        ['rejected', "Promise.reject(new Error('boom'))"],
        ['rejected with nothing', 'Promise.reject(undefined)'],
        ['thrown as a text', "setImmediate(() => { throw 'boom'; })"],
        [
          'an event without a listener',
          "new EventTarget(); process.emit('uncaughtException', new Error('boom'))",
        ],
        ['too deep', 'setImmediate(function deep() { deep(); })'],
      ],
      3,
    ),
  )('%s', async (_, code) => {
    const { code: ended, stderr } = await sabotaged(code, compare);
    expect(stderr).toMatch(/congruity: .*(?:boom|undefined|RangeError)/s);
    expect(stderr).toMatch(/This is a fault of Congruity: please report it/);
    expect(ended).toBe(70);
    expect(existsSync(join(cli.folder, 'x.json'))).toBe(false);
  });

  test('said as JSON too, where that was promised', async () => {
    const args = ['compare', ab, bc, '--task', task, '--json'];
    const { code, stdout } = await sabotaged("throw new Error('boom')", args);
    expect(JSON.parse(stdout).error.code).toBe('internal');
    expect(code).toBe(70);
  });

  test('nothing left to wait for before the end', async () => {
    const code = 'process.stdout.write = () => true; process.stderr.write = () => true;';
    writeFileSync(join(cli.folder, 'hook.mjs'), code); // nobody is ever told that it was written
    const env = { NODE_OPTIONS: `--import=${join(cli.folder, 'hook.mjs')}` };
    expect((await congruity(['inspect', ab], env)).code).toBe(70);
  });

  test('no memory left: a signal, which no exit code can be taken for', async () => {
    const code = 'const all = []; for (;;) all.push(new Array(1e5).fill({}));';
    const { code: ended, signal } = await sabotaged(code, compare, '--max-old-space-size=64');
    expect([ended, signal]).toEqual([null, 'SIGABRT']);
  });
});

describe('Ctrl-C: 130, and nothing is left behind', () => {
  // Where the process is when the signal comes: the call that has just begun, and never ends.
  const stuckIn = (call: string) => `import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const before = fs.${call};
    fs.${call} = async (...args) => {
      if (!String(args[0]).endsWith('.tmp')) return before(...args);
      process.kill(process.pid, process.env.HOW);
      return new Promise(() => setInterval(() => undefined, 1000));
    };
    syncBuiltinESMExports();`;

  const moments = [
    ['before the report takes its place', 'rename', 'SIGINT'],
    ['before the report takes its place', 'rename', 'SIGHUP'],
    ['when the report is begun', 'open', 'SIGINT'],
    ['before the report takes its place', 'rename', 'SIGTERM'],
  ] as const;
  test.each(share(moments, 2))('%s (%s, %s)', async (_, call, how) => {
    const hook = join(cli.folder, 'hook.mjs');
    writeFileSync(hook, stuckIn(call));
    writeFileSync(join(cli.folder, 'x.json'), 'old');
    const env = { NODE_OPTIONS: `--import=${hook}`, HOW: how };
    const { code } = await congruity(['inspect', ab, '--json', 'x.json'], env);
    expect(code).toBe(130);
    expect(readdirSync(cli.folder).sort()).toEqual(['hook.mjs', 'x.json']);
    expect(readFileSync(join(cli.folder, 'x.json'), 'utf8')).toBe('old');
  });

  test('while a pipe is full and nobody reads on', async () => {
    const { code } = await inShell(`mkfifo p
      exec 9<> p
      $C interpret ${ab} --task ${task} --pairs 16 --html=p & run=$!
      head -c 1 <&9 > /dev/null
      kill -INT $run; wait $run`);
    expect(code).toBe(130);
    expect(cli.written()).toEqual(['p']);
  });
});
