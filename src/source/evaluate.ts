// What an expression stands for. Nothing is run: what is not understood is `unknown`.
import { callArguments, registered, superInit } from './call.ts';
import { bind, itemsOver, mentions, namesIn } from './items.ts';
import { binaryOf, scalarOf, unaryOf } from './operators.ts';
import {
  type CallPlace,
  numberOf,
  type Run,
  type Scope,
  settled,
  truth,
  valueOfMeaning,
} from './run.ts';
import type { Expr } from './syntax.ts';
import { number } from './term.ts';
import {
  type Bound,
  either,
  type Item,
  isModule,
  type Member,
  termValue,
  unknown,
  type Value,
} from './value.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

export function evaluate(run: Run, expr: Expr, scope: Scope): Value {
  if (run.steps-- <= 0) return unknown('too long to follow');
  switch (expr.kind) {
    case 'number':
      return termValue(number(expr.value));
    case 'string':
    case 'boolean':
    case 'none':
      return expr;
    case 'formatted':
      return { kind: 'string', value: formatted(run, expr, scope) };
    case 'name':
      return nameOf(run, expr, scope);
    case 'attribute':
      return attributeOf(run, run.evaluate(expr.of, scope), expr.name, scope);
    case 'call':
      return callOf(run, expr, scope);
    case 'list':
      return { kind: 'list', items: expr.items.flatMap((item) => itemsOf(run, item, scope)) };
    case 'dict':
      return dictOf(run, expr, scope);
    case 'comprehension':
      return { kind: 'list', items: comprehended(run, expr, scope) };
    case 'binary':
      return binaryOf(run, expr, scope);
    case 'unary':
      return unaryOf(run, expr, scope);
    case 'conditional': {
      const test = truth(run, run.evaluate(expr.test, scope));
      if (test !== undefined) return run.evaluate(test ? expr.yes : expr.no, scope);
      return either([run.evaluate(expr.yes, scope), run.evaluate(expr.no, scope)]);
    }
    case 'subscript':
      return subscriptOf(run, expr, scope);
    default:
      return unknown(expr.kind === 'unknown' ? expr.text : expr.kind);
  }
}

function nameOf(run: Run, { name }: Of<'name'>, scope: Scope): Value {
  if (name === scope.selfName && scope.self) return { kind: 'module', module: scope.self };
  const local = scope.locals.get(name);
  if (local !== undefined) return local;
  const meaning = run.program.resolve(scope.file, name);
  return meaning ? valueOfMeaning(run, meaning) : { kind: 'external', path: name };
}

export function attributeOf(run: Run, of: Value, name: string, scope: Scope): Value {
  switch (of.kind) {
    case 'given':
      return settled(run, { kind: 'given', path: [...of.path, name] });
    case 'external':
      return valueOfMeaning(run, run.program.member(scope.file, of.path, name));
    case 'module': {
      const members = of.module.members.get(name);
      if (members !== undefined) return either(members.map(memberValue));
      const field = of.module.fields.get(name) ?? classConstant(run, scope, name);
      return field ?? { kind: 'external', path: `self.${name}` };
    }
    case 'class':
      return classField(run, of.def, name) ?? unknown(`${of.def.name}.${name}`);
    case 'dict':
      return of.entries.find((entry) => entry.key === name)?.value ?? unknown(name);
    case 'either':
      return either(of.options.map((option) => attributeOf(run, option, name, scope)));
    default:
      return unknown(name);
  }
}

function memberValue(member: Member): Value {
  const { value } = member;
  return isModule(value)
    ? { kind: 'module', module: value }
    : { kind: 'tensor', shape: value.shape, keep: true, member };
}

function classConstant(run: Run, scope: Scope, name: string): Value | undefined {
  return scope.within && classField(run, scope.within, name);
}

function classField(run: Run, def: NonNullable<Scope['within']>, name: string): Value | undefined {
  for (const one of run.program.lineage(def)) {
    const value = one.fields.get(name)?.value;
    if (value) return valueOfMeaning(run, { kind: 'constant', value, file: one.file });
  }
  return undefined;
}

function callOf(run: Run, expr: Of<'call'>, scope: Scope): Value {
  const at = { scope, line: expr.line };
  const args = callArguments(run, expr.args, scope);
  const { callee } = expr;
  if (callee.kind === 'attribute') {
    const of = run.evaluate(callee.of, scope);
    const known = methodOf(
      run,
      of,
      callee.name,
      args.map((arg) => arg.value),
    );
    if (known !== undefined) return known;
    if (of.kind === 'module' && registered(run, of.module, callee.name, args, at)) return of;
    if (callee.name === '__init__') return initOf(run, of, args, at);
    const method = of.kind === 'module' ? ownMethod(run, of, callee.name, scope) : undefined;
    if (method !== undefined)
      return run.call(method, [{ ...self(of), line: expr.line }, ...args], at);
    return run.call(attributeOf(run, of, callee.name, scope), args, at);
  }
  const of = run.evaluate(callee, scope);
  if (of.kind === 'external' && of.path === 'setattr' && args[0]?.value.kind === 'module') {
    registered(run, args[0].value.module, 'add_module', args.slice(1), at);
    return { kind: 'none' };
  }
  return run.call(of, args, at);
}

