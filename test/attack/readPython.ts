// Plays the editor's host: asks the reader of Python about a file, and about a small one while the first
// is not answered. Prints "answered" when the small one was.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pythonProcess } from '../../src/vscode/code/pythonProcess.ts';

const small =
  'import torch.nn as nn\nclass S(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(4, 4)\n';

export async function readPython(dist: string, paths: readonly string[]): Promise<void> {
  const python = pythonProcess({ script: join(dist, 'python.mjs'), wanted: () => false });
  const ask = (files: readonly (readonly [path: string, text: string])[]) =>
    python.call('definingClasses', {
      files: files.map(([path, text]) => ({ file: pathToFileURL(path).href, stamp: '1', text })),
      tensors: [{ name: 'l.weight', shape: [4, 4] }],
      config: {},
      since: undefined,
    });
  const asked = ask(paths.map((path) => [path, readFileSync(path, 'utf8')])).then(
    (classes) => console.log(`${classes.length} classes`),
    (error) => console.log(String(error)),
  );
  const after = ask([['/small.py', small]]).catch(() => ask([['/small.py', small]]));
  if ((await after).some(({ className }) => className === 'S')) console.log('answered');
  await asked;
  python.dispose();
}
