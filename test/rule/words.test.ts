// What the terminal and the editor both show names no command, option or button of one of them: each
// adds its own (src/cli/failure.ts).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders = ['engine', 'platform', 'protocol', 'worker', 'client', 'source', 'report'];
const forNode = /--(?:expose-gc|max-old-space-size|max-semi)/g; // flags that Node is started with

test.each(folders)('src/%s speaks to the terminal and to the editor alike', (folder) => {
  const path = join(root, 'src', folder);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => strings(readFileSync(join(path, name), 'utf8')).map((text) => [name, text]))
    .filter(([, text]) => surface.test(text.replace(forNode, '')));
  expect(found).toEqual([]);
});

/** An option, a command, or a part of the editor's window. */
const surface =
  /(?:^|[\s"'(])--[a-z]{3}|congruity (?:compare|interpret|circuit|inspect|task|doctor)\b|\b(?:palette|side bar|context menu)\b/i;

/** The text literals of a file, roughly: what stands between quotes on one line, comments left out. */
function strings(text: string): readonly string[] {
  const code = text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '').replace(/\s\/\/ .*$/gm, '');
  return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(
    ([literal]) => literal.slice(1, -1),
  );
}
