// Arithmetic, comparison and logic on values of which not all is known.
import { itemsOver } from './items.ts';
import { copied, indexed } from './members.ts';
import {
  deeper,
  mostItems,
  type Run,
  type Scalar,
  type Scope,
  scalarOf,
  termOf,
  truth,
} from './run.ts';
import type { Expr } from './syntax.ts';
import { combine, isArithmetic, number, sizeOf, type Term, termText } from './term.ts';
import { formattedAs } from './textFormat.ts';
import {
  either,
  flag,
  type Item,
  listOf,
  manyName,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

export function binaryOf(run: Run, expr: Of<'binary'>, scope: Scope): Value {
  const left = run.evaluate(expr.left, scope);
  if (expr.op === 'or' || expr.op === 'and') {
    const test = truth(run, left);
    if (test === undefined) {
      const right = run.evaluate(expr.right, scope);
      // Of a side that decides alone the other does not matter.
      if (truth(run, right) === (expr.op === 'or') && isFlag(left)) return right;
      return either([left, right]);
    }
    return test === (expr.op === 'or') ? left : run.evaluate(expr.right, scope);
  }
  return operated(run, expr.op, left, run.evaluate(expr.right, scope));
}

function isFlag(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'boolean';
}

export function operated(run: Run, op: string, left: Value, right: Value): Value {
  if (left.kind === 'list' && op === '+') return joined(run, left, right);
  if (op === '*' && left.kind === 'list') return repeated(run, left.items, right);
  if (op === '*' && right.kind === 'list') return repeated(run, right.items, left);
  if (left.kind === 'string') {
    const text = onText(run, op, left.value, right);
    if (text !== undefined) return text;
  }
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict') {
    const keys = new Set(right.entries.map(({ key }) => key));
    spend(run.work, left.entries.length + right.entries.length);
    const others = left.entries.filter(({ key }) => !keys.has(key));
    return { kind: 'dict', entries: [...others, ...right.entries] };
  }
  if (left.kind === 'tensor' || right.kind === 'tensor') return onTensors(left, right);
  if (!isArithmetic(op)) return compared(run, op, left, right);
  const a = termOf(run, left);
  const b = termOf(run, right);
  return a && b ? termValue(combine(op, a, b)) : unknown(op);
}

function joined(run: Run, left: Extract<Value, { kind: 'list' }>, right: Value): Value {
  const items = [...left.items, ...itemsOver(run, right, 0)];
  spend(run.work, items.length);
  return { kind: 'list', items };
}

function repeated(run: Run, items: readonly Item[], times: Value): Value {
  const count = termOf(run, times);
  const known = count && sizeOf(count, run.known);
  if (known !== undefined && (known * items.length <= mostItems || items.length > 1)) {
    spend(run.work, Math.max(0, known) * items.length);
    return { kind: 'list', items: Array.from({ length: Math.max(0, known) }, () => items).flat() };
  }
  const repeat: Term = count ?? { op: 'free', text: 'some' };
  return { kind: 'list', items: items.map((item) => ({ ...item, repeat })) };
}

function onText(run: Run, op: string, left: string, right: Value): Value | undefined {
  if (op === '+') {
    const text = left + (right.kind === 'string' ? right.value : '*');
    spend(run.work, text.length);
    return textValue(text);
  }
  if (op === '*') {
    const count = termOf(run, right);
    const times = count && sizeOf(count, run.known);
    if (times === undefined) return unknown('text');
    spend(run.work, Math.max(0, times) * left.length);
    return textValue(left.repeat(Math.max(0, Math.trunc(times))));
  }
  if (op !== '%') return undefined;
  const values =
    right.kind === 'list' ? itemsOver(run, right, 0).map(({ value }) => value) : [right];
  let at = 0;
  const text = left.replace(/%(0?\d*)(?:\.\d+)?([a-zA-Z%])/g, (_, width: string, kind: string) =>
    kind === '%' ? '%' : (formattedAs(run, values[at++], percent(width, kind)) ?? manyName),
  );
  spend(run.work, text.length);
  return textValue(text);
}

/** `%5s` puts its spaces in front, as `{:>5}` does; what is no whole number or text is not followed. */
function percent(width: string, kind: string): string {
  if (kind === 's') return width === '' ? '' : `>${width}`;
  return kind === 'd' || kind === 'i' ? `${width}d` : 'other';
}

/** `torch.randn(...) * 0.02` keeps its shape; two shapes that differ are not worked out. */
function onTensors(left: Value, right: Value): Value {
  const shapes = [left, right].flatMap((value) => (value.kind === 'tensor' ? [value.shape] : []));
  const text = shapes.map((shape) => shape?.map(termText).join());
  const shape = text.every((one) => one === text[0]) ? shapes[0] : undefined;
  return { kind: 'tensor', shape, keep: false };
}

export function compared(run: Run, op: string, left: Value, right: Value): Value {
  if (op === 'in' || op === 'not in') {
    const found = contains(run, right, left);
    return found === undefined ? unknown(op) : flag(found === (op === 'in'));
  }
  const [a, b] = [scalarOf(run, left), scalarOf(run, right)];
  if (a !== undefined && b !== undefined) {
    if (typeof a === 'number' || typeof b === 'number') {
      const bits = bitwise.get(op)?.(Number(a), Number(b));
      if (bits !== undefined) return Number.isNaN(bits) ? unknown(op) : termValue(number(bits));
    }
    const compare = comparisons.get(op);
    return compare ? flag(compare(a, b)) : unknown(op);
  }
  const same = isSame(run, left, right);
  if (same === undefined) return unknown(op);
  if (op === 'is' || op === '==') return flag(same);
  return op === 'is not' || op === '!=' ? flag(!same) : unknown(op);
}