/** `super().__init__(...)`, or with the base named and `self` first. */
function initOf(run: Run, of: Value, args: readonly Bound[], at: CallPlace): Value {
  const isSuper = of.kind === 'external' && of.path === 'super()';
  superInit(run, isSuper ? args : args.slice(1), at);
  return { kind: 'none' };
}

function self(value: Value) {
  return { name: undefined, value, repeat: undefined };
}

/** `self.build(...)`: a method of the instance's class. */
function ownMethod(run: Run, of: Value, name: string, scope: Scope): Value | undefined {
  if (of.kind !== 'module' || of.module !== scope.self || !scope.within) return undefined;
  for (const one of run.program.lineage(scope.within)) {
    const def = one.methods.get(name);
    if (def !== undefined) return { kind: 'function', def };
  }
  return undefined;
}

/** Methods of Python's own types, and those of modules and tensors that give back the same. */
function methodOf(run: Run, of: Value, name: string, args: readonly Value[]): Value | undefined {
  if (of.kind === 'given' && name === 'get' && args[0]?.kind === 'string') {
    const found = settled(run, { kind: 'given', path: [...of.path, args[0].value] });
    return found.kind !== 'given' || args.length < 2 ? found : either([found, args[1]]);
  }
  if (of.kind === 'dict') {
    const items = of.entries.map(({ key, value, line }): Item => {
      const pair = listOf([{ kind: 'string', value: key }, value]);
      return { value: pair, repeat: undefined, line };
    });
    if (name === 'items') return { kind: 'list', items };
  }
  if (
    /^(?:to|cuda|cpu|half|float|bfloat16|eval|train|requires_grad_|normal_|uniform_|zero_|clone)$/.test(
      name,
    )
  ) {
    if (of.kind === 'module' || of.kind === 'tensor') return of;
  }
  return undefined;
}

function listOf(values: readonly Value[]): Value {
  return { kind: 'list', items: values.map((value) => ({ value, repeat: undefined, line: 0 })) };
}

function itemsOf(run: Run, expr: Expr, scope: Scope): readonly Item[] {
  if (expr.kind !== 'star') {
    return [{ value: run.evaluate(expr, scope), repeat: undefined, line: expr.line }];
  }
  return itemsOver(run, run.evaluate(expr.of, scope), expr.line);
}

function dictOf(run: Run, expr: Of<'dict'>, scope: Scope): Value {
  const entries = expr.entries.flatMap(([key, value]) => {
    const name = run.evaluate(key, scope);
    const text = name.kind === 'string' ? name.value : numberOf(run, name)?.toString();
    if (text === undefined) return [];
    return [{ key: text, value: run.evaluate(value, scope), line: key.line }];
  });
  return { kind: 'dict', entries };
}

function comprehended(run: Run, expr: Of<'comprehension'>, scope: Scope): readonly Item[] {
  const over = run.evaluate(expr.over, scope);
  if (over.kind === 'range' && !mentions(expr.element, namesIn(expr.target))) {
    // Every item is the same: one stands for all, under the count as it is written.
    const value = run.evaluate(expr.element, scope);
    return [{ value, repeat: over.count, line: expr.element.line }];
  }
  return itemsOver(run, over, expr.line).flatMap((item): readonly Item[] => {
    const inner = { ...scope, locals: new Map(scope.locals) };
    bind(run, expr.target, item.value, inner.locals);
    const kept = expr.conditions.map((test) => truth(run, run.evaluate(test, inner)));
    if (kept.includes(false)) return [];
    const value = run.evaluate(expr.element, inner);
    return [{ value, repeat: item.repeat, line: expr.element.line }];
  });
}

function subscriptOf(run: Run, expr: Of<'subscript'>, scope: Scope): Value {
  const of = run.evaluate(expr.of, scope);
  const { index } = expr;
  if (of.kind === 'list' && of.items.every((item) => item.repeat === undefined)) {
    if (index.kind === 'slice') {
      const side = (part: Expr | undefined) => part && numberOf(run, run.evaluate(part, scope));
      return { kind: 'list', items: of.items.slice(side(index.from), side(index.to)) };
    }
    const at = numberOf(run, run.evaluate(index, scope));
    return (at === undefined ? undefined : of.items.at(at)?.value) ?? unknown('an item');
  }
  if (of.kind === 'dict') {
    const key = scalarOf(run, run.evaluate(index, scope));
    const entry = of.entries.find((one) => one.key === String(key));
    // A table of classes that differ in how they compute, not in what they hold.
    return entry?.value ?? of.entries[0]?.value ?? unknown('an item');
  }
  if (of.kind === 'given') {
    const key = scalarOf(run, run.evaluate(index, scope));
    if (typeof key === 'string') return settled(run, { kind: 'given', path: [...of.path, key] });
  }
  if (of.kind === 'module') {
    const key = scalarOf(run, run.evaluate(index, scope));
    return attributeOf(run, of, String(key), scope);
  }
  return unknown('an item');
}

function formatted(run: Run, expr: Of<'formatted'>, scope: Scope): string {
  return expr.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = scalarOf(run, run.evaluate(part, scope));
      return value === undefined ? '*' : String(value); // the name of many alike
    })
    .join('');
}
