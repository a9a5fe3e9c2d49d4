// What an expression of a model's `__init__` can stand for, when it is followed without being run.
import type { SourceLine } from '../protocol/sourceService.ts';
import type { Scope } from './run.ts';
import type { ClassDef, FunctionDef } from './syntax.ts';
import { type Term, termText } from './term.ts';

export type Value =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  /** `count` numbers from `start` on. */
  | { readonly kind: 'range'; readonly start: number; readonly step: number; readonly count: Term }
  /** `rest`: what it holds besides: the keywords that the outermost class was given. */
  | { readonly kind: 'dict'; readonly entries: readonly Entry[]; readonly rest?: Given }
  | Given
  | { readonly kind: 'class'; readonly def: ClassDef }
  | FunctionValue
  /** Something imported from a file that we do not have: "torch.nn.Linear". */
  | { readonly kind: 'external'; readonly path: string }
  | { readonly kind: 'partial'; readonly of: Value; readonly args: readonly Bound[] }
  /** An instance: of a class of modules, or of another. */
  | { readonly kind: 'module'; readonly module: Module }
  /** `super()`: the instance as the classes after `within` see it. */
  | { readonly kind: 'super'; readonly module: Module; readonly within: ClassDef }
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

/** An argument of the outermost class, or a field of it: its value is not in the text. */
export type Given = { readonly kind: 'given'; readonly path: readonly string[] };

export type FunctionValue = {
  readonly kind: 'function';
  readonly def: FunctionDef;
  /** Where it is defined, if that is within a function. */
  readonly closure: Scope | undefined;
  /** What it is bound to: an instance or, of a classmethod, a class. */
  readonly self: Value | undefined;
  /** The class whose method it is. */
  readonly within: ClassDef | undefined;
};

/** `repeat`: stands for that many items alike, their number not being known from the text. */
export type Item = {
  readonly value: Value;
  readonly repeat: Term | undefined;
  readonly line: number;
};
export type Entry = { readonly key: string; readonly value: Value; readonly line: number };
/** An argument as it is handed over. */
export type Bound = Item & { readonly name: string | undefined };

/** An instance of a class, as its `__init__` leaves it. */
export type Module = {
  readonly className: string;
  /** Where its class is defined; undefined: not in the files at hand. */
  readonly definition: SourceLine | undefined;
  readonly def: ClassDef | undefined;
  /** Not a module of torch: what it holds is not its owner's. */
  readonly plain: boolean;
  /** Where a config is that stands for an argument of the outermost class. */
  readonly given: readonly string[] | undefined;
  /** Submodules and parameters in order. Several under one name: one of them, or perhaps none. */
  readonly members: Map<string, Member[]>;
  /** Attributes that are no submodules. */
  readonly fields: Map<string, Value>;
  /** Something was done to it that is not understood: it may hold any other tensors. */
  open: boolean;
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

/** The name of an argument that stands for any that are not named: `**given`. */
export const restName = '**';

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

export const none: Value = { kind: 'none' };

export function textValue(value: string): Value {
  return { kind: 'string', value };
}

export function flag(value: boolean): Value {
  return { kind: 'boolean', value };
}

export function listOf(values: readonly Value[], line = 0): Value {
  return { kind: 'list', items: values.map((value) => ({ value, repeat: undefined, line })) };
}

type Kind = Partial<Pick<Module, 'definition' | 'def' | 'plain' | 'given' | 'opaque'>>;

export function newModule(className: string, kind: Kind = {}): Module {
  const { definition, def, plain = false, given, opaque = false } = kind;
  return {
    ...{ className, definition, def, plain, given, opaque },
    members: new Map(),
    fields: new Map(),
    open: false,
  };
}

/** What may be a module with tensors, of which nothing is known. */
export function opaqueModule(name: string): Module {
  return newModule(name, { opaque: true });
}

const mostOptions = 64; // more alternatives of one value are as good as none

export function either(options: readonly Value[]): Value {
  const flat = options.flatMap((v) => (v.kind === 'either' ? v.options : [v]));
  const distinct = [...new Set(flat)];
  if (distinct.length === 1) return distinct[0];
  if (distinct.length > mostOptions || distinct.length === 0) return unknown('one of many');
  if (distinct.every((v) => v.kind === 'term')) {
    const text = [...new Set(distinct.map((v) => termText(v.term)))];
    return text.length === 1
      ? distinct[0]
      : termValue({ op: 'free', text: text.slice(0, 4).join(' or ') });
  }
  return { kind: 'either', options: distinct };
}

/** "h.N.attn": the name under which many alike are shown. */
export function patternOf(path: readonly string[]): string {
  return path.map((step) => (step === manyName ? 'N' : step)).join('.');
}
