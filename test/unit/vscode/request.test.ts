// What comes back after a reload, and the command that is copied.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLineOf } from '../../../src/vscode/comparison/commandLine.ts';
import { isPanelRequest } from '../../../src/vscode/comparison/request.ts';

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

/** A name -> how it stands in a command of each shell. */
const words: readonly (readonly [string, string, string])[] = [
  ['/w/task.json', '/w/task.json', '/w/task.json'],
  ['/w/my model', "'/w/my model'", "'/w/my model'"],
  ["/w/it's; rm", "'/w/it'\\''s; rm'", "'/w/it''s; rm'"],
  ['$(rm) `rm` "$HOME"', `'$(rm) \`rm\` "$HOME"'`, `'$(rm) \`rm\` "$HOME"'`],
  ['C:\\a,b', "'C:\\a,b'", "'C:\\a,b'"],
  ['@splat %x%', "'@splat %x%'", "'@splat %x%'"],
  ['typographic ’ quote', "'typographic ’ quote'", "'typographic ’’ quote'"],
  ["two\nlines'\\", "$'two\\012lines\\'\\\\'", "('two' + [char]10 + 'lines''\\')"],
  [
    'stop\x03 paste\x1b[201~',
    "$'stop\\003 paste\\033[201~'",
    "('stop' + [char]3 + ' paste' + [char]27 + '[201~')",
  ],
  ['next\x85line', "$'next\\302\\205line'", "('next' + [char]133 + 'line')"],
  ['', "''", "''"],
];

test.each(words)('the command line quotes %j', (name, posix, powershell) => {
  const request = { models: [name], task: 'ioi', options: { pairs: 8, margin: 0.2 } };
  const rest = '--task ioi --pairs 8 --margin 0.2';
  expect(commandLineOf(request, 'cli.mjs', 'posix')).toBe(
    `node cli.mjs interpret ${posix} ${rest}`,
  );
  expect(commandLineOf(request, 'cli.mjs', 'powershell')).toBe(
    `node cli.mjs interpret ${powershell} ${rest}`,
  );
});

test.runIf(process.platform !== 'win32')('a shell reads every name as it was', () => {
  const models = words.map(([name]) => name);
  const command = commandLineOf({ models, task: 'ioi', options: {} }, 'cli.mjs', 'posix');
  const printing = command.replace(/^node cli\.mjs compare /, "printf '%s\\0' ");
  const read = execFileSync('bash', ['-c', printing], { encoding: 'utf8' }).split('\0');
  expect(read).toEqual([...models, '--task', 'ioi', '']);
});

test('one model is interpreted', () => {
  const request = { models: ['/a'], task: 'ioi', options: {} };
  expect(commandLineOf(request, 'cli.mjs', 'posix')).toBe('node cli.mjs interpret /a --task ioi');
});
