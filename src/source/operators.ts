// Arithmetic, comparison and logic on values of which not all is known.
import { mostItems, type Run, type Scope, termOf, truth } from './run.ts';
import type { Expr } from './syntax.ts';
import { combine, isArithmetic, number, sizeOf, type Term } from './term.ts';
import { either, type Item, termValue, unknown, type Value } from './value.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

export function binaryOf(run: Run, expr: Of<'binary'>, scope: Scope): Value {
  const left = run.evaluate(expr.left, scope);
  if (expr.op === 'or' || expr.op === 'and') {
    const test = truth(run, left);
    if (test === undefined) return either([left, run.evaluate(expr.right, scope)]);
    return test === (expr.op === 'or') ? left : run.evaluate(expr.right, scope);
  }
  const right = run.evaluate(expr.right, scope);
  if (left.kind === 'list' && expr.op === '+' && right.kind === 'list') {
    return { kind: 'list', items: [...left.items, ...right.items] };
  }
  if (left.kind === 'list' && expr.op === '*') return repeated(run, left.items, right);
  // `torch.randn(...) * 0.02`
  if (left.kind === 'tensor') return left;
  if (right.kind === 'tensor') return right;
  const a = termOf(run, left);
  const b = termOf(run, right);
  if (isArithmetic(expr.op)) return a && b ? termValue(combine(expr.op, a, b)) : unknown(expr.op);
  return compared(run, expr.op, left, right);
}

function repeated(run: Run, items: readonly Item[], times: Value): Value {
  const count = termOf(run, times);
  const known = count && sizeOf(count, run.known);
  if (known !== undefined && known * items.length <= mostItems) {
    return { kind: 'list', items: Array.from({ length: Math.max(0, known) }, () => items).flat() };
  }
  const repeat: Term = count ?? { op: 'free', text: 'some' };
  return { kind: 'list', items: items.map((item) => ({ ...item, repeat })) };
}

function compared(run: Run, op: string, left: Value, right: Value): Value {
  const [a, b] = [scalarOf(run, left), scalarOf(run, right)];
  if (a === undefined || b === undefined) {
    // A list or a module is never None.
    const things = ['list', 'dict', 'module', 'class', 'function', 'tensor'];
    const nones = [left, right].some((v) => v.kind === 'none');
    if (nones && [left, right].some((v) => things.includes(v.kind))) {
      if (op === 'is' || op === '==') return { kind: 'boolean', value: false };
      if (op === 'is not' || op === '!=') return { kind: 'boolean', value: true };
    }
    return unknown(op);
  }
  const compare = comparisons.get(op);
  return compare ? { kind: 'boolean', value: compare(a, b) } : unknown(op);
}

type Scalar = string | number | boolean | null;

const comparisons: ReadonlyMap<string, (a: Scalar, b: Scalar) => boolean> = new Map([
  ['==', (a, b) => a === b],
  ['is', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['is not', (a, b) => a !== b],
  ['<', (a, b) => (a ?? 0) < (b ?? 0)],
  ['<=', (a, b) => (a ?? 0) <= (b ?? 0)],
  ['>', (a, b) => (a ?? 0) > (b ?? 0)],
  ['>=', (a, b) => (a ?? 0) >= (b ?? 0)],
]);

export function scalarOf(run: Run, value: Value): Scalar | undefined {
  if (value.kind === 'none') return null;
  if (value.kind === 'string' || value.kind === 'boolean') return value.value;
  return value.kind === 'term' ? sizeOf(value.term, run.known) : undefined;
}

export function unaryOf(run: Run, expr: Of<'unary'>, scope: Scope): Value {
  const of = run.evaluate(expr.of, scope);
  if (expr.op === 'not') {
    const value = truth(run, of);
    return value === undefined ? unknown('not') : { kind: 'boolean', value: !value };
  }
  const term = termOf(run, of);
  return expr.op === '-' && term ? termValue(combine('-', number(0), term)) : of;
}
