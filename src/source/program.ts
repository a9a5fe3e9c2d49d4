// Several Python files as one program: which class or function a name means, over imports.
import type { ClassDef, Expr, FunctionDef, PythonFile } from './syntax.ts';

export type Meaning =
  | { readonly kind: 'class'; readonly def: ClassDef }
  | { readonly kind: 'function'; readonly def: FunctionDef }
  | { readonly kind: 'constant'; readonly value: Expr; readonly file: string }
  /** Not in the files at hand: "torch.nn.Linear". */
  | { readonly kind: 'external'; readonly path: string };

export interface Program {
  readonly files: readonly PythonFile[];
  /** What a name means at the top level of a file; undefined: nothing that is known. */
  resolve(file: string, name: string): Meaning | undefined;
  /** What `module.name` means in a file, the module being named by its full path. */
  member(file: string, module: string, name: string): Meaning;
  /** The classes that a class inherits from, itself first, as far as they are at hand. */
  lineage(def: ClassDef): readonly ClassDef[];
  /** Bases that are not at hand, by full name. */
  externalBases(def: ClassDef): readonly string[];
}

const longestChain = 16; // imports of imports, bases of bases
const conventional: ReadonlyMap<string, string> = new Map([
  ['nn', 'torch.nn'], // also in a file whose imports are half-typed
  ['torch', 'torch'],
]);

export function programOf(files: readonly PythonFile[]): Program {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const program: Program = {
    files,
    resolve: (path, name) => resolve(path, name, 0),
    member: (path, module, name) => member(path, module, name, 0),
    lineage: (def) => lineage(program, def),
    externalBases: (def) => [...new Set(program.lineage(def).flatMap(external))],
  };
  return program;

  function resolve(path: string, name: string, depth: number): Meaning | undefined {
    const file = byPath.get(path);
    if (file === undefined || depth > longestChain) return undefined;
    const def = file.classes.findLast((one) => one.name === name);
    if (def !== undefined) return { kind: 'class', def };
    const called = file.functions.get(name);
    if (called !== undefined) return { kind: 'function', def: called };
    const value = file.constants.get(name);
    if (value !== undefined) return { kind: 'constant', value, file: path };
    const from = file.imports.get(name);
    if (from !== undefined) {
      if (from.name === undefined) return { kind: 'external', path: from.module };
      return member(path, from.module, from.name, depth + 1);
    }
    for (const module of file.stars) {
      const found = member(path, module, name, depth + 1);
      if (found.kind !== 'external' || module.startsWith('torch')) return found;
    }
    const usual = conventional.get(name);
    return usual === undefined ? undefined : { kind: 'external', path: usual };
  }

  function member(path: string, module: string, name: string, depth: number): Meaning {
    const target = moduleFile([...byPath.keys()], path, module);
    const found = target === undefined ? undefined : resolve(target, name, depth + 1);
    return found ?? { kind: 'external', path: `${module}.${name}` };
  }

  function external(def: ClassDef): readonly string[] {
    return def.bases.flatMap((base) => {
      const meaning = meaningOf(program, def.file, base);
      return meaning?.kind === 'external' ? [meaning.path] : [];
    });
  }
}

/** What a dotted name means: `nn.Module`, `layers.Block`. */
export function meaningOf(program: Program, file: string, expr: Expr): Meaning | undefined {
  if (expr.kind === 'name') {
    return program.resolve(file, expr.name) ?? { kind: 'external', path: expr.name };
  }
  if (expr.kind !== 'attribute') return undefined;
  const of = meaningOf(program, file, expr.of);
  return of?.kind === 'external' ? program.member(file, of.path, expr.name) : undefined;
}

function lineage(program: Program, def: ClassDef): readonly ClassDef[] {
  const seen = new Set<ClassDef>();
  const waiting = [def];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next) || seen.size > longestChain) continue;
    seen.add(next);
    for (const base of next.bases) {
      const meaning = meaningOf(program, next.file, base);
      if (meaning?.kind === 'class') waiting.push(meaning.def);
    }
  }
  return [...seen];
}

/** The file of a module; of several that could be meant the one nearest to the importing file. */
function moduleFile(paths: readonly string[], from: string, module: string): string | undefined {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const steps = module
    .slice(dots)
    .split('.')
    .filter((step) => step !== '');
  const tail = steps.join('/');
  if (dots > 0) {
    const folder = from.split('/').slice(0, -dots).join('/');
    const at = [folder, ...steps].join('/');
    return paths.find((path) => path === `${at}.py` || path === `${at}/__init__.py`);
  }
  const matching = paths.filter(
    (path) => `/${path}`.endsWith(`/${tail}.py`) || `/${path}`.endsWith(`/${tail}/__init__.py`),
  );
  const nearness = (path: string) => {
    const apart = [...path].findIndex((letter, i) => letter !== from[i]);
    return apart < 0 ? path.length : apart;
  };
  return matching.sort((a, b) => nearness(b) - nearness(a))[0];
}
