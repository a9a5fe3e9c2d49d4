// Calls: classes are instantiated, functions followed, layers of torch.nn built from their table.
import { buildExternal, isContainer, layerOf, opaqueModule } from './build.ts';
import { itemsOver } from './items.ts';
import { put } from './members.ts';
import { type CallPlace, deepestCall, mostNested, type Run, type Scope } from './run.ts';
import type { Arg, ClassDef, FunctionDef, Parameter } from './syntax.ts';
import { type Bound, either, type Module, newModule, unknown, type Value } from './value.ts';

/** The arguments of a call, stars resolved as far as they can be. */
export function callArguments(run: Run, args: readonly Arg[], scope: Scope): readonly Bound[] {
  return args.flatMap(({ name, star, value: expr }): readonly Bound[] => {
    const value = run.evaluate(expr, scope);
    const { line } = expr;
    if (star === 0) return [{ name, value, repeat: undefined, line }];
    if (star === 1)
      return itemsOver(run, value, line).map((item) => ({ ...item, name: undefined }));
    if (value.kind !== 'dict') return [];
    return value.entries.map((e) => ({ name: e.key, value: e.value, repeat: undefined, line }));
  });
}

export function call(run: Run, callee: Value, args: readonly Bound[], at: CallPlace): Value {
  if (run.depth >= deepestCall) return unknown('calls within calls');
  run.depth++;
  try {
    return callWithin(run, callee, args, at);
  } finally {
    run.depth--;
  }
}

function callWithin(run: Run, callee: Value, args: readonly Bound[], at: CallPlace): Value {
  switch (callee.kind) {
    case 'class':
      return { kind: 'module', module: instantiate(run, callee.def, args, at) };
    case 'function':
      return invoke(run, callee.def, args, undefined, undefined);
    case 'partial':
      return run.call(callee.of, [...callee.args, ...args], at);
    case 'either':
      return either(callee.options.map((option) => run.call(option, args, at)));
    case 'external':
      if (callee.path === 'super') return { kind: 'external', path: 'super()' };
      return buildExternal(run, callee.path, args, at);
    default:
      // A class that is chosen by the config and is not in the text.
      return callee.kind === 'unknown' || callee.kind === 'given'
        ? opaqueModule(callee.kind === 'given' ? callee.path.join('.') : callee.text)
        : unknown('a call');
  }
}

/** An instance of a class, after its `__init__` and those of its bases. */
export function instantiate(
  run: Run,
  def: ClassDef,
  args: readonly Bound[],
  at: CallPlace,
): Module {
  const module = newModule(def.name, { file: def.file, line: def.line });
  if (run.building.filter((one) => one === def).length >= mostNested) return module;
  run.building.push(def);
  if (!initialise(run, module, run.program.lineage(def), args)) {
    initialiseExternal(run, module, def, args, at);
  }
  run.building.pop();
  return module;
}

/** Runs the first `__init__` of a lineage; false: there is none. */
function initialise(
  run: Run,
  module: Module,
  lineage: readonly ClassDef[],
  args: readonly Bound[],
): boolean {
  const owner = lineage.find((one) => one.methods.has('__init__'));
  if (owner === undefined) return false;
  const self: Bound = {
    name: undefined,
    value: { kind: 'module', module },
    repeat: undefined,
    line: 0,
  };
  invoke(run, owner.methods.get('__init__')!, [self, ...args], module, owner);
  return true;
}

/** The `__init__` of the class above the one whose method runs. */
export function superInit(run: Run, args: readonly Bound[], { scope, line }: CallPlace): void {
  const { self, within } = scope;
  if (!self || !within) return;
  const bases = run.program.lineage(within).slice(1);
  if (!initialise(run, self, bases, args)) {
    initialiseExternal(run, self, within, args, { scope, line });
  }
}

/** A class that extends a container or a layer of torch.nn holds what that holds. */
function initialiseExternal(
  run: Run,
  module: Module,
  def: ClassDef,
  args: readonly Bound[],
  at: CallPlace,
): void {
  const base = run.program
    .externalBases(def)
    .find((path) => isContainer(path) || layerOf(path) !== undefined);
  if (base === undefined) return;
  const made = buildExternal(run, base, args, at);
  if (made.kind !== 'module') return;
  for (const [name, members] of made.module.members) module.members.set(name, members);
}

function invoke(
  run: Run,
  def: FunctionDef,
  args: readonly Bound[],
  self: Module | undefined,
  within: ClassDef | undefined,
): Value {
  const first = args[0]?.value;
  const isMethod = def.parameters[0]?.name === 'self';
  const instance = self ?? (isMethod && first?.kind === 'module' ? first.module : undefined);
  const owner = within ?? (instance ? ownerOf(run, def) : undefined);
  const scope: Scope = {
    file: def.file,
    locals: new Map(),
    self: instance,
    selfName: instance ? def.parameters[0]?.name : undefined,
    within: owner,
  };
  bindParameters(run, def.parameters, args, scope);
  return run.execute(def.body, scope) ?? { kind: 'none' };
}

function ownerOf(run: Run, def: FunctionDef): ClassDef | undefined {
  const file = run.program.files.find((one) => one.path === def.file);
  return file?.classes.find((one) => one.methods.get(def.name) === def);
}

export function bindParameters(
  run: Run,
  parameters: readonly Parameter[],
  args: readonly Bound[],
  scope: Scope,
): void {
  const byPlace = args.filter((arg) => arg.name === undefined);
  const byName = new Map(args.flatMap((arg) => (arg.name ? [[arg.name, arg] as const] : [])));
  let place = 0;
  for (const { name, star, fallback } of parameters) {
    if (star === 1) {
      const items = byPlace.slice(place);
      place = byPlace.length;
      scope.locals.set(name, { kind: 'list', items });
    } else if (star === 2) {
      const entries = [...byName].map(([key, { value, line }]) => ({ key, value, line }));
      scope.locals.set(name, { kind: 'dict', entries });
    } else {
      const arg = byName.get(name) ?? byPlace[place++];
      byName.delete(name);
      const value = arg?.value ?? (fallback && run.evaluate(fallback, scope));
      scope.locals.set(name, value ?? unknown(name));
    }
  }
}

/** `self.register_buffer(...)` and its kin: methods of nn.Module that make members. */
export function registered(
  run: Run,
  module: Module,
  method: string,
  args: readonly Bound[],
  { scope, line }: CallPlace,
): boolean {
  const [name, value] = args.map((arg) => arg.value);
  if (name?.kind !== 'string') return false;
  const place = { file: scope.file, line };
  if (method === 'add_module' || method === 'register_module' || method === 'register_parameter') {
    put(run, module, name.value, value ?? unknown('nothing'), place);
    return true;
  }
  if (method !== 'register_buffer') return false;
  const persistent = args.find((arg) => arg.name === 'persistent' || arg === args[2])?.value;
  if (persistent?.kind === 'boolean' && !persistent.value) return true;
  const shape = value?.kind === 'tensor' ? value.shape : undefined;
  run.undecided++; // masks and tables: many files leave them out
  put(run, module, name.value, { kind: 'tensor', shape, keep: true }, place);
  run.undecided--;
  return true;
}
