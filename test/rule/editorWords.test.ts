// The editor shows the engine's sentences as they are: none of them may name what only a terminal has.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders = ['src/engine', 'src/platform', 'src/worker', 'src/client', 'src/source'];
/** Flags and verbs of ours; those of other tools may be named. */
const flags = new Set(sources('src/cli').flatMap((text) => text.match(/--[a-z][a-z-]+/g) ?? []));
const verbs = 'inspect|compare|interpret|circuit|task|doctor|view|fleet|run';
const terminal = new RegExp(
  `(?<![\\w-])(?:${[...flags].join('|')})\\b|\\bcongruity (?:${verbs})\\b|\\bcommand line\\b`,
);

/** The literals of a file, comments aside. */
function literals(source: string): readonly string[] {
  const code = source.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '').replace(/\/\/ .*$/gm, '');
  return code.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
}

test('no word of the command line reaches the editor', () => {
  expect([flags.has('--pairs'), flags.has('--memory')]).toEqual([true, true]);
  const sentences = folders.flatMap(sources).flatMap(literals);
  expect(sentences.length).toBeGreaterThan(1000);
  expect(sentences.filter((text) => terminal.test(text))).toEqual([]);
});

test.each([
  'Allow more with --memory 8192 (in MB), if the machine has it.',
  'run "congruity doctor" again',
  'congruity task check shows the tokens',
])('%s is such a word', (sentence) => {
  expect(sentence).toMatch(terminal);
});

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}
