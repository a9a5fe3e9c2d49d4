// What `of.name` stands for: of instances their members, fields, properties and methods; of classes,
// configs, tensors and libraries.

import { evaluateProperty } from './call.ts';
import { classFieldOf, methodValue } from './classes.ts';
import { type Run, type Scope, settled, valueOfMeaning } from './run.ts';
import { number } from './term.ts';
import {
  either,
  isModule,
  listOf,
  type Member,
  type Module,
  manyName,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';

export function attributeOf(run: Run, of: Value, name: string, scope: Scope): Value {
  switch (of.kind) {
    case 'given':
      return settled(run, { kind: 'given', path: [...of.path, name] });
    case 'external':
      return valueOfMeaning(run, run.program.member(scope.file, of.path, name));
    case 'module':
      return ofInstance(run, of.module, name);
    case 'class':
      return ofClass(run, of, name);
    case 'super':
      return ofSuper(run, of, name);
    case 'partial':
      if (name === 'func') return of.of;
      return name === 'keywords' ? unknown(name) : attributeOf(run, of.of, name, scope);
    case 'tensor':
      return ofTensor(of, name);
    case 'either':
      return either(of.options.map((option) => attributeOf(run, option, name, scope)));
    default:
      return unknown(name);
  }
}

function ofInstance(run: Run, module: Module, name: string): Value {
  // Python's own tables of a module's members.
  if (['__dict__', '_modules', '_parameters', '_buffers'].includes(name)) {
    return { kind: 'module', module };
  }
  const field = module.fields.get(name);
  const members = module.members.get(name);
  if (members !== undefined && !(field && members.every(isOpaque))) {
    return either([...members.map(memberValue), ...(field ? [field] : [])]);
  }
  if (field !== undefined) return field;
  const { def } = module;
  if (def !== undefined) {
    if (name === '__class__') return { kind: 'class', def };
    const method = methodValue(run, def, name, { kind: 'module', module });
    if (method !== undefined) return evaluateProperty(run, method);
    const constant = classFieldOf(run, def, name);
    if (constant !== undefined) return constant;
  }
  if (module.given) return settled(run, { kind: 'given', path: [...module.given, name] });
  const any = module.members.get(manyName);
  if (any !== undefined && /^-?\d+$|^\*$/.test(name)) return either(any.map(memberValue));
  if (module.opaque || module.open) return unknown(name);
  if (/^-\d+$/.test(name)) return memberFromEnd(module, Number(name));
  return { kind: 'external', path: `self.${name}` };
}

function isOpaque({ value }: Member): boolean {
  return isModule(value) && value.opaque;
}

function memberFromEnd({ members }: Module, at: number): Value {
  const member = [...members.values()].at(at)?.[0];
  return member ? memberValue(member) : unknown('an item');
}

export function memberValue(member: Member): Value {
  const { value } = member;
  return isModule(value)
    ? { kind: 'module', module: value }
    : { kind: 'tensor', shape: value.shape, keep: true, member };
}

function ofClass(run: Run, of: Extract<Value, { kind: 'class' }>, name: string): Value {
  if (name === '__name__' || name === '__qualname__') return textValue(of.def.name);
  const method = methodValue(run, of.def, name, of);
  return method ?? classFieldOf(run, of.def, name) ?? unknown(`${of.def.name}.${name}`);
}

function ofSuper(run: Run, of: Extract<Value, { kind: 'super' }>, name: string): Value {
  const { module, within } = of;
  const self: Value = { kind: 'module', module };
  const method = module.def && methodValue(run, module.def, name, self, within);
  return method ? evaluateProperty(run, method) : { kind: 'external', path: `super.${name}` };
}

function ofTensor(of: Extract<Value, { kind: 'tensor' }>, name: string): Value {
  if (['data', 'detach', 'real'].includes(name)) return of;
  if (name === 'T' || name === 'mT') {
    return { kind: 'tensor', shape: of.shape?.toReversed(), keep: false };
  }
  if (name === 'shape') return of.shape ? listOf(of.shape.map(termValue)) : unknown('shape');
  if (name === 'ndim') return of.shape ? termValue(number(of.shape.length)) : unknown('ndim');
  return unknown(name);
}
