// What following an `__init__` needs at every step. The parts of the interpreter know one another
// only by this: evaluate.ts (expressions), execute.ts (statements), call.ts and build.ts (calls).
import type { Json } from '../protocol/sourceService.ts';
import type { Facts } from './facts.ts';
import type { Meaning, Program } from './program.ts';
import type { ClassDef, Expr, Statement } from './syntax.ts';
import { type Known, number, sizeOf, type Term } from './term.ts';
import {
  type Bound,
  flag,
  listOf,
  type Member,
  type Module,
  none,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { TooMuch, type Work } from './work.ts';

export type Scope = {
  readonly file: string;
  readonly locals: Map<string, Value>;
  /** The function around this one; a comprehension's own names stand in a scope within another. */
  readonly parent: Scope | undefined;
  readonly comprehension: boolean;
  /** The instance whose method runs, and the class that the method is written in. */
  readonly self: Module | undefined;
  readonly within: ClassDef | undefined;
};

/** How a statement ends what runs it. `perhaps`: under a condition that is not known. */
export type Outcome =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'perhaps'; readonly value: Value | undefined }
  | { readonly kind: 'break' | 'continue' | 'raise' }
  | undefined;

export type Run = {
  readonly program: Program;
  readonly facts: Facts;
  readonly known: Known;
  /** Defaults count as what the checkpoint had. */
  readonly assumed: boolean;
  readonly work: Work;
  /** How long lists of sizes are taken to be that are given; undefined: as their defaults. */
  readonly listLength: number | undefined;
  /** The class that is asked for, where a function makes it: what it does not pass is given. */
  outermost: ClassDef | undefined;
  /** Calls within calls. */
  depth: number;
  /** How many conditions around this place are undecided: what is made here is optional. */
  undecided: number;
  /** Set within a loop whose number of rounds is not known. */
  rounds: Term | undefined;
  /** Something was met that is not understood and may change the model anywhere. */
  unread: boolean;
  /** Parameters that are one with another: `a.weight = b.weight`. */
  readonly tied: Set<Member>;
  /** Around a class that a function defines; and what is assigned to classes. */
  readonly closures: Map<ClassDef, Scope>;
  readonly classValues: Map<ClassDef, Map<string, Value>>;
  /** What the top level of each file has left. */
  readonly globals: Map<string, Scope>;

  evaluate(expr: Expr, scope: Scope): Value;
  execute(statements: readonly Statement[], scope: Scope): Outcome;
  call(callee: Value, args: readonly Bound[], at: CallPlace): Value;
};

export type CallPlace = { readonly scope: Scope; readonly line: number };

export const mostItems = 1024; // of a range that is walked one by one
export const deepestCall = 48;

/** Something deeper within itself than anyone writes ends the whole reading. */
export function deeper<T>(run: Run, within: () => T): T {
  if (run.depth >= deepestCall) throw new TooMuch('calls within calls');
  run.depth++;
  try {
    return within();
  } finally {
    run.depth--;
  }
}

export function knownOf(facts: Facts): Known {
  return (name) => {
    const value = facts.firm(name);
    return typeof value === 'number' ? value : undefined;
  };
}

/** A value as a number; undefined: it is none. */
export function termOf(run: Run, value: Value): Term | undefined {
  if (value.kind === 'term') return value.term;
  if (value.kind === 'given') return { op: 'symbol', name: symbolOf(value.path) };
  if (value.kind === 'boolean') return number(Number(value.value));
  if (value.kind === 'either') {
    const terms = value.options.map((option) => termOf(run, option));
    return terms.some((term) => term !== undefined) ? { op: 'free', text: '?' } : undefined;
  }
  return undefined;
}

/** A number that is certain. */
export function numberOf(run: Run, value: Value | undefined): number | undefined {
  const term = value && termOf(run, value);
  return term && sizeOf(term, run.known);
}

