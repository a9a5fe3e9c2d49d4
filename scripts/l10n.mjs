// l10n/bundle.l10n.json: every sentence that the extension shows, for translators. Written by
// `npm run l10n`; test/rule/l10n.test.ts compares it with the code.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMain } from './isMain.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
export const bundlePath = join(root, 'l10n/bundle.l10n.json');

/** What a source passes to l10n.t: its sentences, and every call whose sentence is not written there.
 * @param {string} source */
export function sentencesIn(source) {
  const sentences = [];
  const unclear = [];
  for (const { index } of source.matchAll(/\bl10n\s*\.t\(/g)) {
    const call = source.slice(index);
    const literal = /^l10n\s*\.t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*[,)]/.exec(call);
    if (literal) sentences.push(textOf(literal[1]));
    else unclear.push(call.split('\n', 2).join(' ').slice(0, 80));
  }
  return { sentences, unclear };
}

/** The text of a literal in quotes of either kind. @param {string} literal */
function textOf(literal) {
  const inside = literal.slice(1, -1).replace(/\\'/g, "'").replace(/\\?"/g, '\\"');
  return JSON.parse(`"${inside}"`);
}

/** All sentences of the extension, sorted, with the calls that are unclear. */
export function allSentences() {
  const files = readdirSync(join(root, 'src/vscode'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sentencesIn(readFileSync(join(root, 'src/vscode', name), 'utf8')));
  const sentences = [...new Set(sources.flatMap((source) => source.sentences))].sort();
  return { sentences, unclear: sources.flatMap(({ unclear }) => unclear) };
}

if (isMain(import.meta.url)) {
  const { sentences } = allSentences();
  mkdirSync(join(root, 'l10n'), { recursive: true });
  const bundle = Object.fromEntries(sentences.map((sentence) => [sentence, sentence]));
  writeFileSync(bundlePath, `${JSON.stringify(bundle, null, 2)}\n`);
  console.log(`${sentences.length} sentences in l10n/bundle.l10n.json`);
}
