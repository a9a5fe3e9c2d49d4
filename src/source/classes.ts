// What a class has in Python's order of its bases: methods, constants, nested classes.
import { nameOf } from './decorators.ts';
import { deeper, functionValue, globalsOf, type Run, scopeOf } from './run.ts';
import type { ClassDef } from './syntax.ts';
import { either, type FunctionValue, type Value } from './value.ts';

/**
 * A method, bound as Python binds it.
 * @param after only classes that come later than this one count: `super()`
 */
export function methodValue(
  run: Run,
  def: ClassDef,
  name: string,
  self: Value,
  after?: ClassDef,
): FunctionValue | undefined {
  const lineage = run.program.lineage(def);
  const from = after ? lineage.indexOf(after) + 1 : 0;
  const owner = lineage.slice(from).find((one) => one.methods.has(name));
  const method = owner?.methods.get(name);
  if (owner === undefined || method === undefined) return undefined;
  const kinds = method.decorators.map(nameOf);
  const isInstance = self.kind === 'module';
  const bound = kinds.includes('staticmethod')
    ? undefined
    : kinds.includes('classmethod')
      ? ({ kind: 'class', def } as const)
      : isInstance
        ? self
        : undefined; // `Base.method(self)`: it is handed over
  const value = functionValue(method) as FunctionValue;
  return { ...value, closure: run.closures.get(owner), self: bound, within: owner };
}

export function classFieldOf(run: Run, def: ClassDef, name: string): Value | undefined {
  globalsOf(run, def.file); // it may assign to its classes
  for (const one of run.program.lineage(def)) {
    const assigned = run.classValues.get(one)?.get(name);
    if (assigned) return assigned;
    const nested = one.classes.get(name);
    if (nested) return { kind: 'class', def: nested };
    const value = one.fields.get(name)?.value;
    if (value) return deeper(run, () => run.evaluate(value, classScope(run, one)));
  }
  return undefined;
}

/** `Class.name = value`: also of a table in a class, to which something is added. */
export function putClassField(run: Run, def: ClassDef, name: string, value: Value): void {
  const owner = run.program.lineage(def).find((one) => run.classValues.get(one)?.has(name)) ?? def;
  const values = run.classValues.get(owner) ?? new Map<string, Value>();
  const before = classFieldOf(run, owner, name);
  values.set(name, run.undecided > 0 && before ? either([before, value]) : value);
  run.classValues.set(owner, values);
}

/** The names that stand beside a constant in its class. */
function classScope(run: Run, def: ClassDef) {
  const scope = scopeOf(def.file);
  const locals = new Map<string, Value>();
  for (const [name, nested] of def.classes) locals.set(name, { kind: 'class', def: nested });
  for (const [name, { value }] of def.fields) {
    if (value && value.kind !== 'call' && value.kind !== 'name') {
      if (/^(?:number|string|boolean|none)$/.test(value.kind)) {
        locals.set(name, run.evaluate(value, scope));
      }
    }
  }
  return { ...scope, locals, parent: run.closures.get(def) };
}
