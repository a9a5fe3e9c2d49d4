// What loops and comprehensions meet, and the names that they bind.
import { mostItems, type Run } from './run.ts';
import type { Expr } from './syntax.ts';
import { number, sizeOf } from './term.ts';
import { type Item, termValue, unknown, type Value } from './value.ts';

/** What a loop over a value meets; what cannot be counted is one item that stands for many. */
export function itemsOver(run: Run, value: Value, line: number): readonly Item[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'range') {
    const count = sizeOf(value.count, run.known);
    if (count === undefined || count > mostItems) {
      const any = termValue({ op: 'free', text: 'i' });
      return [{ value: any, repeat: value.count, line }];
    }
    return Array.from({ length: Math.max(0, count) }, (_, i) => ({
      value: termValue(number(value.start + i)),
      repeat: undefined,
      line,
    }));
  }
  if (value.kind === 'dict') {
    return value.entries.map(({ key, line: at }) => ({
      value: { kind: 'string', value: key },
      repeat: undefined,
      line: at,
    }));
  }
  return [{ value: unknown('an item'), repeat: { op: 'free', text: 'some' }, line }];
}

/** Binds loop variables: a name, or names to the items of a tuple. */
export function bind(run: Run, target: Expr, value: Value, locals: Map<string, Value>): void {
  if (target.kind === 'name') locals.set(target.name, value);
  if (target.kind !== 'list') return;
  target.items.forEach((part, i) => {
    const item = value.kind === 'list' ? value.items[i]?.value : undefined;
    bind(run, part, item ?? unknown('an item'), locals);
  });
}

export function namesIn(target: Expr): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'list' ? target.items.flatMap(namesIn) : [];
}

export function mentions(expr: unknown, names: readonly string[]): boolean {
  if (typeof expr !== 'object' || expr === null) return false;
  const node = expr as { readonly kind?: unknown; readonly name?: unknown };
  if (node.kind === 'name' && names.includes(String(node.name))) return true;
  return Object.values(expr).some((part) => mentions(part, names));
}