/** A plain constant of Python. */
export type Scalar = string | number | boolean | null;

export function scalarOf(run: Run, value: Value): Scalar | undefined {
  if (value.kind === 'none') return null;
  if (value.kind === 'string') return value.value.includes('*') ? undefined : value.value;
  if (value.kind === 'boolean') return value.value;
  return numberOf(run, value);
}

/** "n_embd" for `config.n_embd`, "width" for the argument `width`. */
export function symbolOf(path: readonly string[]): string {
  return (path.length > 1 ? path.slice(1) : path).join('.');
}

/** What the facts say of something given; the value itself when they say nothing. */
export function settled(run: Run, value: Value): Value {
  if (value.kind !== 'given') return value;
  const json = run.facts.firm(symbolOf(value.path));
  if (json === undefined) return value;
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return value;
  // A number stays a symbol, so that shapes read as they are written.
  return typeof json === 'number'
    ? termValue({ op: 'symbol', name: symbolOf(value.path) })
    : valueOfJson(json);
}

function valueOfJson(json: Json): Value {
  if (json === null) return none;
  if (typeof json === 'number') return termValue(number(json));
  if (typeof json === 'string') return textValue(json);
  if (typeof json === 'boolean') return flag(json);
  return Array.isArray(json) ? listOf(json.map(valueOfJson)) : unknown('an object');
}

/** Whether a value counts as true; undefined: it cannot be known. */
export function truth(run: Run, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'none':
      return false;
    case 'string':
      return value.value.includes('*') ? undefined : value.value !== '';
    case 'term':
    case 'given': {
      const known = numberOf(run, value);
      return known === undefined ? undefined : known !== 0;
    }
    case 'range': {
      const known = sizeOf(value.count, run.known);
      return known === undefined ? undefined : known > 0;
    }
    case 'list':
      return value.items.length > 0;
    case 'dict':
      return value.entries.length > 0;
    case 'either': {
      const all = new Set(value.options.map((option) => truth(run, option)));
      return all.size === 1 ? [...all][0] : undefined;
    }
    case 'module':
      // A list of modules is true when it holds some.
      return /(?:List|Dict|Sequential)$/.test(value.module.className)
        ? value.module.members.size > 0
        : !value.module.opaque || undefined;
    case 'unknown':
    case 'tensor':
    case 'external':
      return value.kind === 'external' && /^[\w.]*[A-Z]\w*$/.test(value.path) ? true : undefined;
    default:
      return true;
  }
}

export function valueOfMeaning(run: Run, meaning: Meaning): Value {
  switch (meaning.kind) {
    case 'constant':
      return (
        globalsOf(run, meaning.file).locals.get(meaning.name) ??
        deeper(run, () => run.evaluate(meaning.value, scopeOf(meaning.file)))
      );
    case 'function':
      return functionValue(meaning.def);
    default:
      return meaning;
  }
}

export function functionValue(def: Extract<Meaning, { kind: 'function' }>['def']): Value {
  return { kind: 'function', def, closure: undefined, self: undefined, within: undefined };
}

/** The top level of a file after it has run, once; while it runs, what it has made so far. */
export function globalsOf(run: Run, path: string): Scope {
  const before = run.globals.get(path);
  if (before !== undefined) return before;
  const scope = scopeOf(path);
  run.globals.set(path, scope);
  const [unread, undecided, rounds] = [run.unread, run.undecided, run.rounds];
  run.undecided = 0;
  run.rounds = undefined;
  for (const statement of run.program.file(path)?.body ?? []) run.execute([statement], scope);
  run.undecided = undecided;
  run.rounds = rounds;
  run.unread = unread; // what a file does besides is not the model's
  return scope;
}

/** The top level of a file. */
export function scopeOf(file: string): Scope {
  return {
    file,
    locals: new Map(),
    parent: undefined,
    comprehension: false,
    self: undefined,
    within: undefined,
  };
}
