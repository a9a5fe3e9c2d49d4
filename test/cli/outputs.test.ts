// Where the command line writes: what it was given is never written to, what is no regular file is
// written through, and a file is there whole, or as it was.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ab, commandLine, task } from '../support/commandLine.ts';
import { share } from '../support/share.ts';

const cli = commandLine();
const { congruity, inShell } = cli;
const at = (path: string) => join(cli.folder, path);

/** Every entry of the folder: its kind, mode and content. */
function everything(folder = cli.folder): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('cache'))
    .sort()
    .map((name) => {
      const info = lstatSync(join(folder, name));
      const content = info.isFile()
        ? createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex')
        : info.isSymbolicLink()
          ? readlinkSync(join(folder, name))
          : '';
      return `${name} ${info.mode.toString(8)} ${content}`;
    });
}

describe('an input is refused, by whatever way it is reached, and nothing changes', () => {
  beforeEach(() => {
    cpSync(ab, at('m'), { recursive: true });
    cpSync(task, at('t.json'));
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('tokenizer.json'), '{}'); // one folder up
    writeFileSync(at('d/old.json'), 'old');
    symlinkSync('m', at('l'));
    symlinkSync('../m', at('d/l'));
    symlinkSync('d/e', at('de'));
    symlinkSync('m/config.json', at('config-link.json'));
    symlinkSync('m/not-yet.json', at('dangling.json'));
    symlinkSync('config-link.json', at('twice.json'));
    linkSync(at('m/config.json'), at('hard.json'));
    linkSync(at('m/model.safetensors'), at('d/hard-weights'));
    linkSync(at('t.json'), at('hard-task.json'));
    mkdirSync(at('g'));
    for (const name of ['one.gguf', 'g/s-00001-of-00002.gguf', 'g/s-00002-of-00002.gguf']) {
      writeFileSync(at(name), 'GGUF');
    }
    // As in the hub's cache: a snapshot of links.
    mkdirSync(at('hub/snapshots/1'), { recursive: true });
    cpSync(ab, at('hub/blobs'), { recursive: true });
    for (const name of readdirSync(ab)) {
      symlinkSync(`../../blobs/${name}`, at(`hub/snapshots/1/${name}`));
    }
  });

  const inspect = (model: string, ...to: readonly string[]) => ['inspect', model, ...to];
  const interpret = (...to: readonly string[]) => ['interpret', 'm', '--task', 't.json', ...to];
  const reached: readonly (readonly [string, readonly string[]])[] = [
    ['its config', inspect('m', '--json', 'm/config.json')],
    ['its weights', inspect('m', '--json=m/model.safetensors')],
    ['a new file in its folder', inspect('m', '--json', 'm/new.json')],
    ['through a linked folder', inspect('m', '--json=l/model.safetensors')],
    ['a new file through a linked folder', inspect('m', '--json', 'l/new.json')],
    ['the model through a link', inspect('l', '--json', 'm/config.json')],
    ['both through links', inspect('l', '--json', 'd/l/config.json')],
    ['the folder with a slash', inspect('m/', '--json', 'm/config.json')],
    ['the folder as .', inspect('./m/.', '--json', './/m//config.json')],
    ['by its absolute path', inspect('m', '--json', 'ABSOLUTE/m/config.json')],
    ['through ..', inspect('m', '--json', 'd/../m/config.json')],
    ['through .. of a link', inspect('m', '--json', 'de/../../m/config.json')],
    ['a link to it', inspect('m', '--json', 'config-link.json')],
    ['a link to a link to it', inspect('m', '--json', 'twice.json')],
    ['a link into its folder, to nothing yet', inspect('m', '--json', 'dangling.json')],
    ['a hard link to its config', inspect('m', '--json', 'hard.json')],
    ['a hard link to its weights', inspect('m', '--json=d/hard-weights')],
    ['beside a lone weight file', inspect('m/model.safetensors', '--json', 'm/config.json')],
    ['the lone weight file', inspect('m/model.safetensors', '--json=m/model.safetensors')],
    ['a new file beside it', inspect('m/model.safetensors', '--json', 'm/x.json')],
    ['a lone GGUF file', inspect('one.gguf', '--json=one.gguf')],
    [
      'another part of a GGUF file',
      inspect('g/s-00001-of-00002.gguf', '--json=g/s-00002-of-00002.gguf'),
    ],
    [
      'what a link in the folder leads to',
      inspect('hub/snapshots/1', '--json=hub/blobs/config.json'),
    ],
    ['a tokenizer one folder up', inspect('m', '--json', 'tokenizer.json')],
    ['its config, as a page', interpret('--html=m/config.json')],
    ['a report folder inside it', interpret('--out', 'm/report')],
    ['its own folder for reports', interpret('--out', 'm')],
    ['a deep folder through a link', interpret('--out', 'd/l/deep/er')],
    ['a folder through one that is not there', interpret('--out', 'no/../m/deep')],
    ['the task', interpret('--json', 't.json')],
    ['a hard link to the task', interpret('--html=hard-task.json')],
    ['the task through ..', interpret('--out', 'de/../../t.json')],
  ];
  test.each(share(reached, 6))('%s', async (_, args) => {
    const before = everything();
    const there = args.map((arg) => arg.replace('ABSOLUTE', cli.folder));
    const { code, stdout, stderr } = await congruity(there);
    expect(stderr).toMatch(/an input.*it will not be written to\n {2}Write the report to another/s);
    expect([code, stdout]).toEqual([64, '']);
    expect(everything()).toEqual(before);
  });

  test.each([
    ['beside the folder', 'x.json', 'x.json'],
    ['in another folder', 'd/x.json', 'd/x.json'],
    ['over an old report', 'd/old.json', 'd/old.json'],
    ['through .. of a link, as the system takes it', 'de/../x.json', 'd/x.json'],
  ])('but not what is none: %s', async (_, path, written) => {
    const { code } = await congruity(inspect('m', '--json', path));
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(at(written), 'utf8')).name).toBe('m');
  });
});

