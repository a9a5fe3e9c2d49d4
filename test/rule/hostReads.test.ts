// The extension host opens no user's file: the compute process and the one that reads Python do. Whatever
// opens something to read in code that runs in the host stands here, with what it is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** All that is bundled into the host. */
const folders = ['src/vscode', 'src/client', 'src/report', 'src/words', 'src/protocol'];

const opening =
  /\b(?:readFile|readFileSync|createReadStream|openTextDocument|openNotebookDocument|openAsBlob)\b|\.read\(|\bopen(?:Sync)?\([^)]*O_RDONLY/;

const known: readonly (readonly [file: string, line: string])[] = [
  // Its own reports, in its own storage.
  ['src/vscode/history/history.ts', 'const bytes = await workspace.fs.readFile(fileOf(id));'],
  // The built page, which comes with the extension.
  [
    'src/vscode/comparison/exportReport.ts',
    "await workspace.fs.readFile(Uri.joinPath(extension, 'dist', 'webview', name)),",
  ],
  // A new, untitled task file.
  [
    'src/vscode/comparison/commands.ts',
    'const document = await vscode.workspace.openTextDocument(uri);',
  ],
];

const lines = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = `${folder}/${name.replaceAll('\\', '/')}`;
      const text = readFileSync(join(root, file), 'utf8');
      return text.split('\n').map((line) => [file, line.trim()] as const);
    }),
);

test("nothing is opened to be read but what is the extension's own", () => {
  const found = lines.filter(([, line]) => opening.test(line));
  expect(found.toSorted()).toEqual(known.toSorted());
});

test('node:fs is not imported under src/vscode and src/client', () => {
  const found = lines.filter(
    ([file, line]) =>
      /^src\/(?:vscode|client)\//.test(file) && /['"](?:node:)?fs(?:\/promises)?['"]/.test(line),
  );
  expect(found).toEqual([]);
});

test.each([
  'const text = await readFile(path);',
  "readFileSync(path, 'utf8')",
  'await vscode.workspace.fs.readFile(uri)',
  'workspace.openTextDocument(uri)',
  'createReadStream(path)',
  'await handle.read(buffer)',
  'await open(path, O_RDONLY)',
])('%s would be seen', (line) => {
  expect(line).toMatch(opening);
});
