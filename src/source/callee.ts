// `of.name(...)`: methods of instances, of Python's own types, of tensors and of torch's modules.
import { attributeOf } from './attribute.ts';
import { buildExternal } from './build.ts';
import { call, touched } from './call.ts';
import { methodValue } from './classes.ts';
import { superInit } from './instantiate.ts';
import { isContainer, layerOf } from './layerNames.ts';
import { dictMethod } from './methodsOfDict.ts';
import { listMethod } from './methodsOfList.ts';
import { moduleMethod } from './methodsOfModule.ts';
import { tensorMethod } from './methodsOfTensor.ts';
import { textMethod } from './methodsOfText.ts';
import { type CallPlace, type Run, settled } from './run.ts';
import type { Expr } from './syntax.ts';
import { type Bound, either, none, unknown, type Value } from './value.ts';

/** A method as it is called. */
export type Called = {
  readonly of: Value;
  readonly name: string;
  /** Where `of` stands, so that a changed list can be put back there. */
  readonly place: Expr;
  readonly args: readonly Bound[];
  readonly at: CallPlace;
};

export function calledMethod(run: Run, called: Called): Value {
  const { of, name, args, at } = called;
  switch (of.kind) {
    case 'super':
      return superMethod(run, of, called);
    case 'module':
      return instanceMethod(run, of, called);
    case 'list':
    case 'range':
      return listMethod(run, of, called);
    case 'dict':
      return dictMethod(run, of, called);
    case 'string':
      return textMethod(run, of.value, name, args);
    case 'tensor':
      return tensorMethod(run, of, name, args);
    case 'either':
      return eitherMethod(run, of, called);
    case 'given':
      if (name === 'get') return givenItem(run, of, args);
      return call(run, attributeOf(run, of, name, at.scope), args, at);
    case 'external':
      return externalMethod(run, of, called);
    default:
      return call(run, attributeOf(run, of, name, at.scope), args, at);
  }
}

function superMethod(
  run: Run,
  of: Extract<Value, { kind: 'super' }>,
  { name, args, at, place }: Called,
): Value {
  if (name === '__init__') {
    superInit(run, of, args, at);
    return none;
  }
  const method = attributeOf(run, of, name, at.scope);
  if (method.kind === 'function') return call(run, method, args, at);
  const self: Value = { kind: 'module', module: of.module };
  return moduleMethod(run, self, { of: self, name, args, at, place }) ?? unknown(name);
}

function instanceMethod(run: Run, of: Extract<Value, { kind: 'module' }>, called: Called): Value {
  const { name, args, at } = called;
  const { module } = of;
  const method = module.def && methodValue(run, module.def, name, of);
  if (method !== undefined) return call(run, method, args, at);
  const known = moduleMethod(run, of, called);
  if (known !== undefined) return known;
  if (name === 'get' && module.given) {
    return givenItem(run, { kind: 'given', path: module.given }, args);
  }
  const value = attributeOf(run, of, name, at.scope);
  if (value.kind !== 'external' && value.kind !== 'given') return call(run, value, args, at);
  touched(args);
  return unknown(name);
}

function eitherMethod(run: Run, of: Extract<Value, { kind: 'either' }>, called: Called): Value {
  run.undecided++;
  const options = of.options.filter((option) => option.kind !== 'none');
  const values = options.map((option) => calledMethod(run, { ...called, of: option }));
  run.undecided--;
  return either(values);
}

/** `config.get('x', fallback)`: a config that is at hand and lacks the field leaves the fallback. */
function givenItem(run: Run, of: Extract<Value, { kind: 'given' }>, args: readonly Bound[]): Value {
  const [key, fallback = none] = args.map((arg) => arg.value);
  if (key?.kind !== 'string') return unknown('get');
  const found = settled(run, { kind: 'given', path: [...of.path, key.value] });
  if (found.kind !== 'given') return found;
  return run.facts.hasConfig ? fallback : either([found, fallback]);
}

/** `torch.zeros(...)`, and `nn.Conv2d.__init__(self, ...)` of who calls a base by its name. */
function externalMethod(
  run: Run,
  of: Extract<Value, { kind: 'external' }>,
  { name, args, at }: Called,
): Value {
  const self = args[0]?.value;
  if (name === '__init__' && self?.kind === 'module') {
    if (!isContainer(of.path) && layerOf(of.path) === undefined) return none;
    const made = buildExternal(run, of.path, args.slice(1), at);
    if (made.kind !== 'module') return none;
    for (const [member, all] of made.module.members) self.module.members.set(member, all);
    return none;
  }
  return call(run, attributeOf(run, of, name, at.scope), args, at);
}
