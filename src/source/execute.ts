// Statements of an `__init__` in order. A condition that cannot be decided takes both ways, and what
// either makes is optional.
import { attributeOf } from './evaluate.ts';
import { bind, itemsOver } from './items.ts';
import { put } from './members.ts';
import { type Run, type Scope, truth } from './run.ts';
import type { Expr, Statement } from './syntax.ts';
import { either, type Item, type Value } from './value.ts';

/** Returns what a `return` gives back; undefined: there was none. */
export function execute(
  run: Run,
  statements: readonly Statement[],
  scope: Scope,
): Value | undefined {
  for (const statement of statements) {
    if (run.steps-- <= 0) return undefined;
    const returned = step(run, statement, scope);
    if (returned !== undefined) return returned;
  }
  return undefined;
}

function step(run: Run, statement: Statement, scope: Scope): Value | undefined {
  switch (statement.kind) {
    case 'assign':
      assign(run, statement.target, run.evaluate(statement.value, scope), scope, statement.line);
      return undefined;
    case 'expression':
      if (!appended(run, statement.value, scope)) run.evaluate(statement.value, scope);
      return undefined;
    case 'if':
      return branch(run, statement, scope);
    case 'for':
      return loop(run, statement, scope);
    case 'return':
      return statement.value ? run.evaluate(statement.value, scope) : { kind: 'none' };
    case 'block':
      return run.execute(statement.body, scope);
  }
}

function assign(run: Run, target: Expr, value: Value, scope: Scope, line: number): void {
  if (target.kind === 'name') {
    scope.locals.set(target.name, value);
  } else if (target.kind === 'attribute') {
    const of = run.evaluate(target.of, scope);
    if (of.kind !== 'module') return;
    put(run, of.module, target.name, value, { file: scope.file, line });
  } else if (target.kind === 'list') {
    target.items.forEach((part, i) => {
      const item = value.kind === 'list' ? value.items[i]?.value : undefined;
      assign(run, part, item ?? { kind: 'unknown', text: 'an item' }, scope, line);
    });
  } else if (target.kind === 'subscript') {
    const of = run.evaluate(target.of, scope);
    const key = run.evaluate(target.index, scope);
    if (of.kind === 'module' && key.kind === 'string') {
      put(run, of.module, key.value, value, { file: scope.file, line });
    }
  }
}

function branch(
  run: Run,
  { test, yes, no }: Extract<Statement, { kind: 'if' }>,
  scope: Scope,
): Value | undefined {
  const value = truth(run, run.evaluate(test, scope));
  if (value !== undefined) return run.execute(value ? yes : no, scope);
  run.undecided++;
  const [one, two] = [yes, no].map((body) => {
    const locals = new Map(scope.locals);
    return { locals, returned: run.execute(body, { ...scope, locals }) };
  });
  run.undecided--;
  for (const name of new Set([...one.locals.keys(), ...two.locals.keys()])) {
    const [a, b] = [one.locals.get(name), two.locals.get(name)];
    scope.locals.set(name, a === b ? a! : either([a, b].filter((v) => v !== undefined)));
  }
  return one.returned && two.returned ? either([one.returned, two.returned]) : undefined;
}

function loop(
  run: Run,
  { target, over, body, line }: Extract<Statement, { kind: 'for' }>,
  scope: Scope,
): Value | undefined {
  for (const item of itemsOver(run, run.evaluate(over, scope), line)) {
    if (run.steps <= 0) return undefined;
    const outer = run.rounds;
    run.rounds = item.repeat ?? outer;
    bind(run, target, item.value, scope.locals);
    const returned = run.execute(body, scope);
    run.rounds = outer;
    if (returned !== undefined) return returned;
  }
  return undefined;
}

/** `layers.append(x)`, `self.blocks.append(x)`, `+=` on lists. True: it was one. */
function appended(run: Run, expr: Expr, scope: Scope): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'attribute') return false;
  const { of, name } = expr.callee;
  if (name !== 'append' && name !== 'extend') return false;
  const value = run.evaluate(expr.args[0]?.value ?? of, scope);
  const added: readonly Item[] =
    name === 'append'
      ? [{ value, repeat: run.rounds, line: expr.line }]
      : itemsOver(run, value, expr.line);
  const list = run.evaluate(of, scope);
  if (list.kind === 'list') {
    rebind(run, of, { kind: 'list', items: [...list.items, ...added] }, scope);
  } else if (list.kind === 'module') {
    const { module } = list;
    for (const item of added) {
      const key = item.repeat ? '*' : String(module.members.size);
      const outer = run.rounds;
      run.rounds = item.repeat;
      put(run, module, key, item.value, { file: scope.file, line: item.line });
      run.rounds = outer;
    }
  }
  return true;
}

function rebind(run: Run, place: Expr, value: Value, scope: Scope): void {
  if (place.kind === 'name') scope.locals.set(place.name, value);
  if (place.kind !== 'attribute') return;
  const of = run.evaluate(place.of, scope);
  if (of.kind === 'module' && attributeOf(run, of, place.name, scope).kind === 'list') {
    of.module.fields.set(place.name, value);
  }
}
