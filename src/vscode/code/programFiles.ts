// The Python files that a document's classes can come from: itself and what it imports, as far as
// that lies in the workspace.
import type { Uri } from 'vscode';
import type { PythonParser } from '../../source/parser.ts';
import { longestFile, type PythonFile } from '../../source/syntax.ts';
import type { VsCode } from '../services.ts';

export interface PythonFiles {
  /** The file at `uri` first. Files that cannot be read or are too long are left out. */
  load(uri: Uri): Promise<readonly PythonFile[]>;
  /** The file as it is now, not what it imports. */
  one(uri: Uri): Promise<PythonFile | undefined>;
  forget(uri: Uri): void;
}

const mostFiles = 24;
const mostKept = 200;

type Kept = { readonly stamp: string; readonly file: PythonFile | undefined };

export function pythonFiles(vscode: VsCode, parser: () => Promise<PythonParser>): PythonFiles {
  const { Uri, workspace } = vscode;
  const kept = new Map<string, Kept>();

  const one = async (uri: Uri): Promise<PythonFile | undefined> => {
    const key = uri.toString();
    const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
    const stamp = open ? `open ${open.version}` : await stampOf(uri);
    if (stamp === undefined) return undefined;
    const known = kept.get(key);
    if (known?.stamp === stamp) return known.file;
    const text = open?.getText() ?? new TextDecoder().decode(await workspace.fs.readFile(uri));
    const file = (await parser()).parse(key, text);
    kept.delete(key);
    kept.set(key, { stamp, file });
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) {
      kept.delete(oldest);
    }
    return file;
  };
  const stampOf = async (uri: Uri): Promise<string | undefined> => {
    const stat = await workspace.fs.stat(uri).then(undefined, () => undefined); // not there
    if (stat === undefined || stat.size > longestFile) return undefined;
    return `${stat.mtime} ${stat.size}`;
  };
  const roots = (uri: Uri) => {
    const folder = workspace.getWorkspaceFolder(uri)?.uri;
    return [Uri.joinPath(uri, '..'), ...(folder ? [folder, Uri.joinPath(folder, 'src')] : [])];
  };

  return {
    one,
    forget: (uri) => kept.delete(uri.toString()),
    async load(uri) {
      const files = new Map<string, PythonFile>();
      const tried = new Set<string>();
      const waiting = [uri];
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (tried.has(next.toString()) || files.size >= mostFiles) continue;
        tried.add(next.toString());
        const file = await one(next);
        if (file === undefined) continue;
        files.set(file.path, file);
        waiting.push(...importedFrom(next, file));
      }
      return [...files.values()];
    },
  };

  function importedFrom(uri: Uri, file: PythonFile): Uri[] {
    const modules = new Set([
      ...file.stars,
      ...[...file.imports.values()].flatMap(({ module, name }) =>
        name === undefined
          ? [module]
          : [module, `${module}${module.endsWith('.') ? '' : '.'}${name}`],
      ),
    ]);
    return [...modules].flatMap((module) => {
      const dots = /^\.*/.exec(module)?.[0].length ?? 0;
      const steps = module.slice(dots).split('.').filter(Boolean);
      if (dots === 0 && libraries.has(steps[0])) return [];
      const up = Array.from({ length: dots }, () => '..');
      const bases = dots > 0 ? [Uri.joinPath(uri, ...up)] : roots(uri);
      return bases.flatMap((base) => [
        Uri.joinPath(base, ...steps.slice(0, -1), `${steps.at(-1) ?? '__init__'}.py`),
        Uri.joinPath(base, ...steps, '__init__.py'),
      ]);
    });
  }
}

/** Not looked for in the workspace. */
const libraries: ReadonlySet<string> = new Set(
  `torch torchvision transformers numpy scipy math typing dataclasses functools collections copy os
  sys re json time random logging abc enum inspect itertools warnings pathlib einops lightning
  pytorch_lightning timm tqdm matplotlib pandas datasets tiktoken __future__`.split(/\s+/),
);
