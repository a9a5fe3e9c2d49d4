// `of[index]`: items, slices, keys, and the modules of a container.
import { attributeOf } from './attribute.ts';
import { nameOf } from './evaluate.ts';
import { itemsOver } from './items.ts';
import { indexed } from './members.ts';
import { numberOf, type Run, type Scope, settled } from './run.ts';
import type { Expr } from './syntax.ts';
import { either, listOf, manyName, newModule, textValue, unknown, type Value } from './value.ts';
import { spend } from './work.ts';

type Subscript = Extract<Expr, { kind: 'subscript' }>;

export function subscriptOf(run: Run, expr: Subscript, scope: Scope): Value {
  const of = run.evaluate(expr.of, scope);
  const { index } = expr;
  if (index.kind === 'slice') return slicedOf(run, of, index, scope);
  const key = run.evaluate(index, scope);
  if (of.kind === 'either') {
    return either(of.options.map((option) => itemAt(run, option, key, scope)));
  }
  return itemAt(run, of, key, scope);
}

export function itemAt(run: Run, of: Value, key: Value, scope: Scope): Value {
  switch (of.kind) {
    case 'list':
    case 'range': {
      const items = itemsOver(run, of, 0);
      if (items.length === 1 && items[0].repeat) return items[0].value; // they are all alike
      const at = numberOf(run, key);
      if (items.some((item) => item.repeat)) return unknown('an item');
      if (at !== undefined) return items.at(at)?.value ?? unknown('an item');
      return items.length > 0 ? either(items.map(({ value }) => value)) : unknown('an item');
    }
    case 'string': {
      const at = numberOf(run, key);
      return (at !== undefined && textOf(of.value.at(at))) || unknown('a letter');
    }
    case 'dict':
      return entryOf(run, of, key);
    case 'given': {
      const name = key.kind === 'string' ? key.value : undefined;
      return name ? settled(run, { kind: 'given', path: [...of.path, name] }) : unknown('an item');
    }
    case 'module': {
      const name = indexed(run, key);
      if (name === undefined) return unknown('an item');
      return attributeOf(run, of, name, scope);
    }
    case 'class':
      return of; // List[int]
    case 'external':
      if (of.path === 'globals()' && key.kind === 'string') return nameOf(run, key.value, scope);
      return of.path.startsWith('typing') ? of : unknown('an item');
    default:
      return unknown('an item');
  }
}

function textOf(letter: string | undefined): Value | undefined {
  return letter === undefined ? undefined : textValue(letter);
}

/** An entry whose key is not known may be any. */
export function entryOf(run: Run, of: Extract<Value, { kind: 'dict' }>, key: Value): Value {
  const name = indexed(run, key);
  const exact = of.entries.find((entry) => entry.key === name);
  if (exact !== undefined && name !== manyName) return exact.value;
  const any = of.entries.find((entry) => entry.key === manyName);
  if (any !== undefined) return any.value;
  if (name !== undefined && name !== manyName) return unknown('an item');
  return of.entries.length > 0 ? either(of.entries.map(({ value }) => value)) : unknown('an item');
}

function slicedOf(
  run: Run,
  of: Value,
  { from, to, step }: Extract<Expr, { kind: 'slice' }>,
  scope: Scope,
): Value {
  const side = (part: Expr | undefined) => part && numberOf(run, run.evaluate(part, scope));
  const [start, end, by] = [side(from), side(to), side(step)];
  const unclear = [from, to, step].some((part, i) => part && [start, end, by][i] === undefined);
  if (unclear) return unknown('a slice');
  if (of.kind === 'string') return textValue(stepped([...of.value], start, end, by).join(''));
  if (of.kind === 'module' && !of.module.plain) return slicedModule(of, start, end, by);
  if (of.kind !== 'list' && of.kind !== 'range') return unknown('a slice');
  const items = itemsOver(run, of, 0);
  spend(run.work, items.length);
  if (items.some((item) => item.repeat)) return unknown('a slice');
  return { kind: 'list', items: stepped(items, start, end, by) };
}

/** `layers[:2]` of a container: the same modules again. */
function slicedModule(
  { module }: Extract<Value, { kind: 'module' }>,
  start: number | undefined,
  end: number | undefined,
  by: number | undefined,
): Value {
  const members = [...module.members];
  if (members.some(([name]) => name.includes(manyName))) return unknown('a slice');
  const part = newModule(module.className);
  for (const [i, [, all]] of stepped(members, start, end, by).entries()) {
    part.members.set(String(i), all);
  }
  return { kind: 'module', module: part };
}

function stepped<T>(
  items: readonly T[],
  start: number | undefined,
  end: number | undefined,
  by = 1,
): readonly T[] {
  if (by === 1) return items.slice(start, end);
  const picked: T[] = [];
  const length = items.length;
  const clamp = (at: number | undefined, otherwise: number) =>
    at === undefined ? otherwise : Math.max(-1, Math.min(length, at < 0 ? at + length : at));
  if (by === 0 || !Number.isInteger(by)) return [];
  const last = clamp(end, by > 0 ? length : -1);
  for (let at = clamp(start, by > 0 ? 0 : length - 1); by > 0 ? at < last : at > last; at += by) {
    if (at >= 0 && at < length) picked.push(items[at]);
  }
  return picked;
}

export function pairOf(key: string, value: Value, line: number): Value {
  return listOf([textValue(key), value], line);
}
