// Functions and classes that a function defines, with what their decorators do.
import { methodValue } from './classes.ts';
import { isDataclass } from './decorators.ts';
import { functionValue, type Run, type Scope } from './run.ts';
import type { ClassDef, FunctionDef } from './syntax.ts';
import type { Bound, FunctionValue, Value } from './value.ts';

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

/** A class as its statement makes it: anew each time that a function around it is run. A decorator may
 * put it into a table; what it gives back is taken to be the class. */
export function defined(run: Run, written: ClassDef, scope: Scope): void {
  const isTop = scope.parent === undefined && scope.self === undefined && isGlobal(run, scope);
  const def = isTop ? written : { ...written };
  if (!isTop) run.closures.set(def, scope);
  const value: Value = { kind: 'class', def };
  scope.locals.set(def.name, value);
  const at = { scope, line: def.line };
  const first: Bound = { name: undefined, value, repeat: undefined, line: def.line };
  const hook = methodValue(run, def, '__init_subclass__', value, def);
  if (hook) {
    const keywords = def.keywords.map(
      ({ name, value: of }): Bound => ({ ...first, name, value: run.evaluate(of, scope) }),
    );
    run.call({ ...hook, self: undefined }, [first, ...keywords], at);
  }
  for (const decorator of def.decorators) {
    if (isDataclass(def)) continue;
    const of = run.evaluate(decorator, scope);
    if (of.kind === 'function') run.call(of, [first], at);
  }
}

function isGlobal(run: Run, scope: Scope): boolean {
  return run.globals.get(scope.file) === scope;
}
