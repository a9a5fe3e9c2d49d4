// What comes back after a reload, and the command that is copied.
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLineOf, shellOf } from '../../src/vscode/comparison/commandLine.ts';
import { isPanelRequest } from '../../src/vscode/comparison/request.ts';

const states: readonly (readonly [string, unknown, boolean])[] = [
  ['a comparison', { models: ['/a', '/b'], task: 'ioi', options: { pairs: 8 } }, true],
  ['one without a task', { models: ['/a', '/b'], task: null, options: {} }, true],
  ['nothing', undefined, false],
  ['a text', 'state', false],
  ['no models', { models: [], task: null, options: {} }, false],
  ['models that are no paths', { models: [1, 2], task: null, options: {} }, false],
  ['options of another kind', { models: ['/a'], task: null, options: { pairs: 'x' } }, false],
  ['no options', { models: ['/a'], task: null }, false],
];

test.each(states)('state: %s', (_, state, wanted) => {
  expect(isPanelRequest(state)).toBe(wanted);
});

/** A name -> how it stands in a command of each shell; undefined: it is refused. */
const words: readonly (readonly [string, string, string, string | undefined])[] = [
  ['/w/task.json', '/w/task.json', '/w/task.json', '/w/task.json'],
  ['/w/my model', "'/w/my model'", "'/w/my model'", '"/w/my model"'],
  ["/w/it's; rm", "'/w/it'\\''s; rm'", "'/w/it''s; rm'", `"/w/it's; rm"`],
  ['$(rm) `rm` $HOME', "'$(rm) `rm` $HOME'", "'$(rm) `rm` $HOME'", '"$(rm) `rm` $HOME"'],
  ['"$HOME"', `'"$HOME"'`, `'"$HOME"'`, undefined],
  ['!! !rm', "'!! !rm'", "'!! !rm'", '"!! !rm"'],
  ['~ *.? [a] {b,c} #d', "'~ *.? [a] {b,c} #d'", "'~ *.? [a] {b,c} #d'", '"~ *.? [a] {b,c} #d"'],
  ['=ls', "'=ls'", "'=ls'", '"=ls"'],
  ['C:\\a,b', "'C:\\a,b'", "'C:\\a,b'", '"C:\\a,b"'],
  ['C:\\a b\\', "'C:\\a b\\'", "'C:\\a b\\'", '"C:\\a b\\\\"'],
  ['@splat %x%', "'@splat %x%'", "'@splat %x%'", '"@splat "^%"x"^%""'],
  ['a & b | c > d ^ e', "'a & b | c > d ^ e'", "'a & b | c > d ^ e'", '"a & b | c > d ^ e"'],
  [
    'typographic ’ quote',
    "'typographic ’ quote'",
    "'typographic ’’ quote'",
    '"typographic ’ quote"',
  ],
  ['名前', "'名前'", "'名前'", '"名前"'],
  ['', "''", "''", '""'],
];

test.each(words)('the command line quotes %j', (name, sh, powershell, cmd) => {
  const request = { models: [name], task: 'ioi', options: { pairs: 8, margin: 0.2 } };
  const whole = (word: string) =>
    `node cli.mjs interpret ${word} --task ioi --pairs 8 --margin 0.2`;
  expect(commandLineOf(request, 'cli.mjs', 'sh')).toBe(whole(sh));
  expect(commandLineOf(request, 'cli.mjs', 'PowerShell')).toBe(whole(powershell));
  if (cmd !== undefined) expect(commandLineOf(request, 'cli.mjs', 'cmd')).toBe(whole(cmd));
  else expect(() => commandLineOf(request, 'cli.mjs', 'cmd')).toThrow(/cmd cannot .* PowerShell/);
});

/** Names that a terminal would obey, or that nobody would see -> their word in PowerShell. */
const unseen: readonly (readonly [string, string])[] = [
  ["two\nlines'\\", "('two' + [char]10 + 'lines''\\')"],
  ['\n', "('' + [char]10 + '')"],
  ['ends in lines\n\n', "('ends in lines' + [char]10 + '' + [char]10 + '')"],
  ['tab\there\r', "('tab' + [char]9 + 'here' + [char]13 + '')"],
  ['stop\x03 paste\x1b[201~', "('stop' + [char]3 + ' paste' + [char]27 + '[201~')"],
  ['next\x85line', "('next' + [char]133 + 'line')"],
  ['turn\u202egpj', "('turn' + [char]8238 + 'gpj')"],
  ['zero\u200bwidth\ufeff', "('zero' + [char]8203 + 'width' + [char]65279 + '')"],
  ['tag\u{e0001}', "('tag' + [char]::ConvertFromUtf32(917505) + '')"],
  ['\x1b!! %s %% \\n $(rm) "\'`', "('' + [char]27 + '!! %s %% \\n $(rm) \"''`')"],
];

test.each(unseen)('and shows none of %j', (name, powershell) => {
  const request = { models: [name], task: 'ioi', options: {} };
  for (const shell of ['sh', 'PowerShell'] as const) {
    const line = commandLineOf(request, 'cli.mjs', shell);
    expect(line).toMatch(/^[ -~]*$/);
    expect(line).not.toContain("$'");
  }
  expect(commandLineOf(request, 'cli.mjs', 'sh')).toMatch(/^eval "\$\(printf '[^'!"`$]*'\)"$/);
  expect(commandLineOf(request, 'cli.mjs', 'PowerShell')).toContain(` ${powershell} --task`);
});

const shells = [
  ['sh'],
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['zsh'],
  ['mksh'],
  ['busybox', 'sh'],
];

describe.each(shells)('%s %s', (program, ...args) => {
  const isHere = spawnSync(program, [...args, '-c', ':']).status === 0;
  const all = [...words, ...unseen].map(([name]) => name);
  const lists = [...all.map((name) => [name]), all, ['-x', '--', '--json'], ['-\n']];
  test.for(lists.map((models) => [models]))(
    'reads every name as it was: %j',
    ([models], { skip }) => {
      skip(!isHere, `${program} is not installed here`);
      const line = commandLineOf({ models, task: 'ioi', options: {} }, 'cli.mjs', 'sh');
      const printing = `node() { printf '%s\\0' "$@"; }\n${line}\n`;
      const read = execFileSync(program, [...args], { encoding: 'utf8', input: printing });
      const words = read.split('\0').slice(2, -1);
      const isOption = models.some((name) => name.startsWith('-'));
      const task = ['--task', 'ioi'];
      expect(words).toEqual(isOption ? [...task, '--', ...models] : [...models, ...task]);
    },
  );
});

test.each([
  ['/bin/bash', 'linux', 'sh'],
  ['/usr/bin/fish', 'linux', 'sh'],
  ['', 'linux', 'sh'],
  ['/usr/bin/pwsh', 'linux', 'PowerShell'],
  ['', 'win32', 'PowerShell'],
  ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'win32', 'PowerShell'],
  ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'win32', 'PowerShell'],
  ['C:\\WINDOWS\\System32\\CMD.EXE', 'win32', 'cmd'],
  ['C:\\Program Files\\Git\\bin\\bash.exe', 'win32', 'sh'],
] as const)('the shell %s on %s reads %s', (path, platform, shell) => {
  expect(shellOf(path, platform)).toBe(shell);
});

test('one model is interpreted', () => {
  const request = { models: ['/a'], task: 'ioi', options: {} };
  expect(commandLineOf(request, 'cli.mjs', 'sh')).toBe('node cli.mjs interpret /a --task ioi');
});
