// Calls: classes are instantiated, functions followed, layers of torch.nn built from their table.
import { attributeOf } from './attribute.ts';
import { buildExternal } from './build.ts';
import { methodValue } from './classes.ts';
import { nameOf } from './decorators.ts';
import { instantiate } from './instantiate.ts';
import { itemsOver } from './items.ts';
import { type CallPlace, deeper, type Run, type Scope, scopeOf, settled } from './run.ts';
import type { Arg, Parameter } from './syntax.ts';
import {
  type Bound,
  either,
  type FunctionValue,
  type Given,
  none,
  opaqueModule,
  restName,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

/** The arguments of a call, stars resolved as far as they can be. */
export function callArguments(run: Run, args: readonly Arg[], scope: Scope): readonly Bound[] {
  const bound = args.flatMap(({ name, star, value: expr }): readonly Bound[] => {
    const value = run.evaluate(expr, scope);
    const { line } = expr;
    if (star === 0) return [{ name, value, repeat: undefined, line }];
    if (star === 1) {
      return itemsOver(run, value, line).map((item) => ({ ...item, name: undefined }));
    }
    const rest = restOf(value);
    const others = rest ? [{ name: restName, value: rest, repeat: undefined, line }] : [];
    if (value.kind !== 'dict') return others;
    return [
      ...value.entries.map((e) => ({ name: e.key, value: e.value, repeat: undefined, line })),
      ...others,
    ];
  });
  spend(run.work, bound.length);
  return bound;
}

/** What may be among the keywords and is not in the text. */
function restOf(value: Value): Given | undefined {
  if (value.kind === 'given') return value;
  if (value.kind === 'dict') return value.rest;
  const given = value.kind === 'module' ? value.module.given : undefined;
  return given && { kind: 'given', path: given };
}

export function call(run: Run, callee: Value, args: readonly Bound[], at: CallPlace): Value {
  return deeper(run, () => callWithin(run, callee, args, at));
}

function callWithin(run: Run, callee: Value, args: readonly Bound[], at: CallPlace): Value {
  switch (callee.kind) {
    case 'class':
      return instantiate(run, callee.def, args, at);
    case 'function':
      return invoke(run, callee, args);
    case 'partial':
      return run.call(callee.of, withDefaults(callee.args, args), at);
    case 'either':
      return chosen(run, callee.options, args, at);
    case 'external':
      return buildExternal(run, callee.path, args, at);
    case 'module': {
      const { module } = callee;
      const method = module.def && methodValue(run, module.def, '__call__', callee);
      return method ? run.call(method, args, at) : unknown('forward');
    }
    default:
      touched(args);
      // A class that is chosen by the config and is not in the text.
      return callee.kind === 'unknown' || callee.kind === 'given'
        ? { kind: 'module', module: opaqueModule(textOf(callee)) }
        : unknown('a call');
  }
}

function textOf(callee: Extract<Value, { kind: 'unknown' | 'given' }>): string {
  return callee.kind === 'given' ? callee.path.join('.') : callee.text;
}

/** One of several is called: what each does to what is at hand is optional. */
function chosen(run: Run, options: readonly Value[], args: readonly Bound[], at: CallPlace): Value {
  run.undecided++;
  const callable = options.filter((option) => option.kind !== 'none');
  const values = callable.map((option) => run.call(option, args, at));
  run.undecided--;
  return either(values);
}

/** Keywords of a call count before those that `partial` holds. */
function withDefaults(held: readonly Bound[], args: readonly Bound[]): readonly Bound[] {
  const named = new Set(args.map(({ name }) => name).filter((name) => name !== undefined));
  return [...held.filter(({ name }) => name === undefined || !named.has(name)), ...args];
}

/** What is not understood got an instance: it may have put anything into it. */
export function touched(args: readonly Bound[]): void {
  for (const { value } of args) {
    if (value.kind === 'module' && !value.module.plain) value.module.open = true;
  }
}

export function invoke(run: Run, callee: FunctionValue, args: readonly Bound[]): Value {
  const { def, closure, within, self } = callee;
  const bound: readonly Bound[] = self
    ? [{ name: undefined, value: self, repeat: undefined, line: def.line }, ...args]
    : args;
  const first = bound[0]?.value;
  const isMethod = within !== undefined && first?.kind === 'module';
  const scope: Scope = {
    ...scopeOf(def.file),
    parent: closure,
    self: isMethod ? first.module : closure?.self,
    within: within ?? closure?.within,
  };
  bindParameters(run, def.parameters, bound, scope);
  const outcome = run.execute(def.body, scope);
  if (outcome?.kind === 'return') return outcome.value;
  return outcome?.kind === 'perhaps' && outcome.value ? either([outcome.value, none]) : none;
}

/** A property is run when it is read; any other method is itself. */
export function evaluateProperty(run: Run, method: FunctionValue): Value {
  const kinds = method.def.decorators.map(nameOf);
  const isProperty = kinds.some((kind) => kind === 'property' || kind === 'cached_property');
  return isProperty ? deeper(run, () => invoke(run, method, [])) : method;
}

export function bindParameters(
  run: Run,
  parameters: readonly Parameter[],
  args: readonly Bound[],
  scope: Scope,
): void {
  const byPlace = args.filter((arg) => arg.name === undefined);
  const byName = new Map(args.flatMap((arg) => (arg.name ? [[arg.name, arg] as const] : [])));
  const rest = byName.get(restName)?.value;
  byName.delete(restName);
  let place = 0;
  for (const { name, star, fallback } of parameters) {
    spend(run.work, 1);
    if (star === 1) {
      const items = byPlace.slice(place);
      place = byPlace.length;
      scope.locals.set(name, { kind: 'list', items });
    } else if (star === 2) {
      const entries = [...byName].map(([key, { value, line }]) => ({ key, value, line }));
      scope.locals.set(
        name,
        rest?.kind === 'given' ? { kind: 'dict', entries, rest } : { kind: 'dict', entries },
      );
    } else {
      const arg = byName.get(name) ?? byPlace[place++];
      byName.delete(name);
      const isSize = fallback === undefined || fallback.kind === 'number';
      const among =
        rest?.kind === 'given' && isSize
          ? settled(run, { kind: 'given', path: [...rest.path, name] })
          : undefined;
      const value = arg?.value ?? among ?? (fallback && run.evaluate(fallback, outerOf(scope)));
      scope.locals.set(name, value ?? unknown(name));
    }
  }
}

/** Defaults are evaluated where the function is defined. */
function outerOf(scope: Scope): Scope {
  return scope.parent ?? scopeOf(scope.file);
}

/** `self.fc.weight` and its like, as `getattr` reads them. */
export function memberByPath(run: Run, of: Value, path: string, scope: Scope): Value {
  return path.split('.').reduce((at, name) => attributeOf(run, at, name, scope), of);
}
