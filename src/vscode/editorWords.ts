// The engine's sentences, where they name what only a terminal has: what an editor has in its place.
// test/rule/editorWords.test.ts looks through the engine for words of the command line that are not here.

const words: readonly (readonly [RegExp, string])[] = [
  [/"?\bcongruity inspect\b"?/g, 'the checkpoint viewer'],
  [/\bcongruity task check shows the tokens; use\b/g, 'Use'],
  [/, then run "congruity doctor"/g, ', then reload the window'],
  [/"congruity doctor" checks the runtime/g, 'the log of Congruity says more'],
  [/--memory (\d+) \(in MB\)/g, 'the setting congruity.compute.memory, $1 (in MB)'],
];

/** A sentence of the engine's for the editor. */
export function editorWords(sentence: string): string {
  return words
    .reduce((text, [phrase, here]) => text.replace(phrase, here), sentence)
    .replace(/^the checkpoint/, 'The checkpoint');
}
