// Methods of torch's modules and containers: those that make members, and those that make none.

import { attributeOf } from './attribute.ts';
import type { Called } from './callee.ts';
import { itemsOver } from './items.ts';
import { appendTo, indexed, put, putItems, removeMember } from './members.ts';
import { type CallPlace, type Run, truth } from './run.ts';
import {
  type Bound,
  type Item,
  listOf,
  type Module,
  manyName,
  none,
  textValue,
  unknown,
  type Value,
} from './value.ts';

/** undefined: torch has no such method, or it may do anything. */
export function moduleMethod(
  run: Run,
  of: Extract<Value, { kind: 'module' }>,
  { name, args, at }: Called,
): Value | undefined {
  const { module } = of;
  if (module.plain) return plainMethod(run, module, name, args, at);
  if (registered(run, module, name, args, at)) return of;
  if (contained(run, module, name, args, at)) return of;
  if (unchanged.test(name)) return of;
  if (name === 'items' || name === 'keys' || name === 'values') return listed(run, module, name);
  if (/^get_(?:submodule|parameter|buffer)$/.test(name) && args[0]?.value.kind === 'string') {
    const steps = args[0].value.value.split('.');
    return steps.reduce((value, step) => attributeOf(run, value, step, at.scope), of as Value);
  }
  if (name === 'pop' && args[0]) {
    const key = indexed(run, args[0].value) ?? manyName;
    const value = attributeOf(run, of, key, at.scope);
    removeMember(module, key);
    return value;
  }
  return harmless.test(name) ? unknown(name) : undefined;
}

const unchanged =
  /^(?:to|cuda|cpu|half|float|double|bfloat16|type|eval|train|requires_grad_|apply|to_empty|share_memory|compile|zero_grad)$/;
const harmless =
  /^(?:post_init|init_weights|_init_weights|reset_parameters|_reset_parameters|parameters|named_parameters|modules|named_modules|children|named_children|buffers|named_buffers|state_dict|load_state_dict|register_\w*hook\w*|_register_\w*hook\w*|save_hyperparameters|tie_weights|__class_getitem__|gradient_checkpointing_enable|extra_repr|forward|device|get_input_embeddings|get_output_embeddings|set_\w+|update_keys_to_ignore|_register_load_state_dict_pre_hook|__init_subclass__|flatten_parameters)$/;

/** `self.register_buffer(...)` and its kin: methods of nn.Module that make members. */
function registered(
  run: Run,
  module: Module,
  method: string,
  args: readonly Bound[],
  { scope, line }: CallPlace,
): boolean {
  const at = (place: number, name: string) =>
    (args.find((arg) => arg.name === name) ?? args.filter((arg) => !arg.name)[place])?.value;
  const place = { file: scope.file, line };
  const isBuffer = method === 'register_buffer';
  const makes = /^(?:add_module|register_module|register_parameter|__setattr__)$/.test(method);
  if (!makes && !isBuffer) return false;
  const name = at(0, 'name');
  const key = name && indexed(run, name);
  if (key === undefined) {
    module.open = true; // what is made has a name that is not known
    run.unread = true;
    return true;
  }
  const value =
    at(1, 'module') ?? at(1, 'param') ?? at(1, 'tensor') ?? at(1, 'value') ?? unknown('nothing');
  if (!isBuffer) {
    put(run, module, key, method === 'register_parameter' ? kept(value) : value, place);
    return true;
  }
  const persistent = at(2, 'persistent');
  if (persistent && truth(run, persistent) === false) {
    module.fields.set(key, value);
    return true;
  }
  if (value.kind === 'none') {
    put(run, module, key, value, place);
    return true;
  }
  const shape = value.kind === 'tensor' ? value.shape : undefined;
  run.undecided++; // masks and tables: many files leave them out
  put(run, module, key, { kind: 'tensor', shape, keep: true }, place);
  run.undecided--;
  return true;
}

function kept(value: Value): Value {
  return value.kind === 'tensor' ? { ...value, keep: true } : value;
}

/** Methods of containers. */
function contained(
  run: Run,
  module: Module,
  method: string,
  args: readonly Bound[],
  { scope, line }: CallPlace,
): boolean {
  const [first, second] = args;
  if (!/^(?:append|extend|insert|update)$/.test(method) || first === undefined) return false;
  const asItem = (item: Item): Item => {
    return /^Parameter/.test(module.className) ? { ...item, value: kept(item.value) } : item;
  };
  if (method === 'append') appendTo(run, module, asItem({ ...first, line }), scope.file);
  if (method === 'extend') {
    const items = itemsOver(run, first.value, line).map(asItem);
    if (module.members.size === 0 && run.undecided === 0) putItems(run, module, items, scope.file);
    else for (const item of items) appendTo(run, module, item, scope.file);
  }
  if (method === 'insert' && second) {
    const members = [...module.members.values()];
    module.members.clear();
    const at = Number(indexed(run, first.value));
    if (!Number.isInteger(at)) module.open = true;
    put(run, module, String(at), second.value, { file: scope.file, line });
    const made = module.members.get(String(at)) ?? [];
    module.members.clear();
    members.splice(at, 0, made);
    for (const [i, all] of members.entries()) module.members.set(String(i), all);
  }
  if (method === 'update') updated(run, module, first.value, { scope, line });
  return true;
}

function updated(run: Run, module: Module, value: Value, { scope, line }: CallPlace): void {
  if (value.kind === 'dict') {
    for (const entry of value.entries) {
      put(run, module, entry.key, kept(entry.value), { file: scope.file, line: entry.line });
    }
  } else if (value.kind === 'module') {
    for (const [name, all] of value.module.members) module.members.set(name, all);
    for (const [name, field] of value.module.fields) module.fields.set(name, field);
  } else if (module.plain) {
    return; // settings that are not known stay as they are given
  } else {
    module.open = true;
  }
  void line;
}

function listed(run: Run, module: Module, name: string): Value {
  const of: Value = { kind: 'module', module };
  const keys = [...module.members.keys()];
  const value = (key: string) => attributeOf(run, of, key, noScope);
  if (name === 'keys') return listOf(keys.map(textValue));
  if (name === 'values') return listOf(keys.map(value));
  return listOf(keys.map((key) => listOf([textValue(key), value(key)])));
}

const noScope = {
  ...{ file: '', parent: undefined, comprehension: false, self: undefined, within: undefined },
  locals: new Map<string, Value>(),
};

/** An object of settings. */
function plainMethod(
  run: Run,
  module: Module,
  name: string,
  args: readonly Bound[],
  at: CallPlace,
): Value | undefined {
  if (name === 'update' && args[0]) {
    updated(run, module, args[0].value, at);
    return none;
  }
  if (name === '__setattr__' && args[1]) {
    const key = indexed(run, args[0].value);
    if (key !== undefined) module.fields.set(key, args[1].value);
    return none;
  }
  if (name === 'get' && args[0] && !module.given) {
    const key = indexed(run, args[0].value);
    const found = key === undefined ? undefined : module.fields.get(key);
    return found ?? args[1]?.value ?? none;
  }
  return undefined;
}
