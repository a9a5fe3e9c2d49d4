// The Python files that a document's classes can come from: itself and what it imports, as far as
// that lies in the workspace.
import type { Uri } from 'vscode';
import { keepLatest } from '../../protocol/latest.ts';
import { CallError } from '../../protocol/rpc.ts';
import {
  type FileView,
  longestFile,
  type SourceText,
  tooMuchFailure,
} from '../../protocol/sourceService.ts';
import type { VsCode } from '../vsCode.ts';
import type { PythonProcess } from './pythonProcess.ts';

export type LoadedFiles = {
  /** The file that was asked for first. Files that cannot be read or are too long are left out. */
  readonly files: readonly SourceText[];
  /** The file that was asked for is half-typed. */
  readonly broken: boolean;
};

export interface PythonFiles {
  load(uri: Uri): Promise<LoadedFiles>;
}

const mostFiles = 24;
const mostKept = 200;

type Known = { readonly source: SourceText; readonly view: FileView };
type Kept = { readonly stamp: string; readonly file: Known | CallError | undefined };

export function pythonFiles(vscode: VsCode, python: PythonProcess): PythonFiles {
  const { Uri, workspace } = vscode;
  const kept = new Map<string, Kept>();

  const one = async (uri: Uri): Promise<Known | CallError | undefined> => {
    const key = uri.toString();
    const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
    const stamp = open ? `open ${open.version}` : await stampOf(uri);
    if (stamp === undefined) return undefined;
    const known = kept.get(key);
    if (known?.stamp === stamp) return known.file;
    const source = { file: key, stamp, text: open?.getText() };
    const file = await python.call('read', { file: source }).then(
      (view) => (view === null ? undefined : { source, view }),
      (error) => {
        if (isTooMuch(error)) return error; // and again for the same text
        throw error;
      },
    );
    keepLatest(kept, key, { stamp, file }, mostKept);
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
    async load(uri) {
      const files: Known[] = [];
      const tried = new Set<string>();
      const waiting = [uri];
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (tried.has(next.toString()) || files.length >= mostFiles) continue;
        tried.add(next.toString());
        const file = await one(next);
        if (file instanceof CallError && files.length === 0) throw file;
        if (file === undefined || file instanceof CallError) continue;
        files.push(file);
        waiting.push(...importedFrom(next, file.view));
      }
      const broken = files[0]?.view.broken ?? false;
      return { files: files.map(({ source }) => source), broken };
    },
  };

  function importedFrom(uri: Uri, { imports }: FileView): Uri[] {
    return imports.flatMap((module) => {
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

/** The text takes more than a call may. */
export function isTooMuch(error: unknown): error is CallError {
  return error instanceof CallError && error.code === tooMuchFailure.code;
}

/** For `catch`: what stands for the answer then. */
export function ifTooMuch<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (isTooMuch(error)) return otherwise;
    throw error;
  };
}

/** Not looked for in the workspace. */
const libraries: ReadonlySet<string> = new Set(
  `torch torchvision transformers numpy scipy math typing dataclasses functools collections copy os
  sys re json time random logging abc enum inspect itertools warnings pathlib einops lightning
  pytorch_lightning timm tqdm matplotlib pandas datasets tiktoken __future__`.split(/\s+/),
);
