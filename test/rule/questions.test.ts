// A page takes the focus some moments after it was asked to, when a question of ours may stand already:
// one that goes away with the focus is gone before anybody saw it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../src/vscode');
const asking = /\b(?:showQuickPick|createQuickPick|showInputBox)\b[<(]/g;

test('every question of the extension stays when the focus goes elsewhere', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const counts = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)
    .map(([file, text]) => ({
      file,
      asked: text.match(asking)?.length ?? 0,
      stay: text.match(/\bignoreFocusOut\b/g)?.length ?? 0,
    }))
    .filter(({ asked }) => asked > 0);
  expect(counts.length).toBeGreaterThan(3);
  expect(counts.filter(({ asked, stay }) => stay < asked)).toEqual([]);
});
