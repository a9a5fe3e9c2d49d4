// Functions and classes that a function defines, with what their decorators do.
import { functionValue, type Run, type Scope } from './run.ts';
import type { ClassDef, FunctionDef } from './syntax.ts';
import type { FunctionValue, Value } from './value.ts';

/** A function as a value that sees the names around it. */
export function closed(def: FunctionDef, scope: Scope): FunctionValue {
  const isTop = scope.parent === undefined && scope.self === undefined;
  const file = def.file === '' ? scope.file : def.file; // a lambda's
  return {
    ...(functionValue({ ...def, file }) as FunctionValue),
    closure: isTop && scope.locals.size === 0 ? undefined : scope,
    within: scope.within,
  };
}

/** A decorator may put a class into a table; what it gives back is taken to be the class. */
export function defined(run: Run, def: ClassDef, scope: Scope): void {
  const value: Value = { kind: 'class', def };
  scope.locals.set(def.name, value);
  for (const decorator of def.decorators) {
    if (isDataclass(def)) continue;
    const of = run.evaluate(decorator, scope);
    if (of.kind !== 'function') continue;
    const args = [{ name: undefined, value, repeat: undefined, line: def.line }];
    run.call(of, args, { scope, line: def.line });
  }
}

export function isDataclass(def: ClassDef): boolean {
  return def.decorators.some((decorator) => nameOf(decorator) === 'dataclass');
}

/** The last name of `@a.b(...)`. */
export function nameOf(decorator: ClassDef['decorators'][number]): string {
  if (decorator.kind === 'call') return nameOf(decorator.callee);
  return decorator.kind === 'name' || decorator.kind === 'attribute' ? decorator.name : '';
}
