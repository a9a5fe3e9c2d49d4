// The editor shows the engine's sentences: none of them may name what only a terminal has. A sentence
// that does has its other words in src/vscode/editorWords.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editorWords } from '../../src/vscode/editorWords.ts';

const root = join(import.meta.dirname, '../..');
const folders = ['src/engine', 'src/platform', 'src/worker', 'src/client', 'src/source'];
/** Flags and verbs of ours; those of other tools may be named. */
const flags = new Set(sources('src/cli').flatMap((text) => text.match(/--[a-z][a-z-]+/g) ?? []));
const verbs = 'inspect|compare|interpret|task|doctor|view|fleet';
const terminal = new RegExp(
  `(?<=\\s)(?:${[...flags].join('|')})\\b|\\bcongruity (?:${verbs})\\b|\\bcommand line\\b`,
);

/** The literals of a file that name something of a terminal, comments aside. */
function terminalWords(source: string): readonly string[] {
  const code = source.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '').replace(/\/\/ .*$/gm, '');
  const literals = code.match(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
  return literals
    .filter((literal) => terminal.test(literal))
    .map((literal) => literal.slice(1, -1));
}

const sentences = folders
  .flatMap(sources)
  .flatMap(terminalWords)
  .map((text) => text.replace(/\$\{[^}]*\}/g, '1234'));

test('no word of the command line reaches the editor', () => {
  expect([flags.has('--pairs'), flags.has('--memory')]).toEqual([true, true]);
  expect(sentences.map(editorWords).filter((text) => terminal.test(text))).toEqual([]);
});

/** The engine's -> the editor's. */
const worded: readonly (readonly [string, string])[] = [
  [
    'congruity inspect shows every tensor and what is not understood.',
    'The checkpoint viewer shows every tensor and what is not understood.',
  ],
  [
    'Use a checkpoint with its language-model head; "congruity inspect" works without one.',
    'Use a checkpoint with its language-model head; the checkpoint viewer works without one.',
  ],
  [
    'Allow more with --memory 8192 (in MB), if the machine has it.',
    'Allow more with the setting congruity.compute.memory, 8192 (in MB), if the machine has it.',
  ],
  [
    'congruity task check shows the tokens; use words that every tokenizer knows as whole.',
    'Use words that every tokenizer knows as whole.',
  ],
  [
    'Install the packages again (npm ci), then run "congruity doctor".',
    'Install the packages again (npm ci), then reload the window.',
  ],
  [
    'Run it again; "congruity doctor" checks the runtime.',
    'Run it again; the log of Congruity says more.',
  ],
  ['the file a--b is missing', 'the file a--b is missing'],
];

test.each(worded)('%s', (engine, editor) => {
  expect(editorWords(engine)).toBe(editor);
});

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}