/** Whether two things, not both plain constants, are one; undefined: it cannot be known. */
function isSame(run: Run, left: Value, right: Value): boolean | undefined {
  // A list or a module is never None, nor a number.
  if (scalarOf(run, left) !== undefined || scalarOf(run, right) !== undefined) {
    return [left, right].some(({ kind }) => things.has(kind)) ? false : undefined;
  }
  if (left.kind === 'class' && right.kind === 'class') return left.def === right.def;
  if (left.kind === 'external' && right.kind === 'external') return left.path === right.path;
  if (left.kind === 'function' && right.kind === 'function') return left.def === right.def;
  const kinds = [left.kind, right.kind];
  const callables = new Set(['class', 'external', 'function', 'partial']);
  if (left.kind !== right.kind && kinds.every((kind) => callables.has(kind))) return false;
  if (left.kind === 'list' && right.kind === 'list') {
    if (left.items.some((i) => i.repeat) || right.items.some((i) => i.repeat)) return undefined;
    if (left.items.length !== right.items.length) return false;
    spend(run.work, left.items.length);
    const all = left.items.map(({ value }, i) =>
      truth(run, compared(run, '==', value, right.items[i].value)),
    );
    return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
  }
  return undefined;
}

const things: ReadonlySet<Value['kind']> = new Set([
  'list',
  'range',
  'dict',
  'module',
  'class',
  'function',
  'partial',
  'tensor',
  'external',
]);

function contains(run: Run, of: Value, value: Value): boolean | undefined {
  if (of.kind === 'dict') {
    const key = indexed(run, value);
    if (key === undefined || of.entries.some((entry) => entry.key === '*')) return undefined;
    return of.entries.some((entry) => entry.key === key);
  }
  if (of.kind === 'string') {
    return value.kind === 'string' ? of.value.includes(value.value) : undefined;
  }
  if (of.kind === 'module' && !of.module.plain) {
    return value.kind === 'string' ? of.module.members.has(value.value) : undefined;
  }
  if (of.kind !== 'list' && of.kind !== 'range') return undefined;
  const items = itemsOver(run, of, 0);
  const all = items.map((item) => truth(run, compared(run, '==', item.value, value)));
  if (all.includes(true)) return true;
  return all.includes(undefined) || items.some((item) => item.repeat) ? undefined : false;
}

/** True is 1. */
function equal(a: Scalar, b: Scalar): boolean {
  const numeric = [a, b].every((side) => typeof side === 'number' || typeof side === 'boolean');
  return numeric ? Number(a) === Number(b) : a === b;
}

const largestBits = 2 ** 30; // beyond these JavaScript's bits are not Python's
const bits =
  (of: (a: number, b: number) => number) =>
  (a: number, b: number): number => {
    const isWhole = [a, b].every((n) => Number.isInteger(n) && Math.abs(n) < largestBits);
    return isWhole ? of(a, b) : Number.NaN;
  };
const bitwise: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['&', bits((a, b) => a & b)],
  ['|', bits((a, b) => a | b)],
  ['^', bits((a, b) => a ^ b)],
  ['<<', bits((a, b) => (b < 0 || b > 52 ? Number.NaN : a * 2 ** b))],
  ['>>', bits((a, b) => (b < 0 ? Number.NaN : Math.floor(a / 2 ** b)))],
]);

const comparisons: ReadonlyMap<string, (a: Scalar, b: Scalar) => boolean> = new Map([
  ['==', equal],
  ['is', (a, b) => a === b],
  ['!=', (a, b) => !equal(a, b)],
  ['is not', (a, b) => a !== b],
  ['<', (a, b) => (a ?? 0) < (b ?? 0)],
  ['<=', (a, b) => (a ?? 0) <= (b ?? 0)],
  ['>', (a, b) => (a ?? 0) > (b ?? 0)],
  ['>=', (a, b) => (a ?? 0) >= (b ?? 0)],
  ['^', (a, b) => Boolean(a) !== Boolean(b)],
  ['&', (a, b) => Boolean(a) && Boolean(b)],
  ['|', (a, b) => Boolean(a) || Boolean(b)],
]);

export function unaryOf(run: Run, expr: Of<'unary'>, scope: Scope): Value {
  const of = run.evaluate(expr.of, scope);
  if (expr.op === 'not') {
    const value = truth(run, of);
    return value === undefined ? unknown('not') : flag(!value);
  }
  const term = termOf(run, of);
  if (expr.op === '-' && term) return termValue(combine('-', number(0), term));
  if (expr.op === '~' && term) return termValue(combine('-', number(-1), term));
  return expr.op === '+' ? of : unknown(expr.op);
}

/** `copy.deepcopy(value)`: modules with tensors of their own, also within lists. */
export function deepCopy(run: Run, value: Value): Value {
  if (value.kind === 'module') return { kind: 'module', module: copied(run.work, value.module) };
  if (value.kind !== 'list') return value;
  spend(run.work, value.items.length);
  return deeper(run, () => listOf(value.items.map((item) => deepCopy(run, item.value))));
}
