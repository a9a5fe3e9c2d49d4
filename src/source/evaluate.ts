// What an expression stands for. Nothing is run: what is not understood is `unknown`.
import { functionScope } from './assign.ts';
import { attributeOf } from './attribute.ts';
import { call, callArguments } from './call.ts';
import { calledMethod } from './callee.ts';
import { comprehended, comprehendedDict } from './comprehension.ts';
import { closed } from './define.ts';
import { itemsOver } from './items.ts';
import { indexed } from './members.ts';
import { binaryOf, unaryOf } from './operators.ts';
import { type Run, type Scope, scalarOf, truth, valueOfMeaning } from './run.ts';
import { subscriptOf } from './subscript.ts';
import type { Expr } from './syntax.ts';
import { number } from './term.ts';
import { shown } from './textFormat.ts';
import {
  type Entry,
  either,
  type Item,
  manyName,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

export function evaluate(run: Run, expr: Expr, scope: Scope): Value {
  spend(run.work, 1);
  switch (expr.kind) {
    case 'number':
      return termValue(number(expr.value));
    case 'string':
    case 'boolean':
    case 'none':
      return expr;
    case 'formatted':
      return textValue(formatted(run, expr, scope));
    case 'name':
      return nameOf(run, expr.name, scope);
    case 'attribute':
      return attributeOf(run, run.evaluate(expr.of, scope), expr.name, scope);
    case 'call':
      return callOf(run, expr, scope);
    case 'list':
      return listOf(run, expr, scope);
    case 'dict':
      return dictOf(run, expr, scope);
    case 'comprehension':
      return expr.key
        ? comprehendedDict(run, expr, expr.key, scope)
        : { kind: 'list', items: comprehended(run, expr, scope) };
    case 'binary':
      return binaryOf(run, expr, scope);
    case 'unary':
      return unaryOf(run, expr, scope);
    case 'conditional':
      return conditional(run, expr, scope);
    case 'subscript':
      return subscriptOf(run, expr, scope);
    case 'lambda':
      return closed(expr.def, scope);
    case 'walrus': {
      const value = run.evaluate(expr.value, scope);
      functionScope(scope).locals.set(expr.name, value);
      return value;
    }
    default:
      return unknown(expr.kind === 'unknown' ? expr.text : expr.kind);
  }
}

export function nameOf(run: Run, name: string, scope: Scope): Value {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const local = at.locals.get(name);
    if (local !== undefined) return local;
  }
  const meaning = run.program.resolve(scope.file, name);
  if (meaning) return valueOfMeaning(run, meaning);
  return run.globals.get(scope.file)?.locals.get(name) ?? { kind: 'external', path: name };
}

function conditional(run: Run, { test, yes, no }: Of<'conditional'>, scope: Scope): Value {
  const value = truth(run, run.evaluate(test, scope));
  if (value !== undefined) return run.evaluate(value ? yes : no, scope);
  run.undecided++;
  const both = either([run.evaluate(yes, scope), run.evaluate(no, scope)]);
  run.undecided--;
  return both;
}

function callOf(run: Run, expr: Of<'call'>, scope: Scope): Value {
  const at = { scope, line: expr.line };
  const { callee } = expr;
  if (callee.kind === 'attribute') {
    const of = run.evaluate(callee.of, scope);
    const args = callArguments(run, expr.args, scope);
    return calledMethod(run, { of, name: callee.name, place: callee.of, args, at });
  }
  const of = run.evaluate(callee, scope);
  const args = callArguments(run, expr.args, scope);
  return call(run, of, args, at);
}

function listOf(run: Run, expr: Of<'list'>, scope: Scope): Value {
  const items = expr.items.flatMap((item): readonly Item[] =>
    item.kind === 'star'
      ? itemsOver(run, run.evaluate(item.of, scope), item.line)
      : [{ value: run.evaluate(item, scope), repeat: undefined, line: item.line }],
  );
  spend(run.work, items.length);
  return { kind: 'list', items };
}

function dictOf(run: Run, expr: Of<'dict'>, scope: Scope): Value {
  const entries = new Map<string, Entry>();
  for (const [key, value] of expr.entries) {
    const of = run.evaluate(value, scope);
    if (key === undefined) {
      if (of.kind !== 'dict') continue;
      spend(run.work, of.entries.length);
      for (const entry of of.entries) entries.set(entry.key, entry);
    } else {
      const name = indexed(run, run.evaluate(key, scope)) ?? manyName;
      entries.set(name, { key: name, value: of, line: key.line });
    }
  }
  return { kind: 'dict', entries: [...entries.values()] };
}

function formatted(run: Run, expr: Of<'formatted'>, scope: Scope): string {
  const text = expr.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = scalarOf(run, run.evaluate(part, scope));
      return value === undefined ? manyName : shown(value); // the name of many alike
    })
    .join('');
  spend(run.work, text.length);
  return text;
}
