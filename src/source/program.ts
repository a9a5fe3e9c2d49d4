// Several Python files as one program: which class or function a name means, over imports.

import type { ClassDef, Expr, FunctionDef, PythonFile } from './syntax.ts';
import { spend, TooMuch, type Work } from './work.ts';

export type Meaning =
  | { readonly kind: 'class'; readonly def: ClassDef }
  | { readonly kind: 'function'; readonly def: FunctionDef }
  | {
      readonly kind: 'constant';
      readonly name: string;
      readonly value: Expr;
      readonly file: string;
    }
  /** Not in the files at hand: "torch.nn.Linear". */
  | { readonly kind: 'external'; readonly path: string };

export interface Program {
  readonly files: readonly PythonFile[];
  file(path: string): PythonFile | undefined;
  /** What a name means at the top level of a file; undefined: nothing that is known. */
  resolve(file: string, name: string): Meaning | undefined;
  /** What `module.name` means in a file, the module being named by its full path. */
  member(file: string, module: string, name: string): Meaning;
  /** The classes that a class inherits from, itself first, in Python's order, as far as they are at
   * hand. Throws TooMuch for a chain that no one wrote. */
  lineage(def: ClassDef): readonly ClassDef[];
  /** Bases that are not at hand, by full name. */
  externalBases(def: ClassDef): readonly string[];
}

const longestLineage = 64; // bases of bases; the longest of transformers has 9
const conventional: ReadonlyMap<string, string> = new Map([
  ['nn', 'torch.nn'], // also in a file whose imports are half-typed
  ['torch', 'torch'],
]);

export function programOf(files: readonly PythonFile[], work: Work): Program {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const classes = new Map(
    files.map((file) => [file, new Map(file.classes.map((def) => [def.name, def]))]),
  );
  const paths = [...byPath.keys()];
  // Each name of a file is looked up once: stars of stars would be walked again and again, and a
  // name that is being looked up already means nothing more on a way that comes back to it.
  const known = new Map<string, Meaning | undefined>();
  const targets = new Map<string, string | undefined>();
  const lineages = new Map<ClassDef, readonly ClassDef[] | 'waiting'>();
  const bases = new Map<ClassDef, readonly string[]>();
  const program: Program = {
    files,
    file: (path) => byPath.get(path),
    resolve,
    member,
    lineage,
    externalBases: (def) => kept(bases, def, () => [...new Set(lineage(def).flatMap(external))]),
  };
  return program;

  function resolve(path: string, name: string): Meaning | undefined {
    const key = `${path}\0${name}`;
    if (known.has(key)) return known.get(key);
    spend(work, 1);
    known.set(key, undefined);
    const found = lookUp(path, name);
    known.set(key, found);
    return found;
  }

  function lookUp(path: string, name: string): Meaning | undefined {
    const file = byPath.get(path);
    if (file === undefined) return undefined;
    const def = classes.get(file)?.get(name);
    if (def !== undefined) return { kind: 'class', def };
    const called = file.functions.get(name);
    if (called !== undefined) return { kind: 'function', def: called };
    const value = file.constants.get(name);
    if (value !== undefined) return { kind: 'constant', name, value, file: path };
    const from = file.imports.get(name);
    if (from !== undefined) {
      if (from.name === undefined) return { kind: 'external', path: from.module };
      return member(path, from.module, from.name);
    }
    for (const module of new Set(file.stars)) {
      const found = member(path, module, name);
      if (found.kind !== 'external' || module.startsWith('torch')) return found;
    }
    const usual = conventional.get(name);
    return usual === undefined ? undefined : { kind: 'external', path: usual };
  }

  function member(path: string, module: string, name: string): Meaning {
    const target = kept(targets, `${path}\0${module}`, () => moduleFile(paths, path, module));
    const found = target === undefined ? undefined : resolve(target, name);
    return found ?? { kind: 'external', path: `${module}.${name}` };
  }

  function lineage(def: ClassDef): readonly ClassDef[] {
    const before = lineages.get(def);
    if (before === 'waiting') return []; // it extends itself
    if (before !== undefined) return before;
    if ([...lineages.values()].filter((one) => one === 'waiting').length > longestLineage) {
      throw new TooMuch('classes extend classes too deep');
    }
    lineages.set(def, 'waiting');
    try {
      const parents = def.bases.flatMap((base) => {
        const meaning = meaningOf(program, def.file, base);
        return meaning?.kind === 'class' && meaning.def !== def ? [meaning.def] : [];
      });
      const found = [def, ...merged([...parents.map(lineage), parents])];
      if (found.length > longestLineage) throw new TooMuch('a class extends too many');
      spend(work, found.length);
      lineages.set(def, found);
      return found;
    } finally {
      if (lineages.get(def) === 'waiting') lineages.delete(def);
    }
  }

  function external(def: ClassDef): readonly string[] {
    return def.bases.flatMap((base) => {
      const of = base.kind === 'subscript' ? base.of : base; // Generic[T]
      const meaning = meaningOf(program, def.file, of);
      return meaning?.kind === 'external' ? [meaning.path] : [];
    });
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  if (!map.has(key)) map.set(key, make());
  return map.get(key) as V;
}

/** Python's order of bases (C3); where there is none, Python refuses the class and any will do. */
function merged(lists: readonly (readonly ClassDef[])[]): readonly ClassDef[] {
  const order: ClassDef[] = [];
  let left = lists.filter((list) => list.length > 0);
  while (left.length > 0) {
    const free = left.find(([head]) => left.every((list) => list.indexOf(head) <= 0));
    const next = (free ?? left[0])[0];
    if (!order.includes(next)) order.push(next);
    left = left.map((list) => list.filter((one) => one !== next)).filter((list) => list.length > 0);
  }
  return order;
}

const longestAlias = 8; // names for names

/** What a dotted name means: `nn.Module`, `layers.Block`, `Outer.Inner`, `Base` of `Base = nn.Module`. */
export function meaningOf(
  program: Program,
  file: string,
  expr: Expr,
  aliases = 0,
): Meaning | undefined {
  if (expr.kind === 'name') {
    const found = program.resolve(file, expr.name) ?? { kind: 'external', path: expr.name };
    if (found.kind !== 'constant' || aliases > longestAlias) return found;
    return meaningOf(program, found.file, found.value, aliases + 1) ?? found;
  }
  if (expr.kind !== 'attribute') return undefined;
  const of = meaningOf(program, file, expr.of, aliases);
  if (of?.kind === 'class') {
    const def = of.def.classes.get(expr.name);
    return def && { kind: 'class', def };
  }
  return of?.kind === 'external' ? program.member(file, of.path, expr.name) : undefined;
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
    const at = [...(folder === '' ? [] : [folder]), ...steps].join('/');
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
