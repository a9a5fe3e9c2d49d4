// What comes back after a reload, and the command that is copied.
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

test('the command line quotes what a shell would take apart', () => {
  const request = {
    models: ['/w/my model', "/w/it's; rm"],
    task: '/w/task.json',
    options: { pairs: 8, margin: 0.2 },
  };
  expect(commandLineOf(request, '/x/cli.mjs', 'posix')).toBe(
    "node /x/cli.mjs compare '/w/my model' '/w/it'\\''s; rm' --task /w/task.json --pairs 8 --margin 0.2",
  );
  expect(commandLineOf(request, '/x/cli.mjs', 'powershell')).toContain("'/w/it''s; rm'");
});

test('one model is interpreted', () => {
  const request = { models: ['/a'], task: 'ioi', options: {} };
  expect(commandLineOf(request, 'cli.mjs', 'posix')).toBe('node cli.mjs interpret /a --task ioi');
});
