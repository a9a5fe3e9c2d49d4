// What an expression of a model's `__init__` can stand for, when it is followed without being run.
import type { SourceLine } from '../protocol/sourceService.ts';
import type { ClassDef, FunctionDef } from './syntax.ts';
import { type Term, termText } from './term.ts';

export type Value =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'range'; readonly start: number; readonly count: Term }
  | { readonly kind: 'dict'; readonly entries: readonly Entry[] }
  /** An argument of the outermost class, or a field of it: its value is not in the text. */
  | { readonly kind: 'given'; readonly path: readonly string[] }
  | { readonly kind: 'class'; readonly def: ClassDef }
  | { readonly kind: 'function'; readonly def: FunctionDef }
  /** Something imported from a file that we do not have: "torch.nn.Linear". */
  | { readonly kind: 'external'; readonly path: string }
  | { readonly kind: 'partial'; readonly of: Value; readonly args: readonly Bound[] }
  | { readonly kind: 'module'; readonly module: Module }
  /** `keep`: a parameter or a buffer, not a passing result. `member`: the one it was read from. */
  | {
      readonly kind: 'tensor';
      readonly shape: readonly Term[] | undefined;
      readonly keep: boolean;
      readonly member?: Member;
    }
  /** One of these; which one is not known. */
  | { readonly kind: 'either'; readonly options: readonly Value[] }
  | { readonly kind: 'unknown'; readonly text: string };

/** `repeat`: stands for that many items alike, their number not being known from the text. */
export type Item = {
  readonly value: Value;
  readonly repeat: Term | undefined;
  readonly line: number;
};
export type Entry = { readonly key: string; readonly value: Value; readonly line: number };
/** An argument as it is handed over. */
export type Bound = Item & { readonly name: string | undefined };

/** An instance of a class of modules, as its `__init__` leaves it. */
export type Module = {
  readonly className: string;
  /** Where its class is defined; undefined: not in the files at hand. */
  readonly definition: SourceLine | undefined;
  /** Submodules and parameters in order. Several under one name: one of them, or perhaps none. */
  readonly members: Map<string, Member[]>;
  /** Attributes that are no submodules. */
  readonly fields: Map<string, Value>;
  /** Its class is not at hand: it may hold any tensors. */
  readonly opaque: boolean;
};

export type Member = {
  readonly value: Module | { readonly shape: readonly Term[] | undefined };
  readonly line: SourceLine;
  readonly optional: boolean;
  /** Stands for so many, named 0, 1, ...; the member's name is then `N`. */
  readonly repeat: Term | undefined;
};

/** The name of a member that stands for many: it cannot be a Python name that is in use. */
export const manyName = '*';

export function isModule(value: Member['value']): value is Module {
  return 'members' in value;
}

export function unknown(text: string): Value {
  return { kind: 'unknown', text };
}

export function termValue(term: Term): Value {
  return { kind: 'term', term };
}

export function newModule(className: string, definition?: SourceLine, opaque = false): Module {
  return { className, definition, members: new Map(), fields: new Map(), opaque };
}

export function either(options: readonly Value[]): Value {
  const flat = options.flatMap((v) => (v.kind === 'either' ? v.options : [v]));
  const useful = flat.filter((v) => v.kind !== 'unknown');
  const distinct = [...new Set(useful)];
  if (distinct.length === 0) return flat[0] ?? unknown('nothing');
  if (distinct.length === 1 && flat.length === 1) return distinct[0];
  if (distinct.length > 0 && distinct.every((v) => v.kind === 'term')) {
    const text = [...new Set(distinct.map((v) => termText(v.term)))];
    if (text.length === 1 && flat.length === useful.length) return distinct[0];
    return termValue({ op: 'free', text: text.join(' or ') });
  }
  return { kind: 'either', options: distinct };
}

/** "h.N.attn": the name under which many alike are shown. */
export function patternOf(path: readonly string[]): string {
  return path.map((step) => (step === manyName ? 'N' : step)).join('.');
}