describe('a file is replaced whole', () => {
  const json = (path: string) => congruity(['inspect', ab, `--json=${path}`]);

  test('with the mode that it had', async () => {
    writeFileSync(at('x'), 'old');
    chmodSync(at('x'), 0o640);
    expect((await json('x')).code).toBe(0);
    expect(statSync(at('x')).mode & 0o777).toBe(0o640);
  });

  test('through a link, which stays', async () => {
    mkdirSync(at('d'));
    writeFileSync(at('d/x'), 'old');
    symlinkSync('d/x', at('l'));
    expect((await json('l')).code).toBe(0);
    expect(lstatSync(at('l')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('d/x'), 'utf8')).toContain('ab-gpt2');
    expect(readdirSync(at('d'))).toEqual(['x']);
  });

  test('whose name is as long as names can be', async () => {
    expect((await json('x'.repeat(255))).code).toBe(0);
    expect(cli.written()).toEqual(['x'.repeat(255)]);
  });

  test('or not at all, where there is no room: 66, and the old one stays', async () => {
    writeFileSync(at('x'), 'old');
    const { code, stderr } = await inShell(`ulimit -f 1; $C inspect ${ab} --json=x`);
    expect(stderr).toMatch(/congruity: x cannot be written: EFBIG/);
    expect(code).toBe(66);
    expect([cli.written(), readFileSync(at('x'), 'utf8')]).toEqual([['x'], 'old']);
  });

  const socket = '$N -e "net.createServer().listen(process.argv[1], () => process.exit())" x';
  test.each([
    ['a folder', 'mkdir x', 'x', 64, /x is a folder/],
    ['a name that ends as folders do', ':', 'x/', 64, /x\/ is a folder/],
    ['a socket', socket, 'x', 64, /a socket/],
    ['a link in a circle', 'ln -s x x', 'x', 66, /x cannot be written: ELOOP/],
    ['a file as a folder', 'echo > f', 'f/x', 66, /f\/x cannot be written: ENOTDIR/],
    ['a folder that is not there', ':', 'f/x', 66, /f\/x cannot be written: ENOENT/],
  ])('%s', async (_, make, path, expected, message) => {
    const { code, stderr } = await inShell(`${make}; $C inspect ${ab} --json=${path}`);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  test.each([
    ['a file', 'old', 'echo > old'],
    ['a device', 'null', 'mknod null c 1 3 || ln -s /dev/null null'],
  ])('--out does not take %s for a folder', async (_, out, make) => {
    const args = `interpret ${ab} --task ${task} --out ${out}`;
    const { code, stderr } = await inShell(`${make} 2> /dev/null; $C ${args}`);
    expect(stderr).toMatch(new RegExp(`${out} is no folder`));
    expect(code).toBe(64);
  });
});

describe('what is no regular file is written through', () => {
  // Where devices cannot be made the machine's own must do; it is not ours to lose.
  const device = (name: string, minor: number) =>
    `mknod ${name} c 1 ${minor} 2> /dev/null || ln -s /dev/${name} ${name}`;
  const read = '$N -p "JSON.parse(fs.readFileSync(0)).name"';

  const places = [
    [
      'a device',
      `${device('null', 3)}; $C inspect ${ab} --json=null; test -c null && echo kept`,
      0,
      /kept\n$/,
    ],
    [
      'a full device',
      `${device('full', 7)}; $C inspect ${ab} --json=full`,
      66,
      /full cannot be written: ENOSPC.*\n {2}Make room/,
    ],
    [
      'a pipe',
      `mkfifo p; ${read} < p & $C inspect ${ab} --json=p > /dev/null; code=$?; wait; test -p p && exit $code`,
      0,
      /^ab-gpt2\n$/,
    ],
    [
      'a pipe without a reader',
      `mkfifo p; $C inspect ${ab} --json=p`,
      66,
      /p cannot be written: it is a pipe that nobody reads\n {2}Start what reads it first/,
    ],
    [
      'a pipe whose reader goes away',
      `mkfifo p; head -c 1 p & $C inspect ${ab} --json=p > /dev/null`,
      0,
      /^\{?$/,
    ],
    [
      'a substituted process',
      `$C inspect ${ab} --json >(${read} > got) > /dev/null; code=$?; until test -s got; do :; done; cat got; exit $code`,
      0,
      /^ab-gpt2\n$/,
    ],
    ['/dev/stdout', `$C inspect ${ab} --json /dev/stdout | ${read}`, 0, /^ab-gpt2\n$/],
    ['/dev/fd/1', `$C inspect ${ab} --json=/dev/fd/1 | ${read}`, 0, /^ab-gpt2\n$/],
    [
      'a link to /dev/stdout',
      `ln -s /dev/stdout l; $C inspect ${ab} --json=l | ${read}`,
      0,
      /^ab-gpt2\n$/,
    ],
    [
      '/dev/stdout that is a file',
      `$C inspect ${ab} --json /dev/stdout > x; ${read} < x`,
      0,
      /^ab-gpt2\n$/,
    ],
    [
      '/dev/stderr',
      `$C inspect ${ab} --json /dev/stderr 2>&1 > /dev/null | ${read}`,
      0,
      /^ab-gpt2\n$/,
    ],
    [
      'an open file, at its end',
      `echo first > x; $C inspect ${ab} --json /dev/fd/9 9>> x > /dev/null; head -n 2 x`,
      0,
      /^first\n\{\n$/,
    ],
    [
      'a descriptor that is for reading',
      `$C inspect ${ab} --json /dev/fd/0 < /dev/null`,
      66,
      /cannot be written: EBADF/,
    ],
    [
      'a descriptor that is not open',
      `$C inspect ${ab} --json /dev/fd/99`,
      66,
      /cannot be written: EBADF/,
    ],
    [
      'an input, opened by the shell',
      `cp -r ${ab} m; $C inspect m --json /dev/fd/9 9>> m/config.json`,
      64,
      /an input/,
    ],
  ] as const;
  test.each(share(places, 5))('%s', async (_, script, expected, said) => {
    const { code, stdout, stderr } = await inShell(script);
    expect(stdout + stderr).toMatch(said);
    expect(code).toBe(expected);
  });

  test('a report longer than a pipe holds arrives whole', async () => {
    execFileSync('mkfifo', [at('p')]);
    const args = `interpret ${ab} --task ${task} --pairs 16 --quiet --html=p`;
    const { code, stdout } = await inShell(`cat p & $C ${args}; code=$?; wait; exit $code`);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(1 << 16);
    expect(stdout).toMatch(/<\/html>\n$/);
  });
});
