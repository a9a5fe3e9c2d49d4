// What following an `__init__` needs at every step. The parts of the interpreter know one another
// only by this: evaluate.ts (expressions), execute.ts (statements), call.ts and build.ts (calls).
import type { Json } from '../protocol/sourceService.ts';
import type { Facts } from './facts.ts';
import type { Meaning, Program } from './program.ts';
import type { ClassDef, Expr, Statement } from './syntax.ts';
import { type Known, sizeOf, type Term } from './term.ts';
import { type Bound, type Member, type Module, termValue, type Value } from './value.ts';

export type Scope = {
  readonly file: string;
  readonly locals: Map<string, Value>;
  /** The instance whose method runs, and the class that the method is written in. */
  readonly self: Module | undefined;
  readonly selfName: string | undefined;
  readonly within: ClassDef | undefined;
};

export type Run = {
  readonly program: Program;
  readonly facts: Facts;
  readonly known: Known;
  /** Steps that are left: a class that needs more is not written by hand. */
  steps: number;
  /** Calls within calls. */
  depth: number;
  /** Classes whose `__init__` is being followed, outermost first. */
  readonly building: ClassDef[];
  /** How many conditions around this place are undecided: what is made here is optional. */
  undecided: number;
  /** Set within a loop whose number of rounds is not known. */
  rounds: Term | undefined;
  /** Parameters that are one with another: `a.weight = b.weight`. */
  readonly tied: Set<Member>;

  evaluate(expr: Expr, scope: Scope): Value;
  execute(statements: readonly Statement[], scope: Scope): Value | undefined;
  call(callee: Value, args: readonly Bound[], at: CallPlace): Value;
};

export type CallPlace = { readonly scope: Scope; readonly line: number };

export const mostSteps = 200_000; // a fifth of a second at worst; Llama with 126 blocks takes 40,000
export const mostItems = 1024; // of a list that is built in full
export const deepestCall = 48;
export const mostNested = 3; // instances of one class within one another; more never ends

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
  if (value.kind === 'boolean') return { op: 'number', value: Number(value.value) };
  if (value.kind === 'either') {
    const terms = value.options.map((option) => termOf(run, option));
    return terms.some((term) => term !== undefined) ? { op: 'free', text: '?' } : undefined;
  }
  return undefined;
}

/** A number that is certain. */
export function numberOf(run: Run, value: Value): number | undefined {
  const term = termOf(run, value);
  return term && sizeOf(term, run.known);
}

/** "n_embd" for `config.n_embd`, "width" for the argument `width`. */
export function symbolOf(path: readonly string[]): string {
  return (path.length > 1 ? path.slice(1) : path).join('.');
}

/** What the facts say of something given; the value itself when they say nothing. */
export function settled(run: Run, value: Value): Value {
  if (value.kind !== 'given') return value;
  const json = run.facts.firm(symbolOf(value.path));
  if (json === undefined || (typeof json === 'object' && json !== null && !Array.isArray(json))) {
    return value;
  }
  // A number stays a symbol, so that shapes read as they are written.
  return typeof json === 'number'
    ? termValue({ op: 'symbol', name: symbolOf(value.path) })
    : valueOfJson(json);
}

function valueOfJson(json: Json): Value {
  if (json === null) return { kind: 'none' };
  if (typeof json === 'number') return termValue({ op: 'number', value: json });
  if (typeof json === 'string') return { kind: 'string', value: json };
  if (typeof json === 'boolean') return { kind: 'boolean', value: json };
  if (!Array.isArray(json)) return { kind: 'unknown', text: 'an object' };
  return {
    kind: 'list',
    items: json.map((item) => ({ value: valueOfJson(item), repeat: undefined, line: 0 })),
  };
}

/** Whether a value counts as true; undefined: it cannot be known. */
export function truth(run: Run, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'none':
      return false;
    case 'string':
      return value.value !== '';
    case 'term': {
      const known = sizeOf(value.term, run.known);
      return known === undefined ? undefined : known !== 0;
    }
    case 'list':
      return value.items.length > 0;
    case 'dict':
      return value.entries.length > 0;
    case 'given':
    case 'either':
    case 'unknown':
    case 'range':
      return undefined;
    default:
      return true;
  }
}

export function valueOfMeaning(run: Run, meaning: Meaning): Value {
  if (meaning.kind !== 'constant') return meaning;
  if (run.depth > deepestCall) return { kind: 'unknown', text: 'a constant of itself' };
  run.depth++;
  const value = run.evaluate(meaning.value, scopeOf(meaning.file));
  run.depth--;
  return value;
}

/** The top level of a file. */
export function scopeOf(file: string): Scope {
  return { file, locals: new Map(), self: undefined, selfName: undefined, within: undefined };
}
