// Python text -> PythonFile, by tree-sitter's error-tolerant parser. No Python is run. Knows neither
// editor nor files: the two WebAssembly modules are handed in.
import { Language, Parser } from 'web-tree-sitter';
import { longestFile } from '../protocol/sourceService.ts';
import { fileOf } from './readFile.ts';
import type { PythonFile } from './syntax.ts';

/** Only text made to be hostile takes so long; hand-written files take a twentieth. */
const longestParse = 1000; // ms

/** Parts of a text's tree. A megabyte of hand-written Python has 300,000; as plain data each takes 200 bytes. */
const mostParts = 400_000;
const lookEvery = 32; // times that the parser tells how far it is

/** Lines that are comments: after each the grammar looks ahead past all that follow, so a long run of
 * them takes time that grows with its square. Lines keep their numbers. */
const commentLines = /^[ \t]*#.*$/gm;

export interface PythonParser {
  /** undefined: too long, or no end of parsing it. Never throws for what the text holds. */
  parse(path: string, text: string): PythonFile | undefined;
}

/**
 * @param runtime web-tree-sitter.wasm of the package web-tree-sitter
 * @param grammar tree-sitter-python.wasm of the package tree-sitter-python
 * @param now the time that this process has used, ms
 */
export async function pythonParser(
  runtime: Uint8Array,
  grammar: Uint8Array,
  now: () => number,
): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtime });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse(path, text) {
      if (text.length > longestFile) return undefined;
      const end = now() + longestParse;
      let told = 0;
      const progressCallback = () => ++told % lookEvery === 0 && now() > end;
      const tree = parser.parse(text.replace(commentLines, ''), undefined, { progressCallback });
      if (tree === null) {
        parser.reset(); // it would go on where it stopped
        return undefined;
      }
      try {
        return tree.rootNode.descendantCount > mostParts ? undefined : fileOf(path, tree.rootNode);
      } finally {
        tree.delete(); // lies in the WebAssembly heap, which no collector clears
      }
    },
  };
}
