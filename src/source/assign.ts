// What assignments do: names, attributes, items, and tuples of them.
import { attributeOf } from './attribute.ts';
import { classFieldOf, putClassField } from './classes.ts';
import { itemsOver } from './items.ts';
import { appendTo, indexed, put, removeMember } from './members.ts';
import { operated } from './operators.ts';
import { globalsOf, type Run, type Scope } from './run.ts';
import type { Expr, Statement } from './syntax.ts';
import { either, type Item, unknown, type Value } from './value.ts';
import { spend } from './work.ts';

export function assign(run: Run, target: Expr, value: Value, scope: Scope, line: number): void {
  if (target.kind === 'name') {
    functionScope(scope).locals.set(target.name, value);
  } else if (target.kind === 'attribute') {
    const of = run.evaluate(target.of, scope);
    if (of.kind === 'module') put(run, of.module, target.name, value, { file: scope.file, line });
    if (of.kind === 'class') putClassField(run, of.def, target.name, value);
  } else if (target.kind === 'list') {
    for (const [part, item] of unpacked(run, target.items, value, line)) {
      assign(run, part, item, scope, line);
    }
  } else if (target.kind === 'subscript') {
    assignItem(run, target, value, scope, line);
  }
}

function assignItem(
  run: Run,
  target: Extract<Expr, { kind: 'subscript' }>,
  value: Value,
  scope: Scope,
  line: number,
): void {
  const of = run.evaluate(target.of, scope);
  const key = target.index.kind === 'slice' ? undefined : run.evaluate(target.index, scope);
  const name = key && indexed(run, key);
  if (of.kind === 'module') {
    if (name === undefined) of.module.open = true;
    else put(run, of.module, name, value, { file: scope.file, line });
  } else if (of.kind === 'dict') {
    spend(run.work, of.entries.length);
    const others = of.entries.filter((entry) => entry.key !== name);
    const entry = { key: name ?? '*', value, line };
    rebind(run, target.of, { kind: 'dict', entries: [...others, entry] }, scope);
  } else if (of.kind === 'list') {
    spend(run.work, of.items.length);
    const at = name === undefined ? undefined : Number(name);
    const place = at !== undefined && at < 0 ? at + of.items.length : at;
    const items = of.items.map((item, i): Item => {
      if (place === undefined) return { ...item, value: either([item.value, value]) };
      return i === place ? { ...item, value } : item;
    });
    rebind(run, target.of, { kind: 'list', items }, scope);
  }
}

/** The parts of a tuple with what each gets; one with a star gets what the others leave. */
export function unpacked(
  run: Run,
  parts: readonly Expr[],
  value: Value,
  line: number,
): readonly (readonly [Expr, Value])[] {
  const items = value.kind === 'list' || value.kind === 'range' ? itemsOver(run, value, line) : [];
  const whole = items.length > 0 && items.every((item) => item.repeat === undefined);
  const star = parts.findIndex((part) => part.kind === 'star');
  const after = star < 0 ? 0 : parts.length - star - 1;
  return parts.map((part, i): readonly [Expr, Value] => {
    if (part.kind === 'star') {
      const rest = items.slice(i, items.length - after);
      return [part.of, whole ? { kind: 'list', items: rest } : unknown('the rest')];
    }
    const at = star >= 0 && i > star ? items.length - (parts.length - i) : i;
    return [part, (whole ? items[at]?.value : undefined) ?? unknown('an item')];
  });
}

export function augment(
  run: Run,
  { op, target, value, line }: Extract<Statement, { kind: 'augment' }>,
  scope: Scope,
): void {
  const before = run.evaluate(target, scope);
  const by = run.evaluate(value, scope);
  if (op === '+' && before.kind === 'list') {
    const items = [...before.items, ...itemsOver(run, by, line)];
    spend(run.work, items.length);
    assign(run, target, { kind: 'list', items }, scope, line);
  } else if (op === '+' && before.kind === 'module') {
    for (const item of itemsOver(run, by, line)) appendTo(run, before.module, item, scope.file);
  } else if (before.kind !== 'tensor') {
    assign(run, target, operated(run, op, before, by), scope, line);
  }
}

export function remove(run: Run, target: Expr, scope: Scope): void {
  if (target.kind === 'list') for (const part of target.items) remove(run, part, scope);
  if (target.kind === 'name') scope.locals.delete(target.name);
  if (target.kind === 'attribute') {
    const of = run.evaluate(target.of, scope);
    if (of.kind === 'module') removeMember(of.module, target.name);
  }
  if (target.kind !== 'subscript') return;
  const of = run.evaluate(target.of, scope);
  const key = indexed(run, run.evaluate(target.index, scope));
  if (of.kind === 'module' && key !== undefined) removeMember(of.module, key);
  else if (of.kind === 'dict') {
    const entries = of.entries.filter((entry) => entry.key !== key);
    rebind(run, target.of, { kind: 'dict', entries }, scope);
  } else if (of.kind === 'module') of.module.open = true;
}

/** A changed list or dict in the place that holds it. */
export function rebind(run: Run, place: Expr, value: Value, scope: Scope): void {
  if (place.kind === 'name') {
    let at: Scope | undefined = scope;
    while (at && !at.locals.has(place.name)) at = at.parent;
    (at ?? globalsOf(run, scope.file)).locals.set(place.name, value);
  } else if (place.kind === 'attribute') {
    const of = run.evaluate(place.of, scope);
    const found = of.kind === 'class' && classFieldOf(run, of.def, place.name);
    if (found && of.kind === 'class') putClassField(run, of.def, place.name, value);
    if (of.kind !== 'module') return;
    const before = attributeOf(run, of, place.name, scope);
    if (before.kind === 'list' || before.kind === 'dict') of.module.fields.set(place.name, value);
  } else if (place.kind === 'subscript') {
    assign(run, place, value, scope, place.line);
  }
}

/** A comprehension's `:=` binds in the function around it. */
export function functionScope(scope: Scope): Scope {
  let at = scope;
  while (at.comprehension && at.parent) at = at.parent;
  return at;
}
